/* fd.h: file descriptors: the standard ones at the start of the program, and closing. */
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
/* As fd_close, of a folder that was listed. */
void fd_close_folder(DIR *folder);

#endif
