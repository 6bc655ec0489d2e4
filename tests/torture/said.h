/* said.h: what the messages of a disturbed run say. */
#ifndef TORTURE_SAID_H
#define TORTURE_SAID_H

#include <stdbool.h>

struct injection;

/* Returns true if the text gives the reason that the injection has. */
bool said_reason(const char *err, const struct injection *i);
/* Returns true if a message says that the new files are there, or that only standard output failed. */
bool said_new(const char *err);
/* Returns true if what was said is what is said undisturbed and, between it, only warnings about plots and programs.
   One about a program may also be missing: it was not asked, or said something else. */
bool said_only_warnings(const char *err, const char *expected);

#endif
