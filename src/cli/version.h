/* version.h: the version of the program, which the Makefile states. */
#ifndef VERSION_H
#define VERSION_H

extern const char version_text[]; /* "0.1.0" */

#endif
