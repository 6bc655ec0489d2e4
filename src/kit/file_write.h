/* file_write.h: the one writer of whole texts to wherever a path leads.

   Idea: a plain file, or one that is not there yet, gets its content whole or not at all (file_replace.h), over
   symbolic links, with the mode that it had or that umask leaves. A device, a pipe or a FIFO with a reader is written
   to and stays what it is; a folder, a socket, a FIFO that nobody reads and a read-only file are refused. Invariant:
   nothing but a plain file is ever replaced. */
#ifndef FILE_WRITE_H
#define FILE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

/* Writes size bytes to path; "-" is standard output. Returns false, with a diagnostic, when that fails. */
bool file_write(struct arena *a, struct diags *d, const char *path, const char *bytes, size_t size);
/* Writes a message to standard error. Returns false when that fails: there is no place left to tell it, so whoever
   writes messages ends the program with exit code 4 where it would have ended with 0 or 1. */
bool file_write_message(const char *text);

#endif
