/* file.h: whole files in, whole files out. A write goes to a temporary file beside the target, is flushed to disk and
   renamed, so that no reader ever sees half of it and a failure leaves the old file as it was. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

/* The bytes of a file, terminated by a zero byte that *size does not count; NULL with a diagnostic when it cannot be
   read or is larger than 256 MiB. "-" is standard input. */
char *file_read(struct arena *a, struct diags *d, const char *path, size_t *size);
/* False with a diagnostic when it cannot be written; "-" is standard output. */
bool file_write(struct arena *a, struct diags *d, const char *path, const char *bytes, size_t size);
/* Makes the folder and those above it. */
bool file_make_dirs(struct arena *a, struct diags *d, const char *path);
bool file_exists(const char *path);
/* Names of the regular files in a folder with this ending, sorted; NULL with a diagnostic when it cannot be listed. */
const char **file_list(struct arena *a, struct diags *d, const char *dir, const char *ending, size_t *count);
/* "dir/name". */
const char *file_join(struct arena *a, const char *dir, const char *name);
/* What follows the last '/'. */
const char *file_base(const char *path);

#endif
