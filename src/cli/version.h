/* version.h: the version of the program, as in the Makefile. */
#ifndef VERSION_H
#define VERSION_H

extern const char version_text[]; /* "0.1.0" */

#endif
