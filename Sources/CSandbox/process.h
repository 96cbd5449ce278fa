#pragma once

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* glibc shows these only under feature macros that Swift's importer leaves unset. */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int prctl(int option, ...);

/* prctl() is variadic. The caller is killed as soon as the thread that started it ends. */
static inline int cloakroom_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

/* Nothing that this process does from now on gives it further rights. Filters and Landlock need this. */
static inline int cloakroom_take_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

/* No core file with somebody's picture in it, and nobody of the same user attaches. */
static inline int cloakroom_hide_memory(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/* setrlimit()'s first parameter is an enum under glibc's C++ guards and an int elsewhere. */
static inline int cloakroom_limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    return setrlimit(resource, &limit);
}

static inline int cloakroom_limit_memory(uint64_t bytes) { return cloakroom_limit(RLIMIT_DATA, bytes, bytes); }
static inline int cloakroom_limit_addresses(uint64_t bytes) { return cloakroom_limit(RLIMIT_AS, bytes, bytes); }
static inline int cloakroom_limit_files(uint64_t count) { return cloakroom_limit(RLIMIT_NOFILE, count, count); }
static inline int cloakroom_limit_written(uint64_t bytes) { return cloakroom_limit(RLIMIT_FSIZE, bytes, bytes); }
static inline int cloakroom_limit_core(uint64_t bytes) { return cloakroom_limit(RLIMIT_CORE, bytes, bytes); }

/* Only the soft limit: it is moved on before each file, and passing it kills. */
static inline int cloakroom_limit_processor(uint64_t seconds) {
    return cloakroom_limit(RLIMIT_CPU, seconds, RLIM_INFINITY);
}

/* The processor time of this process so far, in whole seconds, rounded up; the struct's fields are unions in Swift. */
static inline uint64_t cloakroom_processor_seconds(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    uint64_t microseconds = (uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec;
    return (uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec + (microseconds + 999999) / 1000000;
}

/* Starts `path` with signals as they are by default, in a process group of its own, with `socket` as descriptor 3,
   nothing on 0 and 1, and no other descriptor than stderr. Returns an errno. */
static inline int cloakroom_spawn(
    const char *path, char *const arguments[], char *const environment[], int socket, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0) return failure;
    if ((failure = posix_spawnattr_init(&attributes)) == 0) {
        short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        if ((failure = posix_spawnattr_setflags(&attributes, flags)) == 0
            && (failure = posix_spawnattr_setsigdefault(&attributes, &all)) == 0
            && (failure = posix_spawnattr_setsigmask(&attributes, &none)) == 0
            && (failure = posix_spawn_file_actions_adddup2(&actions, socket, 3)) == 0
            && (failure = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) == 0
            && (failure = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)) == 0
            && (failure = posix_spawn_file_actions_addclosefrom_np(&actions, 4)) == 0)
            failure = posix_spawn(process, path, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}
