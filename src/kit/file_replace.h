/* file_replace.h: gives a file new content, whole or not at all, and on disk when the function returns.

   Idea: the content goes to ".NAME.rigplan-PID" beside the file, which is flushed and renamed over it; then the folder
   is flushed too. A reader sees the old content or the new one. Who writes such a file has a lock on it, which the
   kernel gives up when the writer dies, so the next run knows those that a killed run left, and removes them.
   Two programs that write one file at once: the last one wins, whole. Who adds to what is there takes a lock of its own
   first (file_lock.h). */
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

/* The most symbolic links that follow each other, as in Linux. */
enum { FILE_REPLACE_LINKS = 40 };
/* Returns where a symbolic link leads, one step, or NULL with errno set; EINVAL: path is none. */
const char *file_replace_link(struct arena *a, const char *path);
/* Returns the path of the file that path leads to over symbolic links; the file itself may be missing. Returns NULL,
   with a diagnostic, for a ring of links. */
const char *file_replace_target(struct arena *a, struct diags *d, const char *path);
/* What a replacement comes to. FILE_REPLACE_LOOSE: the new content is in place, but its name may be lost in a power
 * cut. */
enum file_replaced { FILE_REPLACE_NOT, FILE_REPLACE_LOOSE, FILE_REPLACE_DONE };
/* Replaces the content of the file at path, which is no symbolic link, by the n pieces. A file that is there keeps its
   mode, and its owner where that is allowed; a new one has the mode that umask leaves of 0666. A file that
   nobody may write (chmod a-w) is refused to root too. Returns anything but FILE_REPLACE_DONE with a diagnostic; after
   FILE_REPLACE_NOT the old content is unchanged. */
enum file_replaced file_replace(struct arena *a, struct diags *d, const char *path, const struct file_piece *pieces,
                                size_t n);

/* Writes all bytes, whatever write() accepts at a time. Returns false with errno set. */
bool file_replace_bytes(int fd, const char *bytes, size_t size);
/* Returns the part of path before its last '/', "." where it has none. */
const char *file_replace_folder(struct arena *a, const char *path);
/* Flushes a folder's list of names to disk. Some file systems cannot; they are as durable as they can be. Returns false
   with errno set. */
bool file_replace_flush(const char *dir);

#endif
