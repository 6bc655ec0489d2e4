/* renameat2 with RENAME_EXCHANGE: only Linux swaps two names in one step */
#define _GNU_SOURCE
#include "folder_replace.h"

#include "again.h"
#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "fd.h"
#include "file.h"
#include "file_replace.h"
#include "leftover.h"
#include "str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool cannot(struct diags *d, const char *path, const char *what)
{
    diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "%s: %s", what, strerror(errno));
    return false;
}

/* ---- entries ---- */

/* The entries of a folder: a copy, because the loops below change the folder. */
struct names {
    const char **v;
    size_t n, room;
};

/* Returns false with errno set. */
static bool list(struct arena *a, const char *dir, struct names *out)
{
    *out = (struct names){NULL, 0, 0};
    DIR *open_dir = again_opendir(dir);
    if (!open_dir)
        return false;
    const struct dirent *e;
    for (errno = 0; (e = readdir(open_dir)) != NULL; errno = 0) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        out->v = arena_more(a, out->v, out->n, &out->room, sizeof *out->v);
        out->v[out->n++] = arena_strdup(a, e->d_name);
    }
    fd_close_folder(open_dir);
    return errno == 0;
}

/* Finds out whether something has that name. Returns false, with errno set, if the system does not say. */
static bool look(const char *path, bool *there)
{
    struct stat st;
    *there = lstat(path, &st) == 0;
    return *there || errno == ENOENT;
}

/* As rescue, from an open folder to another. */
static bool move_others(DIR *from, int to, bool (*ours)(const char *))
{
    const struct dirent *e;
    for (errno = 0; (e = readdir(from)) != NULL; errno = 0) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || ours(e->d_name))
            continue;
        if (fstatat(to, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 &&
            (errno != ENOENT || renameat(dirfd(from), e->d_name, to, e->d_name) != 0))
            return false;
    }
    return errno == 0;
}

/* Moves what is not ours and not in `to` from one folder to the other. Takes no memory from the arena: at the end of
   which the program would stop between two folders. Returns false with errno set. */
static bool rescue(const char *from, const char *to, bool (*ours)(const char *))
{
    DIR *open_dir = again_opendir(from);
    const int into = open_dir ? again_open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0) : -1;
    /* where there is no `to` yet, `from` holds nothing but ours; else the system refuses */
    const bool moved = open_dir && (into >= 0 || errno == ENOENT) && move_others(open_dir, into, ours);
    if (into >= 0)
        fd_close(into);
    if (open_dir)
        fd_close_folder(open_dir);
    return moved;
}

/* Takes back what share() linked. Returns false with errno set. */
static bool unshare(struct arena *a, const char *dir, bool (*ours)(const char *))
{
    struct names all;
    if (!list(a, dir, &all))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (!ours(all.v[i]) && unlink(file_join(a, dir, all.v[i])) != 0)
            return false;
    return true;
}

/* Links what is not ours into the other folder too. Returns false, with errno set, if something cannot be linked: a
   folder, or anything on a file system without links. */
static bool share(struct arena *a, const char *from, const char *to, bool (*ours)(const char *))
{
    struct names all;
    if (!list(a, from, &all))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (!ours(all.v[i]) &&
            linkat(AT_FDCWD, file_join(a, from, all.v[i]), AT_FDCWD, file_join(a, to, all.v[i]), 0) != 0)
            return false;
    return true;
}

/* Writes what the folder holds to disk. Returns false with errno set. */
static bool flush_all(struct arena *a, const char *dir)
{
    struct names all;
    if (!list(a, dir, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const int fd = again_open(file_join(a, dir, all.v[i]), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
        const bool done = fd >= 0 && (again_sync(fd) == 0 || errno == EINVAL || errno == ENOTSUP);
        if (fd >= 0)
            fd_close(fd);
        if (!done)
            return false;
    }
    return file_replace_flush(dir);
}

/* ---- the two ways ---- */

static const char *ready_in(struct arena *a, const char *target)
{
    return file_join(a, target, ".rigplan-ready");
}

/* Brings a ready folder inside the target to its end: its files move out, old ones of the kind go. Can be repeated.
   Returns false with errno set. */
static bool unpack(struct arena *a, const char *target, bool (*ours)(const char *))
{
    const char *ready = ready_in(a, target);
    struct names fresh, old;
    if (!list(a, ready, &fresh) || !list(a, target, &old))
        return false;
    for (size_t i = 0; i < fresh.n; i++)
        if (rename(file_join(a, ready, fresh.v[i]), file_join(a, target, fresh.v[i])) != 0)
            return false;
    for (size_t i = 0; i < old.n; i++) {
        bool kept = !ours(old.v[i]);
        for (size_t j = 0; j < fresh.n && !kept; j++)
            kept = strcmp(old.v[i], fresh.v[j]) == 0;
        if (!kept && unlink(file_join(a, target, old.v[i])) != 0)
            return false;
    }
    return rmdir(ready) == 0;
}

/* Returns true if the folder is the working directory or holds it, so that a shell may stand in it. */
static bool holds_us(const char *target)
{
    char here[4096];
    const size_t n = strlen(target);
    return !getcwd(here, sizeof here) || (strncmp(here, target, n) == 0 && (here[n] == '/' || here[n] == '\0'));
}

/* Swaps the names of both folders. A file system that cannot do it in one step does it in two, between which the
   folder is missing; `aside` is where it is then. Returns false with errno set. */
static bool swap(const char *fresh, const char *target, const char *aside)
{
    if (renameat2(AT_FDCWD, fresh, AT_FDCWD, target, RENAME_EXCHANGE) == 0)
        return true;
    return (errno == EINVAL || errno == ENOSYS) && rename(target, aside) == 0 && rename(fresh, target) == 0 &&
           rename(aside, fresh) == 0;
}

/* ---- start ---- */

static const char *beside(struct arena *a, const char *target, const char *what)
{
    return file_join(a, file_replace_folder(a, target), str_format(a, ".%s.rigplan-%s", file_base(target), what));
}

/* Returns the path without symbolic links, whose last part may be missing. Returns NULL after a diagnostic. */
static const char *real_path(struct arena *a, struct diags *d, const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    path = arena_strndup(a, path, n);
    char *real = realpath(path, NULL);
    const char *end = "";
    bool there = true;
    if (!real && errno == ENOENT && look(path, &there) && !there) {
        const char *parent = file_replace_folder(a, path);
        end = file_base(path);
        if (!file_make_dirs(a, d, parent))
            return NULL;
        real = realpath(parent, NULL);
    }
    if (!real) {
        cannot(d, path, "cannot write into the folder");
        return NULL;
    }
    const char *kept = arena_strdup(a, real);
    free(real);
    return *end ? file_join(a, kept, end) : kept;
}

/* Can a folder beside the target change names with it? */
static bool may_be_beside(struct arena *a, const char *target, bool there, const struct stat *st)
{
    const char *parent = file_replace_folder(a, target);
    struct stat above;
    return access(parent, W_OK | X_OK) == 0 && stat(parent, &above) == 0 && (!there || above.st_dev == st->st_dev);
}

/* Clears what a run that was killed left, or ends it. Returns false with errno set. */
static bool recover(struct arena *a, const char *target, bool (*ours)(const char *))
{
    const char *const left[] = {beside(a, target, "new"), beside(a, target, "old")};
    const char *aside = left[1];
    bool there, found;
    if (!look(target, &there) || !look(aside, &found) || (!there && found && rename(aside, target) != 0))
        return false;
    there = there || found;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (!look(left[i], &found) ||
            (found && ((there && !rescue(left[i], target, ours)) || !leftover_remove(left[i]))))
            return false;
    return leftover_remove(file_join(a, target, ".rigplan-new")) && look(ready_in(a, target), &found) &&
           (!found || (unpack(a, target, ours) && file_replace_flush(target)));
}

/* Is the old file that a new one replaces a plain one that somebody may write? As file_write.h and file_replace.h have
   it, nothing else is ever replaced, to root neither. */
static bool may_go(struct arena *a, struct diags *d, const struct folder_replace *f, const char *name)
{
    struct stat st;
    const char *path = file_join(a, f->target, name);
    if (lstat(path, &st) != 0)
        return errno == ENOENT || cannot(d, path, "cannot write");
    const char *why = S_ISDIR(st.st_mode)                             ? "it is a folder"
                      : S_ISLNK(st.st_mode)                           ? "it is a symbolic link"
                      : !S_ISREG(st.st_mode)                          ? "it is no plain file"
                      : !(st.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) ? "the file is read-only"
                                                                      : NULL;
    if (why)
        diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "cannot write: %s", why);
    return !why;
}

/* Returns false, with a diagnostic, if something in the folder has a name of the kind and may not be replaced. */
static bool all_may_go(struct arena *a, struct diags *d, const struct folder_replace *f)
{
    struct names all;
    if (!list(a, f->target, &all))
        return errno == ENOENT || cannot(d, f->target, "cannot write into the folder");
    for (size_t i = 0; i < all.n; i++)
        if (f->ours(all.v[i]) && !may_go(a, d, f, all.v[i]))
            return false;
    return true;
}

static bool start_locked(struct arena *a, struct diags *d, struct folder_replace *f)
{
    if (!recover(a, f->target, f->ours))
        return cannot(d, f->target, "cannot clear what an earlier run left in or beside the folder");
    if (!all_may_go(a, d, f))
        return false;
    leftover_add(f->fresh);
    if (mkdir(f->fresh, 0777) == 0)
        return true;
    cannot(d, f->target, "cannot write into the folder");
    leftover_drop(f->fresh);
    return false;
}

bool folder_replace_start(struct arena *a, struct diags *d, const char *path, bool (*ours)(const char *name),
                          double wait_s, struct folder_replace *out)
{
    struct stat st;
    const char *target = real_path(a, d, path);
    if (!target)
        return false;
    const bool there = stat(target, &st) == 0;
    if (!there && errno != ENOENT)
        return cannot(d, path, "cannot write into the folder");
    const bool near = may_be_beside(a, target, there, &st), other = there && !S_ISDIR(st.st_mode);
    if (other)
        errno = ENOTDIR;
    if (other || (!near && (!there || access(target, W_OK | X_OK) != 0)))
        return cannot(d, path, "cannot write into the folder");
    *out = (struct folder_replace){.target = target,
                                   .fresh = near ? beside(a, target, "new") : file_join(a, target, ".rigplan-new"),
                                   .inside = !near,
                                   .ours = ours};
    if (!file_lock_take(a, d, near ? beside(a, target, "lock") : file_join(a, target, ".rigplan-lock"), wait_s,
                        &out->lock))
        return false;
    if (start_locked(a, d, out))
        return true;
    file_lock_release(&out->lock);
    return false;
}

bool folder_replace_put(struct arena *a, struct diags *d, const struct folder_replace *f, const char *name,
                        const char *bytes, size_t size)
{
    const char *path = file_join(a, f->fresh, name);
    BUG_UNLESS(f->ours(name));
    const int fd = again_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    return (fd >= 0 && fd_close_written(fd, file_replace_bytes(fd, bytes, size))) ||
           cannot(d, file_join(a, f->target, name), "cannot write");
}

/* ---- finish ---- */

/* Gives the new files the modes, and where that is allowed the owners, of the old ones that they replace. Returns false
   with errno set. */
static bool keep_modes(struct arena *a, const struct folder_replace *f)
{
    struct names all;
    if (!list(a, f->fresh, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const char *fresh = file_join(a, f->fresh, all.v[i]);
        struct stat old;
        if (lstat(file_join(a, f->target, all.v[i]), &old) != 0) {
            if (errno != ENOENT)
                return false;
            continue;
        }
        if (chown(fresh, old.st_uid, old.st_gid) != 0)
            errno = 0; /* only root may give files away */
        if (S_ISREG(old.st_mode) && chmod(fresh, old.st_mode & 07777) != 0)
            return false;
    }
    return true;
}

/* Puts the new folder, which is on disk, in its place. Returns false with errno set; fresh is then still there. It is
   too after an exchange, with the old files. */
static bool put_in_place(struct arena *a, struct folder_replace *f)
{
    struct stat old;
    if (stat(f->target, &old) != 0)
        return errno == ENOENT && rename(f->fresh, f->target) == 0;
    if (chown(f->fresh, old.st_uid, old.st_gid) != 0)
        errno = 0; /* only root may give folders away */
    if (!f->inside && !holds_us(f->target) && chmod(f->fresh, old.st_mode & 07777) == 0 &&
        share(a, f->target, f->fresh, f->ours))
        return swap(f->fresh, f->target, beside(a, f->target, "old"));
    return unshare(a, f->fresh, f->ours) && rename(f->fresh, ready_in(a, f->target)) == 0 &&
           unpack(a, f->target, f->ours);
}

/* Removes what is left of the new folder, or of the old one that has its name. Returns false with errno set. */
static bool clear(const struct folder_replace *f)
{
    bool left;
    return look(f->fresh, &left) && (!left || (rescue(f->fresh, f->target, f->ours) && leftover_remove(f->fresh)));
}

/* What there is to do when the new files are in place. Returns false, with a diagnostic, when that fails. */
static bool finish_placed(struct arena *a, struct diags *d, const struct folder_replace *f)
{
    if (!clear(f))
        return cannot(d, f->target, "the new files are in place, but the old ones beside the folder cannot be removed");
    return (file_replace_flush(f->target) && (f->inside || file_replace_flush(file_replace_folder(a, f->target)))) ||
           cannot(d, f->target, "the new files are in place, but the folder cannot be written to disk");
}

bool folder_replace_finish(struct arena *a, struct diags *d, struct folder_replace *f)
{
    const bool flushed = (keep_modes(a, f) && flush_all(a, f->fresh)) ||
                         cannot(d, f->target, "cannot write the folder to disk");
    leftover_hold(true);
    const bool placed = flushed &&
                        (put_in_place(a, f) || cannot(d, f->target, "cannot put the new files in their place"));
    leftover_drop(f->fresh);
    const bool done = placed && finish_placed(a, d, f);
    if (!placed)
        clear(f);
    leftover_hold(false);
    file_lock_release(&f->lock);
    return done;
}

void folder_replace_drop(struct folder_replace *f)
{
    leftover_discard(f->fresh);
    file_lock_release(&f->lock);
}
