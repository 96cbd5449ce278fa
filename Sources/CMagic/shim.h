#include <magic.h>

/* magic_setparam() takes an untyped pointer to a size_t; a wrong width would go unnoticed in Swift. */
static inline int cloakroom_magic_limit(magic_t cookie, int parameter, size_t value) {
    return magic_setparam(cookie, parameter, &value);
}
