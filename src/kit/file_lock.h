/* file_lock.h: a lock file that one process at a time holds, so that two programs do not write one file at once.

   Idea: the holder has an fcntl lock on an open lock file. The kernel gives the lock up when the holder dies, however
   it dies, so a lock file that is left over stops nobody. Invariant: who holds the lock has open the file that the path
   names; release removes that file first, and a process that waited on a removed file starts again. */
#ifndef FILE_LOCK_H
#define FILE_LOCK_H

#include <stdbool.h>

struct arena;
struct diags;

struct file_lock {
    const char *path;
    int fd;
};

/* Takes the lock at path, a file that nothing else uses, and waits for its holder at most wait_s seconds. Returns
   false, with a diagnostic, when the file cannot be made or the holder keeps the lock. */
bool file_lock_take(struct arena *a, struct diags *d, const char *path, double wait_s, struct file_lock *out);
/* Gives the lock up and removes its file. */
void file_lock_release(struct file_lock *l);

#endif
