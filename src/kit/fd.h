/* fd.h: file descriptors: the standard ones at the start of the program, closing, and whether a name is still theirs.
 */
#ifndef FD_H
#define FD_H

#include <dirent.h>
#include <stdbool.h>

/* Puts something in the place of standard input, output and error where they are closed, so that no file of ours gets
   their number and, say, messages in it: reading and writing them still fails. Call once, before a file is opened.
   Returns false when the system refuses. */
bool fd_fill_standard(void);
/* Closes what was only read, or is written and flushed already: whatever close() says then, no byte is lost. What was
   written otherwise is closed with close() and its result. A number that is not open is a bug. Leaves errno alone. */
void fd_close(int fd);
/* Closes what was written, where close() may tell of bytes that are lost. good: all calls before it were. Returns
   whether it was, too; else errno is that of the first call that failed. */
bool fd_close_written(int fd, bool good);
/* As fd_close, of a folder that was listed. */
void fd_close_folder(DIR *folder);

/* Whether a path still names the open file: yes; no, another or none has the name; or nobody can tell (errno). */
enum fd_named { FD_NAMED, FD_UNNAMED, FD_UNKNOWN };
enum fd_named fd_named(const char *path, int fd);

#endif
