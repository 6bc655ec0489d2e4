#define _POSIX_C_SOURCE 200809L
#include "file_write.h"

#include "again.h"
#include "arena.h"
#include "diag.h"
#include "fd.h"
#include "file_replace.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool cannot_write(struct diags *d, const char *path, const char *why)
{
    diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "cannot write: %s", why);
    return false;
}

/* Opens what is no plain file, adds the bytes and closes it. Returns false with errno set. */
static bool write_through(const char *path, const char *bytes, size_t size)
{
    const int fd = again_open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
                              0); /* waits for no reader */
    if (fd < 0)
        return false;
    const int flags = fcntl(fd, F_GETFL);
    const bool written = flags >= 0 && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0 &&
                         file_replace_bytes(fd, bytes, size);
    return fd_close_written(fd, written);
}

/* Returns true if the path is a name of a file that is open in this process, such as /dev/stdout, or leads to one: a
   file that is replaced would still be written to under its old name. */
static bool is_open_file(struct arena *a, const char *path)
{
    for (int i = 0; path && i < FILE_REPLACE_LINKS; i++) {
        if (str_starts(path, "/proc/") || str_starts(path, "/dev/fd/"))
            return true;
        path = file_replace_link(a, path);
    }
    return false;
}

static const char *why_not(const struct stat *there)
{
    if (S_ISDIR(there->st_mode))
        return "it is a folder";
    if (S_ISSOCK(there->st_mode))
        return "it is a socket";
    return S_ISFIFO(there->st_mode) && errno == ENXIO ? "no program reads this FIFO" : strerror(errno);
}

bool file_write(struct arena *a, struct diags *d, const char *path, const char *bytes, size_t size)
{
    struct stat there;
    if (strcmp(path, "-") == 0)
        return file_replace_bytes(STDOUT_FILENO, bytes, size) || cannot_write(d, "standard output", strerror(errno));
    const bool known = stat(path, &there) == 0;
    if (!known && errno != ENOENT && errno != ENOTDIR)
        return cannot_write(d, path, strerror(errno));
    if (known && (!S_ISREG(there.st_mode) || is_open_file(a, path))) {
        if (S_ISDIR(there.st_mode) || S_ISSOCK(there.st_mode) || !write_through(path, bytes, size))
            return cannot_write(d, path, why_not(&there));
        return true;
    }
    const struct file_piece all = {bytes, size};
    const char *target = file_replace_target(a, d, path);
    return target && file_replace(a, d, target, &all, 1) == FILE_REPLACE_DONE;
}

bool file_write_message(const char *text)
{
    return file_replace_bytes(STDERR_FILENO, text, strlen(text));
}
