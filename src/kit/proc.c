/* proc.c: fork, exec and wait. */
#define _GNU_SOURCE /* pipe2: a pipe that no other program gets, in one step */
#include "proc.h"

#include "again.h"
#include "arena.h"
#include "bug.h"
#include "clock.h"
#include "fd.h"
#include "leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NO_START = 126, NO_PROGRAM = 127 }; /* exit statuses of a child that could not exec, as in a shell */

/* Ends a child that could not become the program. told: the end of a pipe that says why. */
static _Noreturn void give_up(int told, int code)
{
    const int why = errno;
    ssize_t n;
    do
        n = write(told, &why, sizeof why); /* so few bytes go at once or not at all */
    while (n < 0 && errno == EINTR);
    _exit(code);
}

/* Starts a child that ends when this process does. Returns 0 in the child, -1 with errno set. */
static pid_t start(int told)
{
    const pid_t parent = getpid();
    leftover_hold(true); /* until the child is registered here, or is what it shall be there */
    const pid_t pid = fork();
    if (pid == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            give_up(told, NO_START);
    } else if (pid > 0)
        leftover_child(pid);
    leftover_hold(false);
    return pid;
}

/* Makes the child the program, or ends it. */
static _Noreturn void become(const char *const argv[], int told)
{
    execvp(argv[0], (char *const *)(const void *)argv);
    give_up(told, errno == ENOENT || errno == ENOTDIR || errno == EACCES ? NO_PROGRAM : NO_START);
}

/* Returns what the end of a child means. why: errno of one that did not become the program, or 0. */
static int meaning(int status, int why)
{
    if (!WIFEXITED(status))
        return PROC_KILLED;
    errno = why ? why : EAGAIN; /* of NO_START: the child had not even the means to tell */
    return WEXITSTATUS(status) == NO_PROGRAM ? PROC_MISSING
           : WEXITSTATUS(status) == NO_START ? PROC_FAILED
                                             : WEXITSTATUS(status);
}

/* errors: the end of the pipe that standard error goes to. */
static _Noreturn void child(const char *dir, const char *const argv[], int errors, int told)
{
    const int nowhere = again_open("/dev/null", O_RDWR, 0);
    if (nowhere < 0 || chdir(dir) != 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
        dup2(errors, STDERR_FILENO) < 0)
        give_up(told, NO_START);
    become(argv, told);
}

/* Reads to the end, keeps the first size - 1 bytes and drops the rest, so that the child never waits. */
static void read_all(int from, char *said, size_t size)
{
    char dropped[256];
    size_t n = 0;
    for (;;) {
        const bool room = n + 1 < size;
        const ssize_t got = again_read(from, room ? said + n : dropped, room ? size - 1 - n : sizeof dropped);
        if (got <= 0)
            break;
        n += room ? (size_t)got : 0;
    }
    said[n] = '\0';
}

/* Closes both ends of n pipes; errno stays. */
static void close_pipes(int (*pipes)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int end = 0; end < 2; end++)
            if (pipes[i][end] >= 0)
                fd_close(pipes[i][end]);
}

static void close_end(int *end)
{
    fd_close(*end);
    *end = -1;
}

/* Opens n pipes that no other program gets. Returns false with errno set. */
static bool open_pipes(int (*pipes)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pipe2(pipes[i], O_CLOEXEC) != 0) {
            close_pipes(pipes, i);
            return false;
        }
    return true;
}

/* Waits until the child is the program or has given up. Returns its errno of that, 0 for the program. */
static int wait_for_start(int told)
{
    int why = 0;
    return again_read(told, &why, sizeof why) == (ssize_t)sizeof why ? why : 0;
}

/* Waits for the end of the child. Returns false with errno set. */
static bool wait_for(pid_t pid, int *status)
{
    pid_t got;
    do
        got = waitpid(pid, status, 0);
    while (got < 0 && errno == EINTR);
    leftover_child(0);
    return got == pid;
}

int proc_run(const char *dir, const char *const argv[], char *said, size_t size)
{
    enum { ERRORS, TOLD, N_PIPES };
    int pipes[N_PIPES][2], status = 0, no_start = 0;
    BUG_UNLESS(argv[0] != NULL && size > 0);
    said[0] = '\0';
    if (!open_pipes(pipes, N_PIPES))
        return PROC_FAILED;
    const pid_t pid = start(pipes[TOLD][1]);
    if (pid == 0)
        child(dir, argv, pipes[ERRORS][1], pipes[TOLD][1]);
    const int why = errno;
    close_end(&pipes[ERRORS][1]);
    close_end(&pipes[TOLD][1]);
    if (pid > 0) {
        no_start = wait_for_start(pipes[TOLD][0]);
        read_all(pipes[ERRORS][0], said, size);
    }
    close_pipes(pipes, N_PIPES);
    errno = why;
    return pid > 0 && wait_for(pid, &status) ? meaning(status, no_start) : PROC_FAILED;
}

/* ---- asking a program ---- */

static _Noreturn void asked(const char *const argv[], int output, int errors, int told)
{
    const int nowhere = again_open("/dev/null", O_RDONLY, 0);
    /* a group of its own, so that all that it starts can be stopped */
    if (setpgid(0, 0) != 0 || nowhere < 0 || setenv("LC_ALL", "C", 1) != 0 || dup2(nowhere, STDIN_FILENO) < 0 ||
        dup2(output, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
        give_up(told, NO_START);
    become(argv, told);
}

/* Reads once. Keeps what has room and drops the rest. Returns what read returns; 1 when a signal came first. */
static ssize_t read_some(int from, char *to, size_t room, size_t *n)
{
    char dropped[4096];
    const bool keeps = *n < room;
    const ssize_t got = read(from, keeps ? to + *n : dropped, keeps ? room - *n : sizeof dropped);
    if (got > 0)
        *n += keeps ? (size_t)got : 0;
    return got < 0 && errno == EINTR ? 1 : got;
}

/* Reads both pipes until both are closed. Returns 0, PROC_LATE when the time is over, or PROC_FAILED with errno set. */
static int read_both(const int from[2], double until_s, char *text, struct proc_said *out)
{
    struct pollfd open_ends[2] = {{from[0], POLLIN, 0}, {from[1], POLLIN, 0}};
    size_t n_errors = 0;
    while (open_ends[0].fd >= 0 || open_ends[1].fd >= 0) {
        const double left_s = until_s - clock_now_s();
        if (left_s <= 0)
            return PROC_LATE;
        if (poll(open_ends, 2, (int)(left_s * 1000) + 1) <= 0)
            continue;
        const ssize_t a = open_ends[0].revents ? read_some(from[0], text, PROC_MOST, &out->size) : 1;
        if (a < 0)
            return PROC_FAILED;
        const ssize_t b = open_ends[1].revents ? read_some(from[1], out->errors, PROC_ERRORS - 1, &n_errors) : 1;
        if (b < 0)
            return PROC_FAILED;
        open_ends[0].fd = a == 0 ? -1 : open_ends[0].fd;
        open_ends[1].fd = b == 0 ? -1 : open_ends[1].fd;
    }
    return 0;
}

/* Waits for the child until its time is over. Returns 0, PROC_LATE when it is, or PROC_FAILED with errno set. */
static int wait_until(pid_t pid, double until_s, int *status)
{
    static const double pause_s = 0.01;
    for (;;) {
        const pid_t got = waitpid(pid, status, WNOHANG);
        if (got == pid)
            return 0;
        if (got < 0 && errno != EINTR)
            return PROC_FAILED;
        if (clock_now_s() > until_s)
            return PROC_LATE;
        clock_pause(pause_s);
    }
}

int proc_ask(struct arena *a, const char *const argv[], double limit_s, struct proc_said *out)
{
    enum { OUTPUT, ERRORS, TOLD, N_PIPES };
    int pipes[N_PIPES][2], status = 0, no_start = 0;
    const double until_s = clock_now_s() + limit_s;
    BUG_UNLESS(argv[0] != NULL);
    *out = (struct proc_said){.text = arena_alloc(a, 1)};
    if (!open_pipes(pipes, N_PIPES))
        return PROC_FAILED;
    char *text = arena_alloc(a, PROC_MOST + 1);
    const pid_t pid = start(pipes[TOLD][1]);
    if (pid == 0)
        asked(argv, pipes[OUTPUT][1], pipes[ERRORS][1], pipes[TOLD][1]);
    int why = errno, end = PROC_FAILED;
    for (size_t i = 0; i < N_PIPES; i++)
        close_end(&pipes[i][1]);
    if (pid > 0) {
        no_start = wait_for_start(pipes[TOLD][0]);
        end = read_both((int[]){pipes[OUTPUT][0], pipes[ERRORS][0]}, until_s, text, out);
        end = end == 0 ? wait_until(pid, until_s, &status) : end;
        why = errno;
    }
    if (pid > 0 && end != 0) {
        leftover_stop(pid);
        wait_for(pid, &status);
    }
    leftover_child(0);
    close_pipes(pipes, N_PIPES);
    text[out->size] = '\0';
    out->text = text;
    errno = why;
    return end == 0 ? meaning(status, no_start) : end;
}
