#pragma once

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...);

#if defined(__x86_64__)
#define CLOAKROOM_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define CLOAKROOM_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef CLOAKROOM_ARCHITECTURE
/* What a helper may ask of the kernel whatever the arguments: memory, its own threads, time, and reading and writing
   descriptors that are open already. No opening, no sockets, no processes, no signals to others. */
static const int cloakroom_harmless_calls[] = {
    SYS_read, SYS_pread64, SYS_readv, SYS_preadv, SYS_recvmsg, SYS_write, SYS_writev, SYS_sendmsg, SYS_close, SYS_lseek,
    SYS_fstat, SYS_newfstatat, SYS_dup, SYS_fadvise64, SYS_ppoll,
    SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_brk, SYS_membarrier,
    SYS_futex, SYS_set_robust_list, SYS_set_tid_address, SYS_rseq, SYS_sched_yield, SYS_sched_getaffinity, SYS_getcpu,
    SYS_gettid, SYS_getpid, SYS_getrandom, SYS_getrusage, SYS_sysinfo, SYS_uname,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_exit,
    SYS_exit_group,
#if defined(__x86_64__)
    SYS_poll, SYS_time,
#endif
};

#define CLOAKROOM_LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, field))
#define CLOAKROOM_ARGUMENT(n) CLOAKROOM_LOAD(args[n])
#define CLOAKROOM_ARGUMENT_HIGH(n) \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, args[n]) + 4)
#define CLOAKROOM_ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (unsigned)(value))
/* Skips so many instructions unless the loaded word is `value`. */
#define CLOAKROOM_UNLESS(value, skipped) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), 0, skipped)
#define CLOAKROOM_REFUSE (SECCOMP_RET_ERRNO | EPERM)

/* The calls that are harmless with some arguments only. Each block ends with an answer, so it needs no way out. */
static const struct sock_filter cloakroom_guarded_calls[] = {
    CLOAKROOM_LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLOAKROOM_ARCHITECTURE, 1, 0),
    CLOAKROOM_ANSWER(SECCOMP_RET_KILL_PROCESS),
    CLOAKROOM_LOAD(nr),
    /* clone3() hides its flags behind a pointer; without it glibc takes clone(). */
    CLOAKROOM_UNLESS(SYS_clone3, 1),
    CLOAKROOM_ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
    /* A new thread, never a new process. */
    CLOAKROOM_UNLESS(SYS_clone, 4),
    CLOAKROOM_ARGUMENT(0),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x10000 /* CLONE_THREAD */, 0, 1),
    CLOAKROOM_ANSWER(SECCOMP_RET_ALLOW),
    CLOAKROOM_ANSWER(CLOAKROOM_REFUSE),
    /* Only for the name of a thread. */
    CLOAKROOM_UNLESS(SYS_prctl, 4),
    CLOAKROOM_ARGUMENT(0),
    CLOAKROOM_UNLESS(PR_SET_NAME, 1),
    CLOAKROOM_ANSWER(SECCOMP_RET_ALLOW),
    CLOAKROOM_ANSWER(CLOAKROOM_REFUSE),
    /* Nothing that has the kernel send signals for it: with F_SETOWN, F_SETSIG and O_ASYNC it could kill any process of
       its user. */
    CLOAKROOM_UNLESS(SYS_fcntl, 8),
    CLOAKROOM_ARGUMENT(1),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_DUPFD, 4, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_DUPFD_CLOEXEC, 3, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_GETFD, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_SETFD, 1, 0),
    CLOAKROOM_UNLESS(F_GETFL, 1),
    CLOAKROOM_ANSWER(SECCOMP_RET_ALLOW),
    CLOAKROOM_ANSWER(CLOAKROOM_REFUSE),
    /* Its own limits, to read all of them and to move the one on processor time. */
    CLOAKROOM_UNLESS(SYS_prlimit64, 10),
    CLOAKROOM_ARGUMENT(0),
    CLOAKROOM_UNLESS(0, 7),
    CLOAKROOM_ARGUMENT(1),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0 /* RLIMIT_CPU */, 4, 0),
    CLOAKROOM_ARGUMENT(2),
    CLOAKROOM_UNLESS(0, 3),
    CLOAKROOM_ARGUMENT_HIGH(2),
    CLOAKROOM_UNLESS(0, 1),
    CLOAKROOM_ANSWER(SECCOMP_RET_ALLOW),
    CLOAKROOM_ANSWER(CLOAKROOM_REFUSE),
};

enum {
    cloakroom_guarded_count = sizeof cloakroom_guarded_calls / sizeof *cloakroom_guarded_calls,
    cloakroom_own_count = 5,
    cloakroom_harmless_count = sizeof cloakroom_harmless_calls / sizeof *cloakroom_harmless_calls,
    cloakroom_filter_length = cloakroom_guarded_count + cloakroom_own_count + 2 * cloakroom_harmless_count + 1,
};

/* Writes the whole filter for the calling process. */
static inline void cloakroom_write_filter(struct sock_filter *next) {
    for (int i = 0; i < cloakroom_guarded_count; i++) *next++ = cloakroom_guarded_calls[i];
    /* Abort signals itself; who that is no table knows. */
    const struct sock_filter own[cloakroom_own_count] = {
        CLOAKROOM_UNLESS(SYS_tgkill, 4),
        CLOAKROOM_ARGUMENT(0),
        CLOAKROOM_UNLESS(getpid(), 1),
        CLOAKROOM_ANSWER(SECCOMP_RET_ALLOW),
        CLOAKROOM_ANSWER(CLOAKROOM_REFUSE),
    };
    for (int i = 0; i < cloakroom_own_count; i++) *next++ = own[i];
    for (int i = 0; i < cloakroom_harmless_count; i++) {
        *next++ = (struct sock_filter)CLOAKROOM_UNLESS(cloakroom_harmless_calls[i], 1);
        *next++ = (struct sock_filter)CLOAKROOM_ANSWER(SECCOMP_RET_ALLOW);
    }
    *next = (struct sock_filter)CLOAKROOM_ANSWER(CLOAKROOM_REFUSE);
}
#endif

/* Installs the filter for all threads of this process; prctl(PR_SET_NO_NEW_PRIVS) must have gone before.
   A call that is not allowed fails with EPERM: libraries then do without it.
   Returns 0, ENOSYS when the kernel or the processor is none that we know, or another errno. */
static inline int cloakroom_filter_calls(void) {
#ifdef CLOAKROOM_ARCHITECTURE
    struct sock_filter filter[cloakroom_filter_length];
    cloakroom_write_filter(filter);
    struct sock_fprog program = {.len = cloakroom_filter_length, .filter = filter};
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    if (result >= 0) return result == 0 ? 0 : EBUSY; /* above 0: a thread that could not follow */
    return errno == EINVAL ? ENOSYS : errno;
#else
    return ENOSYS;
#endif
}
