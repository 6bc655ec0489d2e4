/* bug.h: internal errors. BUG() and BUG_UNLESS() report a fault of this program with its file and line, and abort.
   A user's mistake is a diagnostic instead (kit/diag.h); a machine that cannot run a model is a verdict in a result. */
#ifndef BUG_H
#define BUG_H

/* Lets the compiler check printf-style arguments; fmt and first are argument numbers, counted from 1. */
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* Prints the place and the text on standard error and aborts. Use the macros below. */
_Noreturn void bug_report(const char *file, int line, const char *what);

/* BUG: this line must never be reached. BUG_UNLESS: cond is an invariant; it is checked in release builds too. */
#define BUG(what) bug_report(__FILE__, __LINE__, (what))
#define BUG_UNLESS(cond) ((cond) ? (void)0 : bug_report(__FILE__, __LINE__, "not true: " #cond))

#endif
