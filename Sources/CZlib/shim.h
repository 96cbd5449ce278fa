#include <zlib.h>

/* inflateInit2() is a macro that passes the header's version and struct size; Swift cannot import it. */
static inline int cloakroom_inflate_start(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}
