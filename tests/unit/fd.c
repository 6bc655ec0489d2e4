/* kit/fd: closed standard streams, and closing. */
#define _POSIX_C_SOURCE 200809L
#include "test.h"

#include "fd.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void closes(void)
{
    const int fd = open("/dev/null", O_RDONLY);
    THAT(fd >= 0);
    errno = ENOSPC;
    fd_close(fd);
    THAT(errno == ENOSPC);
    THAT(fcntl(fd, F_GETFD) < 0);
}

static void close_twice(void)
{
    const int fd = open("/dev/null", O_RDONLY);
    fd_close(fd);
    fd_close(fd);
}

static void closes_once(void)
{
    THAT(test_is_bug(close_twice));
}

/* A file that is opened after the standard streams were closed gets another number than theirs, and they still fail. */
static void fill(void)
{
    char byte = 'x';
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        close(fd);
    BUG_UNLESS(fd_fill_standard());
    BUG_UNLESS(open("/dev/null", O_RDWR) > STDERR_FILENO);
    BUG_UNLESS(read(STDIN_FILENO, &byte, 1) < 0 && errno == EBADF);
    BUG_UNLESS(write(STDOUT_FILENO, &byte, 1) < 0 && errno == EBADF);
    BUG_UNLESS(write(STDERR_FILENO, &byte, 1) < 0 && errno == EBADF);
}

/* Streams that are open stay what they are. */
static void keep(void)
{
    int ends[2];
    char byte = 'x';
    BUG_UNLESS(pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
    BUG_UNLESS(fd_fill_standard());
    BUG_UNLESS(write(STDOUT_FILENO, "y", 1) == 1 && read(ends[0], &byte, 1) == 1 && byte == 'y');
}

static void standard_streams(void)
{
    THAT(!test_is_bug(fill));
    THAT(!test_is_bug(keep));
}

SUITE(fd, {"closes", closes}, {"closes once", closes_once}, {"standard streams", standard_streams})
