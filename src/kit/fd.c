#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "fd.h"

#include "bug.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool fd_fill_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

void fd_close(int fd)
{
    const int why = errno;
    BUG_UNLESS(close(fd) == 0 || errno != EBADF);
    errno = why;
}

void fd_close_folder(DIR *folder)
{
    const int why = errno;
    BUG_UNLESS(closedir(folder) == 0 || errno != EBADF);
    errno = why;
}

bool fd_close_written(int fd, bool good)
{
    const int why = errno;
    const bool closed = close(fd) == 0;
    if (!good)
        errno = why;
    return good && closed;
}

enum fd_named fd_named(const char *path, int fd)
{
    struct stat open_file, named;
    if (fstat(fd, &open_file) != 0)
        return FD_UNKNOWN;
    if (stat(path, &named) != 0)
        return errno == ENOENT ? FD_UNNAMED : FD_UNKNOWN;
    return open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev ? FD_NAMED : FD_UNNAMED;
}
