/* proc.c: fork, exec and wait. */
#define _POSIX_C_SOURCE 200809L
#include "proc.h"

#include "arena.h"
#include "bug.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CANNOT_START = 127 }; /* exit status of a child that could not exec, as in a shell */

/* errors: the end of the pipe that standard error goes to. */
static _Noreturn void child(const char *dir, const char *const argv[], int errors)
{
    const int nowhere = open("/dev/null", O_RDWR);
    if (chdir(dir) != 0 || nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
        dup2(errors, STDERR_FILENO) < 0)
        _exit(CANNOT_START);
    execvp(argv[0], (char *const *)(const void *)argv);
    _exit(CANNOT_START);
}

/* Reads to the end, keeps the first size - 1 bytes and drops the rest, so that the child never waits. */
static void read_all(int from, char *said, size_t size)
{
    char dropped[256];
    size_t n = 0;
    for (;;) {
        const bool room = n + 1 < size;
        const ssize_t got = read(from, room ? said + n : dropped, room ? size - 1 - n : sizeof dropped);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        n += room ? (size_t)got : 0;
    }
    said[n] = '\0';
}

int proc_run(const char *dir, const char *const argv[], char *said, size_t size)
{
    int ends[2], status = 0;
    BUG_UNLESS(argv[0] != NULL && size > 0);
    said[0] = '\0';
    if (pipe(ends) != 0)
        return PROC_MISSING;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    const pid_t pid = fork();
    if (pid == 0)
        child(dir, argv, ends[1]);
    close(ends[1]);
    if (pid > 0)
        read_all(ends[0], said, size);
    close(ends[0]);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return PROC_MISSING;
    if (!WIFEXITED(status))
        return PROC_KILLED;
    return WEXITSTATUS(status) == CANNOT_START ? PROC_MISSING : WEXITSTATUS(status);
}

/* ---- asking a program ---- */

static _Noreturn void asked(const char *const argv[], int output, int errors)
{
    const int nowhere = open("/dev/null", O_RDONLY);
    setpgid(0, 0); /* so that all that it starts can be stopped */
    setenv("LC_ALL", "C", 1);
    if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(errors, STDERR_FILENO) < 0)
        _exit(CANNOT_START);
    execvp(argv[0], (char *const *)(const void *)argv);
    _exit(CANNOT_START);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Reads once. Keeps what has room and drops the rest. Returns false at the end. */
static bool read_some(int from, char *to, size_t room, size_t *n)
{
    char dropped[4096];
    const bool keeps = *n < room;
    const ssize_t got = read(from, keeps ? to + *n : dropped, keeps ? room - *n : sizeof dropped);
    if (got > 0)
        *n += keeps ? (size_t)got : 0;
    return got > 0 || (got < 0 && errno == EINTR);
}

/* Reads both pipes until both are closed. Returns false when the time is over. */
static bool read_both(const int from[2], double until_s, char *text, struct proc_said *out)
{
    struct pollfd open_ends[2] = {{from[0], POLLIN, 0}, {from[1], POLLIN, 0}};
    size_t n_errors = 0;
    while (open_ends[0].fd >= 0 || open_ends[1].fd >= 0) {
        const double left_s = until_s - now_s();
        if (left_s <= 0)
            return false;
        if (poll(open_ends, 2, (int)(left_s * 1000) + 1) <= 0)
            continue;
        if (open_ends[0].revents && !read_some(from[0], text, PROC_MOST, &out->size))
            open_ends[0].fd = -1;
        if (open_ends[1].revents && !read_some(from[1], out->errors, PROC_ERRORS - 1, &n_errors))
            open_ends[1].fd = -1;
    }
    return true;
}

/* Waits for the child until its time is over. Returns false when it is. */
static bool wait_until(pid_t pid, double until_s, int *status)
{
    const struct timespec pause = {0, 10000000};
    for (;;) {
        const pid_t got = waitpid(pid, status, WNOHANG);
        if (got == pid)
            return true;
        if (got < 0 || now_s() > until_s)
            return false;
        nanosleep(&pause, NULL);
    }
}

int proc_ask(struct arena *a, const char *const argv[], double limit_s, struct proc_said *out)
{
    int output[2], errors[2], status = 0;
    const double until_s = now_s() + limit_s;
    BUG_UNLESS(argv[0] != NULL);
    *out = (struct proc_said){.text = arena_alloc(a, 1)};
    if (pipe(output) != 0)
        return PROC_MISSING;
    if (pipe(errors) != 0) {
        close(output[0]);
        close(output[1]);
        return PROC_MISSING;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(output[i], F_SETFD, FD_CLOEXEC);
        fcntl(errors[i], F_SETFD, FD_CLOEXEC);
    }
    char *text = arena_alloc(a, PROC_MOST + 1);
    const pid_t pid = fork();
    if (pid == 0)
        asked(argv, output[1], errors[1]);
    close(output[1]);
    close(errors[1]);
    const bool done = pid > 0 && read_both((int[]){output[0], errors[0]}, until_s, text, out) &&
                      wait_until(pid, until_s, &status);
    if (pid > 0 && !done) {
        kill(-pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    close(output[0]);
    close(errors[0]);
    text[out->size] = '\0';
    out->text = text;
    if (!done)
        return pid > 0 ? PROC_LATE : PROC_MISSING;
    if (!WIFEXITED(status))
        return PROC_KILLED;
    return WEXITSTATUS(status) == CANNOT_START ? PROC_MISSING : WEXITSTATUS(status);
}
