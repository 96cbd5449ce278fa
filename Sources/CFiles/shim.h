#pragma once

#include <linux/openat2.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

/* glibc shows these only under feature macros that Swift's importer leaves unset. */
int sync_file_range(int file, int64_t offset, int64_t count, unsigned int flags);
int renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name, unsigned int flags);
long syscall(long number, ...);

/* Asks the kernel to start writing a run of a file back, without waiting for it. */
static inline int shim_start_write_back(int file, int64_t offset, int64_t count) {
    return sync_file_range(file, offset, count, 2 /* SYNC_FILE_RANGE_WRITE */);
}

/* Moves a file without replacing another one. */
static inline int shim_rename_exclusively(int old_folder, const char *old_name, int new_folder, const char *new_name) {
    return renameat2(old_folder, old_name, new_folder, new_name, 1 /* RENAME_NOREPLACE */);
}

/* Opens what lies below a folder without following any symlink. glibc has no wrapper, and syscall() is variadic. */
static inline int shim_open_beneath(int folder, const char *path, int flags) {
    struct open_how how = {.flags = (uint64_t)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}
