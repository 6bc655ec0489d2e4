/* proc.h: runs one child process, without a shell. */
#ifndef PROC_H
#define PROC_H

#include <stddef.h>

enum { PROC_MISSING = -1, PROC_KILLED = -2 };

/* Runs argv[0] (looked up on PATH; argv ends with NULL) in folder dir and waits for it. Its standard input and output
   are on /dev/null; what it writes to standard error goes to said, which has room for size bytes, cut off there and
   ended with a 0 byte. Returns its exit status, PROC_MISSING when it could not be started or PROC_KILLED when a signal
   ended it. */
int proc_run(const char *dir, const char *const argv[], char *said, size_t size);

#endif
