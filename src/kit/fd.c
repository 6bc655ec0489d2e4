#define _POSIX_C_SOURCE 200809L
#include "fd.h"

#include "bug.h"

#include <errno.h>
#include <fcntl.h>
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
