#include <vips/vips.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* VIPS_OPERATION_GET_CLASS and its kin are macros over casts; Swift cannot import them. */
static inline int cloakroom_vips_is_blocked(VipsObjectClass *type) {
    return (((VipsOperationClass *) type)->flags & VIPS_OPERATION_BLOCKED) != 0;
}

/* G_TYPE_IS_ABSTRACT and G_OBJECT_CLASS_TYPE are macros. */
static inline int cloakroom_vips_is_abstract(VipsObjectClass *type) {
    return g_type_test_flags(G_TYPE_FROM_CLASS(type), G_TYPE_FLAG_ABSTRACT);
}

/* The class's own name ("VipsForeignLoadPngFile"); G_OBJECT_CLASS_NAME is a macro. */
static inline const char *cloakroom_vips_class_name(VipsObjectClass *type) {
    return g_type_name(G_TYPE_FROM_CLASS(type));
}

static inline void cloakroom_drop_warning(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data) {
}

/* libvips prints a warning to stderr for every damaged file; the C callback keeps Swift out of a C variadic path. */
static inline void cloakroom_vips_silence_warnings(void) {
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG, cloakroom_drop_warning, NULL);
}

/* The loaders are variadic. They open the header only. */
static inline int cloakroom_vips_open_jpeg(VipsSource *source, VipsImage **out) {
    return vips_jpegload_source(source, out, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
}

static inline int cloakroom_vips_open_png(VipsSource *source, VipsImage **out) {
    return vips_pngload_source(source, out, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
}

static inline int cloakroom_vips_open_gif(VipsSource *source, VipsImage **out) {
    return vips_gifload_source(source, out, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
}

static inline int cloakroom_vips_open_webp(VipsSource *source, VipsImage **out) {
    return vips_webpload_source(source, out, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
}

/* vips_image_new_from_buffer() is variadic. The buffer must outlive the image. */
static inline VipsImage *cloakroom_vips_open_buffer(const void *bytes, size_t count) {
    return vips_image_new_from_buffer(bytes, count, "", NULL);
}

/* vips_thumbnail_source() is variadic. Covers a square, cut from the centre, upright. A picture with a profile is
   converted to sRGB; for one without, libvips 8.14 would take device colours for another space and shift them.
   Its own "fail_on" never reaches the loader of a source in libvips 8.14, so truncated files would pass; the loader's
   options do. */
static inline int cloakroom_vips_thumbnail(VipsSource *source, VipsImage **out, int side, int has_profile) {
    return vips_thumbnail_source(source, out, side, "height", side, "size", VIPS_SIZE_BOTH, "crop",
        VIPS_INTERESTING_CENTRE, "export_profile", has_profile ? "srgb" : NULL, "option_string", "[fail-on=error]", NULL);
}

/* vips_colourspace() is variadic. */
static inline int cloakroom_vips_to_srgb(VipsImage *in, VipsImage **out) {
    return vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, NULL);
}

/* vips_black() is variadic. */
static inline int cloakroom_vips_black(VipsImage **out, int side) {
    return vips_black(out, side, side, "bands", 3, NULL);
}

/* The savers are variadic. "strip" leaves out EXIF, XMP, IPTC, ICC profiles and comments. */
static inline int cloakroom_vips_jpeg(VipsImage *in, void **bytes, size_t *count) {
    return vips_jpegsave_buffer(in, bytes, count, "Q", 80, "strip", TRUE, NULL);
}

static inline int cloakroom_vips_png(VipsImage *in, void **bytes, size_t *count) {
    return vips_pngsave_buffer(in, bytes, count, "strip", TRUE, NULL);
}

static inline int cloakroom_vips_gif(VipsImage *in, void **bytes, size_t *count) {
    return vips_gifsave_buffer(in, bytes, count, "strip", TRUE, NULL);
}

static inline int cloakroom_vips_webp(VipsImage *in, void **bytes, size_t *count) {
    return vips_webpsave_buffer(in, bytes, count, "Q", 80, "strip", TRUE, NULL);
}

/* mallopt() is glibc's own. Fewer arenas and early unmapping give picture memory back instead of keeping it per thread; the
 * megabyte that each look begins with stays mapped. */
static inline void cloakroom_keep_heap_small(void) {
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 4);
    mallopt(M_MMAP_THRESHOLD, 2 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
#endif
}
