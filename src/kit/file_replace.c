#define _POSIX_C_SOURCE 200809L
#include "file_replace.h"

#include "again.h"
#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "fd.h"
#include "file.h"
#include "leftover.h"
#include "str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns the part of path before its last '/', "." where it has none. */
const char *file_replace_folder(struct arena *a, const char *path)
{
    const char *base = file_base(path);
    return base == path ? "." : base - path == 1 ? "/" : arena_strndup(a, path, (size_t)(base - path - 1));
}

const char *file_replace_link(struct arena *a, const char *path)
{
    enum { LONGEST = 4096 };
    char to[LONGEST];
    const ssize_t n = readlink(path, to, sizeof to - 1);
    if (n < 0)
        return NULL;
    to[n] = '\0';
    return to[0] == '/' ? arena_strdup(a, to) : file_join(a, file_replace_folder(a, path), to);
}

const char *file_replace_target(struct arena *a, struct diags *d, const char *path)
{
    for (int i = 0; i < FILE_REPLACE_LINKS; i++) {
        const char *next = file_replace_link(a, path);
        if (!next && errno != EINVAL && errno != ENOENT && errno != ENOTDIR) {
            diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "cannot write: %s", strerror(errno));
            return NULL;
        }
        if (!next)
            return path;
        path = next;
    }
    diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "more than %d symbolic links follow each other",
             FILE_REPLACE_LINKS);
    return NULL;
}

bool file_replace_bytes(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = EIO; /* nothing was taken and nothing said why */
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

/* Writes the pieces with the mode and the owner of the file `as` (NULL: a new file), flushes and closes fd. Returns
   false with errno set. */
static bool fill(int fd, const struct stat *as, const struct file_piece *pieces, size_t n)
{
    bool good = true;
    for (size_t i = 0; good && i < n; i++)
        good = file_replace_bytes(fd, pieces[i].bytes, pieces[i].size);
    if (good && as && fchown(fd, as->st_uid, as->st_gid) != 0)
        errno = 0; /* only root may give files away: the file then belongs to who wrote it */
    good = good && (!as || fchmod(fd, as->st_mode & 07777) == 0) && again_sync(fd) == 0;
    return fd_close_written(fd, good);
}

bool file_replace_flush(const char *dir)
{
    const int fd = again_open(dir, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return false;
    const bool done = again_sync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
    fd_close(fd);
    return done;
}

/* ---- temporary files ---- */

enum { NAME_PART = 200 }; /* of the name in a temporary one, which may have 255 bytes */

/* Returns the start of the names of temporary files for path. */
static const char *temporary_start(struct arena *a, const char *path)
{
    return str_format(a, ".%.*s.rigplan-", NAME_PART, file_base(path));
}

static bool takes_lock(int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_SETLK, &whole) == 0;
}

/* Removes a temporary file whose writer has died. */
static void remove_orphan(const char *path)
{
    const int fd = again_open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd < 0)
        return;
    if (takes_lock(fd))
        leftover_discard(path);
    fd_close(fd);
}

/* Removes what writers of path that died left. A folder that cannot be listed keeps it. */
static void remove_orphans(struct arena *a, const char *dir, const char *start)
{
    DIR *open_dir = again_opendir(dir);
    if (!open_dir)
        return;
    for (const struct dirent *e = readdir(open_dir); e; e = readdir(open_dir)) {
        const char *rest = e->d_name + strlen(start);
        if (str_starts(e->d_name, start) && *rest && strspn(rest, "0123456789-") == strlen(rest))
            remove_orphan(file_join(a, dir, e->d_name));
    }
    fd_close_folder(open_dir);
}

/* Makes a temporary file with that mode and locks it; *path becomes its name. Returns -1 with errno set. */
static int make_temporary(struct arena *a, const char *dir, const char *start, mode_t mode, const char **path)
{
    enum { TRIES = 10 };
    int fd = -1;
    for (int i = 0; i < TRIES; i++) {
        *path = file_join(a, dir, str_format(a, "%s%ld-%d", start, (long)getpid(), i));
        fd = again_open(*path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        if (fd < 0 && errno != EEXIST)
            return -1;
        if (fd < 0)
            continue;
        leftover_add(*path);
        if (!takes_lock(fd)) /* a file system without locks leaves orphans to the user */
            return fd;
        const enum fd_named named = fd_named(*path, fd);
        if (named == FD_NAMED)
            return fd;
        if (named == FD_UNNAMED) /* another run took it for an orphan */
            leftover_drop(*path);
        else
            leftover_discard(*path);
        fd_close(fd);
        fd = -1;
        if (named == FD_UNKNOWN)
            return -1;
    }
    return fd;
}

/* ---- replacing ---- */

static enum file_replaced refuse(struct diags *d, const char *path, const char *why)
{
    diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "cannot write: %s", why);
    return FILE_REPLACE_NOT;
}

static enum file_replaced cannot_write(struct diags *d, const char *path)
{
    return refuse(d, path, strerror(errno));
}

enum file_replaced file_replace(struct arena *a, struct diags *d, const char *path, const struct file_piece *pieces,
                                size_t n)
{
    enum { ANYBODY_WRITES = 0222 };
    const char *dir = file_replace_folder(a, path), *start = temporary_start(a, path), *fresh = NULL;
    struct stat old;
    const bool there = stat(path, &old) == 0;
    if (!there && errno != ENOENT)
        return cannot_write(d, path);
    if (there && !S_ISREG(old.st_mode))
        return refuse(d, path, "it is not a plain file");
    if (there && !(old.st_mode & ANYBODY_WRITES))
        return refuse(d, path, "the file is read-only");
    if (there && access(path, W_OK) != 0)
        return cannot_write(d, path);
    remove_orphans(a, dir, start);
    const int fd = make_temporary(a, dir, start, there ? 0600 : 0666, &fresh); /* nobody reads more than before */
    if (fd < 0)
        return cannot_write(d, path);
    if (!fill(fd, there ? &old : NULL, pieces, n) || rename(fresh, path) != 0) {
        cannot_write(d, path);
        leftover_discard(fresh);
        return FILE_REPLACE_NOT;
    }
    leftover_drop(fresh);
    if (file_replace_flush(dir))
        return FILE_REPLACE_DONE;
    diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL,
             "the new content is in place, but its folder cannot be written to disk: %s", strerror(errno));
    return FILE_REPLACE_LOOSE;
}
