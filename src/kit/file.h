/* file.h: reads and writes whole files. A write goes to a temporary file beside the target, is flushed to disk and
   renamed, so that no reader sees a partial file and a failed write leaves the old file unchanged. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

/* Returns the bytes of a file with a terminating zero byte, which *size does not count; "-" reads standard input.
   Returns NULL, with a diagnostic, when it cannot be read or is larger than 256 MiB. */
char *file_read(struct arena *a, struct diags *d, const char *path, size_t *size);
/* Writes size bytes to path; "-" is standard output. Returns false, with a diagnostic, when that fails. */
bool file_write(struct arena *a, struct diags *d, const char *path, const char *bytes, size_t size);
/* Creates the folder and its missing parents. Returns false, with a diagnostic, when that fails or the folder is not
   writable. */
bool file_make_dirs(struct arena *a, struct diags *d, const char *path);
bool file_exists(const char *path);
bool file_is_folder(const char *path);
/* Returns the names of all entries of a folder that end with `ending`, sorted, without hidden ones; *count becomes
   their number. Returns NULL, with a diagnostic, when the folder cannot be read. */
const char **file_list(struct arena *a, struct diags *d, const char *dir, const char *ending, size_t *count);
/* Returns "dir/name". */
const char *file_join(struct arena *a, const char *dir, const char *name);
/* Returns the part of path after the last '/'. */
const char *file_base(const char *path);

#endif
