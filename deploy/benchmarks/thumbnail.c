// The bare loop: one 200x200 JPEG thumbnail after another, `vips_thumbnail` to a buffer, the picture decoded anew each time.
#include <stdlib.h>
#include <vips/vips.h>

int main(int count, char **arguments) {
    if (count != 3 || VIPS_INIT(arguments[0])) return 2;
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    for (int left = atoi(arguments[2]); left > 0; left--) {
        VipsImage *image = NULL;
        void *bytes = NULL;
        size_t size = 0;
        if (vips_thumbnail(arguments[1], &image, 200, "height", 200, "crop", VIPS_INTERESTING_CENTRE, NULL)
            || vips_jpegsave_buffer(image, &bytes, &size, "strip", TRUE, NULL)) return 1;
        g_object_unref(image);
        g_free(bytes);
    }
    return 0;
}
