/* proc.h: runs one child process, without a shell. */
#ifndef PROC_H
#define PROC_H

/* Runs argv[0] (looked up on PATH; argv ends with NULL) in folder dir, with all its standard streams on /dev/null, and
   waits for it. Returns its exit status, or -1 when it could not be started or was killed by a signal. */
int proc_run(const char *dir, const char *const argv[]);

#endif
