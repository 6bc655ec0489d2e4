#define _XOPEN_SOURCE 700
#include "progress.h"

#include "bug.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { MOST = 79, SECONDS = 1 };

static char line[MOST + 1];
static volatile sig_atomic_t written;

/* A signal handler may only call functions like write. */
static void say(int signal)
{
    (void)signal;
    if (!written && write(STDERR_FILENO, line, strlen(line)) > 0)
        written = 1;
}

void progress_start(const char *text)
{
    const struct sigaction act = {.sa_handler = say, .sa_flags = SA_RESTART};
    const struct itimerval after = {.it_value = {.tv_sec = SECONDS}};
    if (!isatty(STDERR_FILENO))
        return;
    strncpy(line, text, MOST);
    written = 0;
    if (sigaction(SIGALRM, &act, NULL) != 0 || setitimer(ITIMER_REAL, &after, NULL) != 0)
        *line = 0; /* it is only for patience */
}

void progress_stop(void)
{
    static const char wipe[] = "\r\x1b[K";
    const struct itimerval never = {.it_value = {.tv_sec = 0}};
    if (!*line)
        return;
    BUG_UNLESS(setitimer(ITIMER_REAL, &never, NULL) == 0);
    if (written && write(STDERR_FILENO, wipe, sizeof wipe - 1) > 0)
        written = 0;
    *line = 0;
}
