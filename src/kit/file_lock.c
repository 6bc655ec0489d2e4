#define _POSIX_C_SOURCE 200809L
#include "file_lock.h"

#include "again.h"
#include "arena.h"
#include "bug.h"
#include "clock.h"
#include "diag.h"
#include "fd.h"
#include "leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const double pause_s = 0.01;

/* What one attempt to lock comes to. GONE: the holder before removed the file that was locked. */
enum attempt { TAKEN, BUSY, GONE, FAILED };

/* Tries once. BUSY: *holder becomes the process that has the lock, 0 where it is not known. FAILED: errno says why. */
static enum attempt try_once(const char *path, struct file_lock *out, long *holder)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int fd = again_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return FAILED;
    if (fcntl(fd, F_SETLK, &whole) == 0) {
        const enum fd_named named = fd_named(path, fd);
        *out = (struct file_lock){path, fd};
        if (named == FD_NAMED)
            leftover_add(path);
        else
            fd_close(fd);
        return named == FD_NAMED ? TAKEN : named == FD_UNNAMED ? GONE : FAILED;
    }
    const int why = errno;
    const bool held = why == EACCES || why == EAGAIN, known = held && fcntl(fd, F_GETLK, &whole) == 0;
    *holder = known && whole.l_type != F_UNLCK ? (long)whole.l_pid : 0;
    fd_close(fd);
    errno = why;
    return held ? BUSY : FAILED;
}

bool file_lock_take(struct arena *a, struct diags *d, const char *path, double wait_s, struct file_lock *out)
{
    BUG_UNLESS(wait_s >= 0);
    const double until = clock_now_s() + wait_s;
    const char *kept = arena_strdup(a, path);
    for (;;) {
        long holder = 0;
        leftover_hold(true);
        const enum attempt got = try_once(kept, out, &holder);
        leftover_hold(false);
        if (got == TAKEN)
            return true;
        if (got == FAILED) {
            diag_add(d, DIAG_FILE_WRITE, diag_file(kept), NULL, "cannot lock: %s", strerror(errno));
            return false;
        }
        if (got == BUSY && clock_now_s() >= until) {
            diag_add(d, DIAG_FILE_WRITE, diag_file(kept), NULL,
                     "process %ld has held this lock for %.0f s; wait until it ends, then try again", holder, wait_s);
            return false;
        }
        if (got == BUSY)
            clock_pause(pause_s);
    }
}

void file_lock_release(struct file_lock *l)
{
    BUG_UNLESS(l->path && l->fd >= 0);
    leftover_discard(l->path); /* the lock is the kernel's: a file that stays has none */
    fd_close(l->fd);
    *l = (struct file_lock){NULL, -1};
}
