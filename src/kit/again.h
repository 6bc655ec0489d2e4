/* again.h: calls that are made again when a signal interrupts them before they have done anything. */
#ifndef AGAIN_H
#define AGAIN_H

#include <dirent.h>
#include <stddef.h>
#include <sys/types.h>

/* As open(); mode counts where a file is made. */
int again_open(const char *path, int flags, mode_t mode);
/* As opendir(). */
DIR *again_opendir(const char *path);
/* As read(). */
ssize_t again_read(int fd, void *to, size_t n);
/* As fsync(). */
int again_sync(int fd);

#endif
