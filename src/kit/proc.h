/* proc.h: one child process, without a shell. */
#ifndef PROC_H
#define PROC_H

/* Runs argv[0] (looked up on PATH) in folder dir, its output thrown away; waits. Its exit status, or -1 when it cannot
   be started (errno says why) or died of a signal. */
int proc_run(const char *dir, const char *const argv[]);

#endif
