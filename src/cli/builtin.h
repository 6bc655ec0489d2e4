/* builtin.h: data compiled into the program: the catalogue of data/, checked and linked, as const records, and the
   files of measured speeds as text. tools/builtin.c writes the C file. */
#ifndef BUILTIN_H
#define BUILTIN_H

#include "catalogue.h"

extern const struct catalogue builtin_catalogue;

/* A text file as lines: C compilers need not accept a string longer than 4,095 characters. */
struct builtin_file {
    const char *name;
    size_t n_lines;
    const char *const *lines; /* each ends with a line feed */
};
/* Files that data/calibration.json was fitted to. */
extern const struct builtin_file builtin_speed[];
extern const size_t builtin_n_speed;

#endif
