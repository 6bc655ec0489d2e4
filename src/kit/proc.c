/* proc.c: fork, exec and wait. */
#define _POSIX_C_SOURCE 200809L
#include "proc.h"

#include "bug.h"

#include <fcntl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_START = 127 }; /* exit status of a child that could not exec, as in a shell */

static _Noreturn void child(const char *dir, const char *const argv[])
{
    const int nowhere = open("/dev/null", O_RDWR);
    if (chdir(dir) != 0 || nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
        dup2(nowhere, STDERR_FILENO) < 0)
        _exit(CANNOT_START);
    execvp(argv[0], (char *const *)(const void *)argv);
    _exit(CANNOT_START);
}

int proc_run(const char *dir, const char *const argv[])
{
    BUG_UNLESS(argv[0] != NULL);
    const pid_t pid = fork();
    if (pid == 0)
        child(dir, argv);
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status) == CANNOT_START ? -1 : WEXITSTATUS(status);
}
