/* builtin.h: the catalogue files that the build put into the binary (tools/builtin.sh makes the .c). */
#ifndef BUILTIN_H
#define BUILTIN_H

#include <stddef.h>

struct builtin_file {
    const char *name, *text, *end; /* end is one past the terminating zero byte */
};
extern const struct builtin_file builtin_files[];
extern const size_t builtin_n_files;
/* The measured speeds that data/calibration.json was fitted to. */
extern const struct builtin_file builtin_speed[];
extern const size_t builtin_n_speed;

#endif
