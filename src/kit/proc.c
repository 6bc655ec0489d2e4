/* proc.c: fork, exec and wait. */
#define _POSIX_C_SOURCE 200809L
#include "proc.h"

#include "bug.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/types.h>
#include <sys/wait.h>
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
