/* fail.c: a library for LD_PRELOAD that counts the calls of a program to the C library and disturbs one of them, or all
   from one on, as struct share says. It takes itself out of the environment, so that programs that are started run
   undisturbed; a forked child is still counted and disturbed until it becomes another program. Calls that the C library
   makes to itself are not seen, but for those of malloc; so its functions of folders and paths are taken whole. */
#define _GNU_SOURCE
#include "torture/share.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct share *share; /* NULL: nothing is counted yet */
static pid_t owner;
static bool inside;  /* the library itself asks for memory */
static bool resting; /* calls go through and are not counted */

static void *real_of(const char *name)
{
    inside = true;
    void *f = dlsym(RTLD_NEXT, name);
    inside = false;
    return f;
}

/* Programs of `make coverage` ask for it around the writing of their counters (tools/keep_counters.c). */
void torture_rest(int rest);
void torture_rest(int rest)
{
    resting = rest;
}

static bool due(enum share_kind kind, long number)
{
    return share->kind == (int)kind && (number == share->number || (share->and_later && number > share->number));
}

static bool changes_files(enum share_kind kind)
{
    return kind == SHARE_OPEN || kind == SHARE_WRITE || kind == SHARE_FSYNC || kind == SHARE_CLOSE ||
           kind == SHARE_RENAME || kind == SHARE_LINK || kind == SHARE_UNLINK || kind == SHARE_MKDIR ||
           kind == SHARE_MODE || kind == SHARE_LOCK;
}

/* Counts a call. Returns true if it shall be disturbed. */
static bool disturbed(enum share_kind kind, const char *name)
{
    if (!share || inside || resting)
        return false;
    if (changes_files(kind) && getpid() == owner && due(SHARE_STEP, ++share->count[SHARE_STEP]))
        kill(owner, SIGKILL);
    if (!due(kind, ++share->count[kind]))
        return false;
    if (share->hits++ == 0)
        strncpy(share->where, name, sizeof share->where - 1);
    return true;
}

/* Counts a call. Returns true, with errno set, if it shall fail. */
static bool fails(enum share_kind kind, const char *name)
{
    if (!disturbed(kind, name))
        return false;
    errno = share->error;
    return true;
}

/* Returns how many of n bytes a call may transfer; 0: it shall fail, errno says why. */
static size_t allowed(enum share_kind kind, const char *name, size_t n)
{
    if (!disturbed(kind, name))
        return n;
    errno = share->error;
    return share->act == SHARE_HALF ? (n + 1) / 2 : 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv(SHARE_VARIABLE);
    const int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *at = mmap(NULL, sizeof *share, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    unsetenv("LD_PRELOAD");
    unsetenv(SHARE_VARIABLE);
    owner = getpid();
    if (at != MAP_FAILED)
        share = at;
}

/* ---- memory ---- */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *old, size_t n);
void *__libc_memalign(size_t unit, size_t n);

void *malloc(size_t n)
{
    return fails(SHARE_ALLOC, "malloc") ? NULL : __libc_malloc(n);
}
void *calloc(size_t count, size_t n)
{
    return fails(SHARE_ALLOC, "calloc") ? NULL : __libc_calloc(count, n);
}
void *realloc(void *old, size_t n)
{
    return fails(SHARE_ALLOC, "realloc") ? NULL : __libc_realloc(old, n);
}
void *memalign(size_t unit, size_t n);
void *memalign(size_t unit, size_t n)
{
    return fails(SHARE_ALLOC, "memalign") ? NULL : __libc_memalign(unit, n);
}
void *aligned_alloc(size_t unit, size_t n)
{
    return fails(SHARE_ALLOC, "aligned_alloc") ? NULL : __libc_memalign(unit, n);
}
int posix_memalign(void **out, size_t unit, size_t n)
{
    void *p = fails(SHARE_ALLOC, "posix_memalign") ? NULL : __libc_memalign(unit, n);
    *out = p ? p : *out;
    return p ? 0 : ENOMEM;
}

/* ---- calls that return what the real one returns, or `failed` ---- */

#define CALL(kind, failed, type, name, parameters, arguments)                                                          \
    type name parameters;                                                                                              \
    type name parameters                                                                                               \
    {                                                                                                                  \
        static type(*real) parameters;                                                                                 \
        if (!real)                                                                                                     \
            *(void **)&real = real_of(#name);                                                                          \
        return fails(SHARE_##kind, #name) ? failed : real arguments;                                                   \
    }
/* As CALL, of one that transfers n bytes. */
#define TRANSFER(kind, name, parameters, arguments)                                                                    \
    ssize_t name parameters;                                                                                           \
    ssize_t name parameters                                                                                            \
    {                                                                                                                  \
        static ssize_t(*real) parameters;                                                                              \
        if (!real)                                                                                                     \
            *(void **)&real = real_of(#name);                                                                          \
        const size_t may = allowed(SHARE_##kind, #name, n);                                                            \
        if (n > 0 && may == 0)                                                                                         \
            return -1;                                                                                                 \
        n = may;                                                                                                       \
        return real arguments;                                                                                         \
    }
/* As CALL, of one whose descriptor or stream is gone even when it fails. */
#define LAST(kind, type, name, parameters, arguments)                                                                  \
    type name parameters;                                                                                              \
    type name parameters                                                                                               \
    {                                                                                                                  \
        static type(*real) parameters;                                                                                 \
        if (!real)                                                                                                     \
            *(void **)&real = real_of(#name);                                                                          \
        const bool failed = disturbed(SHARE_##kind, #name);                                                            \
        const type code = real arguments;                                                                              \
        if (failed)                                                                                                    \
            errno = share->error;                                                                                      \
        return failed ? -1 : code;                                                                                     \
    }
/* Of open and its like, whose mode is there only when a file may be made. */
#define OPENS(name, first, given)                                                                                      \
    int name first                                                                                                     \
    {                                                                                                                  \
        static int(*real) first;                                                                                       \
        va_list more;                                                                                                  \
        mode_t mode = 0;                                                                                               \
        if (!real)                                                                                                     \
            *(void **)&real = real_of(#name);                                                                          \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                           \
            va_start(more, flags);                                                                                     \
            mode = va_arg(more, mode_t);                                                                               \
            va_end(more);                                                                                              \
        }                                                                                                              \
        return fails(SHARE_OPEN, #name) ? -1 : real given;                                                             \
    }

/* clang-format off */
OPENS(open, (const char *path, int flags, ...), (path, flags, mode))
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode))
OPENS(openat, (int dir, const char *path, int flags, ...), (dir, path, flags, mode))
OPENS(openat64, (int dir, const char *path, int flags, ...), (dir, path, flags, mode))
CALL(OPEN, -1, int, __open_2, (const char *path, int flags), (path, flags))
CALL(OPEN, -1, int, __open64_2, (const char *path, int flags), (path, flags))
CALL(OPEN, -1, int, __openat_2, (int dir, const char *path, int flags), (dir, path, flags))
CALL(OPEN, -1, int, __openat64_2, (int dir, const char *path, int flags), (dir, path, flags))
CALL(OPEN, NULL, DIR *, opendir, (const char *path), (path))
CALL(OPEN, NULL, DIR *, fdopendir, (int fd), (fd))

TRANSFER(READ, read, (int fd, void *to, size_t n), (fd, to, n))
TRANSFER(READ, __read_chk, (int fd, void *to, size_t n, size_t room), (fd, to, n, room))
TRANSFER(READ, pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at))
TRANSFER(READ, pread64, (int fd, void *to, size_t n, off64_t at), (fd, to, n, at))
TRANSFER(READ, __pread_chk, (int fd, void *to, size_t n, off_t at, size_t room), (fd, to, n, at, room))
TRANSFER(READ, __pread64_chk, (int fd, void *to, size_t n, off64_t at, size_t room), (fd, to, n, at, room))
#define SHARE_TO_FD (fd == STDERR_FILENO ? SHARE_MESSAGE : SHARE_WRITE)
TRANSFER(TO_FD, write, (int fd, const void *from, size_t n), (fd, from, n))
TRANSFER(WRITE, pwrite, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at))
TRANSFER(WRITE, pwrite64, (int fd, const void *from, size_t n, off64_t at), (fd, from, n, at))
CALL(LIST, NULL, struct dirent *, readdir, (DIR *dir), (dir))
CALL(LIST, NULL, struct dirent64 *, readdir64, (DIR *dir), (dir))
CALL(LIST, -1, ssize_t, getdents64, (int fd, void *to, size_t n), (fd, to, n))

CALL(FSYNC, -1, int, fsync, (int fd), (fd))
CALL(FSYNC, -1, int, fdatasync, (int fd), (fd))
LAST(CLOSE, int, close, (int fd), (fd))
LAST(CLOSE, int, closedir, (DIR *dir), (dir))
CALL(RENAME, -1, int, rename, (const char *from, const char *to), (from, to))
CALL(RENAME, -1, int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
CALL(RENAME, -1, int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
CALL(LINK, -1, int, link, (const char *from, const char *to), (from, to))
CALL(LINK, -1, int, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
CALL(LINK, -1, int, symlink, (const char *from, const char *to), (from, to))
CALL(UNLINK, -1, int, unlink, (const char *path), (path))
CALL(UNLINK, -1, int, unlinkat, (int dir, const char *path, int flags), (dir, path, flags))
CALL(UNLINK, -1, int, rmdir, (const char *path), (path))
CALL(UNLINK, -1, int, remove, (const char *path), (path))
CALL(MKDIR, -1, int, mkdir, (const char *path, mode_t mode), (path, mode))
CALL(MKDIR, -1, int, mkdirat, (int dir, const char *path, mode_t mode), (dir, path, mode))

CALL(STAT, -1, int, stat, (const char *path, struct stat *out), (path, out))
CALL(STAT, -1, int, lstat, (const char *path, struct stat *out), (path, out))
CALL(STAT, -1, int, fstat, (int fd, struct stat *out), (fd, out))
CALL(STAT, -1, int, fstatat, (int dir, const char *path, struct stat *out, int flags), (dir, path, out, flags))
CALL(STAT, -1, int, stat64, (const char *path, struct stat64 *out), (path, out))
CALL(STAT, -1, int, lstat64, (const char *path, struct stat64 *out), (path, out))
CALL(STAT, -1, int, fstat64, (int fd, struct stat64 *out), (fd, out))
CALL(STAT, -1, int, fstatat64, (int dir, const char *path, struct stat64 *out, int flags), (dir, path, out, flags))
CALL(STAT, -1, int, access, (const char *path, int mode), (path, mode))
CALL(PATH, NULL, char *, realpath, (const char *path, char *out), (path, out))
CALL(PATH, NULL, char *, __realpath_chk, (const char *path, char *out, size_t room), (path, out, room))
CALL(PATH, NULL, char *, getcwd, (char *out, size_t n), (out, n))
CALL(PATH, NULL, char *, __getcwd_chk, (char *out, size_t n, size_t room), (out, n, room))
CALL(PATH, -1, ssize_t, readlink, (const char *path, char *out, size_t n), (path, out, n))
CALL(PATH, -1, ssize_t, __readlink_chk, (const char *path, char *out, size_t n, size_t room), (path, out, n, room))
CALL(PATH, -1, int, chdir, (const char *path), (path))
CALL(PATH, -1, off_t, lseek, (int fd, off_t at, int whence), (fd, at, whence))
CALL(PATH, -1, off64_t, lseek64, (int fd, off64_t at, int whence), (fd, at, whence))
CALL(MODE, -1, int, chmod, (const char *path, mode_t mode), (path, mode))
CALL(MODE, -1, int, fchmod, (int fd, mode_t mode), (fd, mode))
CALL(MODE, -1, int, chown, (const char *path, uid_t user, gid_t group), (path, user, group))
CALL(MODE, -1, int, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))

CALL(FORK, -1, pid_t, fork, (void), ())
CALL(EXEC, -1, int, execvp, (const char *file, char *const argv[]), (file, argv))
CALL(EXEC, -1, int, execv, (const char *file, char *const argv[]), (file, argv))
CALL(EXEC, -1, int, execve, (const char *file, char *const argv[], char *const env[]), (file, argv, env))
CALL(PIPE, -1, int, pipe, (int ends[2]), (ends))
CALL(PIPE, -1, int, pipe2, (int ends[2], int flags), (ends, flags))
CALL(DUP, -1, int, dup2, (int from, int to), (from, to))
CALL(WAIT, -1, pid_t, waitpid, (pid_t pid, int *status, int flags), (pid, status, flags))
CALL(POLL, -1, int, poll, (struct pollfd *v, nfds_t n, int ms), (v, n, ms))
CALL(POLL, -1, int, __poll_chk, (struct pollfd *v, nfds_t n, int ms, size_t room), (v, n, ms, room))
/* clang-format on */

/* The third argument is a number or a pointer; both are passed as a pointer is. */
#define CONTROL(name)                                                                                                  \
    int name(int fd, int command, ...)                                                                                 \
    {                                                                                                                  \
        static int (*real)(int, int, ...);                                                                             \
        va_list more;                                                                                                  \
        if (!real)                                                                                                     \
            *(void **)&real = real_of(#name);                                                                          \
        va_start(more, command);                                                                                       \
        void *argument = va_arg(more, void *);                                                                         \
        va_end(more);                                                                                                  \
        return fails(SHARE_LOCK, #name) ? -1 : real(fd, command, argument);                                            \
    }
CONTROL(fcntl)
int fcntl64(int fd, int command, ...);
CONTROL(fcntl64)
