/* proc.h: runs one child process, without a shell, and waits for it. The child ends when this program does, however it
   ends (leftover.h, and the kernel's signal at a parent's death). */
#ifndef PROC_H
#define PROC_H

#include <stddef.h>

struct arena;

enum { PROC_MISSING = -1, PROC_KILLED = -2, PROC_LATE = -3, PROC_FAILED = -4 };

/* Runs argv[0] (looked up on PATH; argv ends with NULL) in folder dir and waits for it. Its standard input and output
   are on /dev/null; what it writes to standard error goes to said, which has room for size bytes, cut off there and
   ended with a 0 byte. Returns its exit status, PROC_MISSING when there is no such program, PROC_KILLED when a signal
   ended it, or PROC_FAILED, with errno set, when the system could not start it. */
int proc_run(const char *dir, const char *const argv[], char *said, size_t size);

/* What a program wrote: to standard output, zero-terminated, at most PROC_MOST bytes of it; and the start of what it
   wrote to standard error. */
enum { PROC_MOST = 4 << 20, PROC_ERRORS = 256 };
struct proc_said {
    char *text;
    size_t size;
    char errors[PROC_ERRORS];
};
/* Runs argv[0] (looked up on PATH) in the locale C, without standard input, and keeps what it writes. It and what it
   started are stopped after limit_s seconds. Returns its exit status, or PROC_MISSING, PROC_KILLED, PROC_LATE,
   PROC_FAILED with errno set. */
int proc_ask(struct arena *a, const char *const argv[], double limit_s, struct proc_said *out);

#endif
