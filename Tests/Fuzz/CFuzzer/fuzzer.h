#pragma once

#include <stddef.h>
#include <stdint.h>

/* libFuzzer has no header that toolchains install; these are the functions that its manual names. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *bytes, size_t count));
