/* file_replace.h: gives a file new content, whole or not at all, and on disk when the function returns.

   Idea: the content goes to ".NAME.new" beside the file, which is flushed and renamed over it; then the folder is
   flushed too. A reader sees the old content or the new one. The caller holds a lock (file_lock.h), so that nobody else
   writes that temporary file; one that a killed process left is overwritten. */
#ifndef FILE_REPLACE_H
#define FILE_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

struct file_piece {
    const char *bytes;
    size_t size;
};

/* Returns the path of the file that path leads to over symbolic links; the file itself may be missing. Returns NULL,
   with a diagnostic, for a ring of links. */
const char *file_replace_target(struct arena *a, struct diags *d, const char *path);
/* Replaces the content of the file at path, which is no symbolic link, by the n pieces. A file that is there keeps its
   mode, and its owner where that is allowed; a new one has the mode that umask leaves of 0666. Returns false, with a
   diagnostic, when that fails or the file may not be written; the old content is then unchanged, unless only the flush
   of the folder failed. */
bool file_replace(struct arena *a, struct diags *d, const char *path, const struct file_piece *pieces, size_t n);

#endif
