#include <libpq-fe.h>

/* PG_DIAG_... are character constants; Swift cannot pass them for an int. */
static inline const char *cloakroom_pg_state(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

/* The one line that says what went wrong. Details may quote whole rows, which are nobody's business. */
static inline const char *cloakroom_pg_message(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

/* By default libpq writes the server's notices to standard error. */
static inline void cloakroom_pg_ignore(void *context, const PGresult *notice) {
    (void)context;
    (void)notice;
}
static inline void cloakroom_pg_ignore_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, cloakroom_pg_ignore, NULL);
}
