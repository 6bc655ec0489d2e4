/* file.h: reads whole files, makes and lists folders, joins names. file_write.h writes. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

/* Returns the bytes of a file with a terminating zero byte, which *size does not count; "-" reads standard input. Pipes
   and devices are read to their end. Returns NULL, with a diagnostic, when it cannot be read, is larger than
   FILE_OPEN_MOST_MIB, or a FIFO that no program writes to. */
char *file_read(struct arena *a, struct diags *d, const char *path, size_t *size);
/* Creates the folder and its missing parents. Returns false, with a diagnostic, when that fails or the folder is not
   writable. */
bool file_make_dirs(struct arena *a, struct diags *d, const char *path);
/* What a path leads to. FILE_UNKNOWN: the system does not say. */
enum file_kind { FILE_NOTHING, FILE_PLAIN, FILE_FOLDER, FILE_STREAM, FILE_UNKNOWN };
/* Returns it; FILE_UNKNOWN with a diagnostic. */
enum file_kind file_look(struct diags *d, const char *path);
/* Returns false only if there is certainly nothing: who opens the file then gets the system's own reason. */
bool file_exists(const char *path);
/* Returns true for "-", pipes and devices, which give their bytes only once. */
bool file_reads_once(const char *path);
/* Returns the names of all entries of a folder that end with `ending`, sorted, without hidden ones; *count becomes
   their number. Returns NULL, with a diagnostic, when the folder cannot be read. */
const char **file_list(struct arena *a, struct diags *d, const char *dir, const char *ending, size_t *count);
/* Returns "dir/name". */
const char *file_join(struct arena *a, const char *dir, const char *name);
/* Returns the part of path after the last '/'. */
const char *file_base(const char *path);
/* Returns that part without its ending: "one" of "in/one.yaml". A leading '.' begins no ending. */
const char *file_stem(struct arena *a, const char *path);

#endif
