/* getdents64: a handler may not call opendir, which asks for memory */
#define _GNU_SOURCE
#include "leftover.h"

#include "bug.h"
#include "exit_code.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 4, NAMES_B = 4096, DEEPEST = 32, STACK_B = 1 << 15 };

static char paths[MOST][PATH_MAX];
static volatile sig_atomic_t used[MOST];
static volatile sig_atomic_t child_pid;
static pid_t owner; /* a forked child has the register too, but must leave it alone */

static const int watched[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGPIPE, SIGXCPU,
                              SIGABRT, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL};
enum { N_WATCHED = sizeof watched / sizeof *watched };

/* ---- removing ---- */

static bool empty_folder(int fd, int depth);

static bool remove_at(int dir, const char *name, int depth)
{
    if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
        return true;
    if ((errno != EISDIR && errno != EPERM) || depth > DEEPEST)
        return false;
    int fd;
    do
        fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return false;
    const bool empty = empty_folder(fd, depth);
    return close(fd) == 0 && empty && unlinkat(dir, name, AT_REMOVEDIR) == 0;
}

/* Removes what is in the folder. Reads it anew after each round, because a removal may move what follows. */
static bool empty_folder(int fd, int depth)
{
    alignas(struct dirent64) char names[NAMES_B];
    for (;;) {
        ssize_t got;
        int removed = 0, left = 0;
        if (lseek(fd, 0, SEEK_SET) != 0)
            return false;
        while ((got = getdents64(fd, names, sizeof names)) > 0)
            for (ssize_t at = 0; at < got;) {
                const struct dirent64 *e = (const void *)(names + at);
                at += e->d_reclen;
                if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
                    continue;
                if (remove_at(fd, e->d_name, depth + 1))
                    removed++;
                else
                    left++;
            }
        if (got < 0 || left > 0)
            return false;
        if (removed == 0)
            return true;
    }
}

bool leftover_remove(const char *path)
{
    return remove_at(AT_FDCWD, path, 0);
}

/* ---- the register ---- */

void leftover_add(const char *path)
{
    int i = 0;
    while (i < MOST && used[i])
        i++;
    BUG_UNLESS(i < MOST);
    if (strlen(path) >= PATH_MAX)
        return; /* the system refuses such a path too */
    strcpy(paths[i], path);
    used[i] = 1;
}

void leftover_drop(const char *path)
{
    for (int i = 0; i < MOST; i++)
        if (used[i] && strcmp(paths[i], path) == 0)
            used[i] = 0;
}

void leftover_discard(const char *path)
{
    const int why = errno;
    leftover_remove(path);
    leftover_drop(path);
    errno = why;
}

void leftover_child(pid_t pid)
{
    child_pid = (sig_atomic_t)pid;
}

bool leftover_stop(pid_t pid)
{
    return kill(-pid, SIGKILL) == 0 || kill(pid, SIGKILL) == 0;
}

void leftover_clear(void)
{
    if (owner != getpid())
        return;
    if (child_pid > 0)
        leftover_stop((pid_t)child_pid);
    for (int i = 0; i < MOST; i++)
        if (used[i])
            leftover_discard(paths[i]);
}

/* ---- signals ---- */

/* The signal comes again when this returns, and then ends the program as it would have. */
static void ended(int sig)
{
    const int why = errno;
    leftover_clear();
    errno = why;
    if (raise(sig) != 0)
        _exit(EXIT_CODE_WORLD);
}

static void watched_set(sigset_t *set)
{
    BUG_UNLESS(sigemptyset(set) == 0);
    for (int i = 0; i < N_WATCHED; i++)
        BUG_UNLESS(sigaddset(set, watched[i]) == 0);
}

void leftover_watch(void)
{
    static alignas(16) unsigned char other_stack[STACK_B]; /* for a fault by a full stack */
    const stack_t other = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
    const bool has_other = sigaltstack(&other, NULL) == 0; /* a processor may need a larger one */
    struct sigaction act = {.sa_handler = ended, .sa_flags = (int)SA_RESETHAND | (has_other ? SA_ONSTACK : 0)}, was;
    owner = getpid();
    watched_set(&act.sa_mask);
    for (int i = 0; i < N_WATCHED; i++)
        if (sigaction(watched[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
            BUG_UNLESS(sigaction(watched[i], &act, NULL) == 0);
    /* a file that grows too large is then an error of write */
    BUG_UNLESS(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
}

void leftover_hold(bool on)
{
    sigset_t set;
    watched_set(&set);
    BUG_UNLESS(sigprocmask(on ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL) == 0);
}
