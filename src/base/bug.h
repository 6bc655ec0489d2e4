/* bug.h: our own mistakes. BUG() is for what can only be a fault of this program: it says where and aborts.
   A user's mistake is a diagnostic (kit/diag.h); physics saying no is a verdict in a result. */
#ifndef BUG_H
#define BUG_H

#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

_Noreturn void bug_report(const char *file, int line, const char *what);

#define BUG(what) bug_report(__FILE__, __LINE__, (what))
#define BUG_UNLESS(cond) ((cond) ? (void)0 : bug_report(__FILE__, __LINE__, "not true: " #cond))

#endif
