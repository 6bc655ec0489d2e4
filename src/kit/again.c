#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "again.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int again_open(const char *path, int flags, mode_t mode)
{
    int fd;
    do
        fd = open(path, flags, mode);
    while (fd < 0 && errno == EINTR);
    return fd;
}

DIR *again_opendir(const char *path)
{
    DIR *dir;
    do
        dir = opendir(path);
    while (!dir && errno == EINTR);
    return dir;
}

ssize_t again_read(int fd, void *to, size_t n)
{
    ssize_t got;
    do
        got = read(fd, to, n);
    while (got < 0 && errno == EINTR);
    return got;
}

int again_sync(int fd)
{
    int code;
    do
        code = fsync(fd);
    while (code != 0 && errno == EINTR);
    return code;
}
