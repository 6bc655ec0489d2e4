/* file.c: whole files, folders and names over POSIX calls. */
#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include "again.h"
#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "fd.h"
#include "file_open.h"
#include "str.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Adds a diagnostic with the text of errno. Returns NULL, which also serves as false. */
static void *fail(struct diags *d, enum diag_code code, const char *path, const char *what)
{
    diag_add(d, code, diag_file(path), NULL, "%s: %s", what, strerror(errno));
    return NULL;
}

char *file_read(struct arena *a, struct diags *d, const char *path, size_t *size)
{
    struct file_open f;
    if (!file_open(d, path, &f))
        return NULL;
    char *text = file_open_all(a, d, &f, size);
    file_open_close(&f);
    return text;
}

bool file_make_dirs(struct arena *a, struct diags *d, const char *path)
{
    char *copy = arena_strdup(a, path);
    for (char *p = copy + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        const char was = *p;
        *p = '\0';
        if (mkdir(copy, 0755) != 0 && errno != EEXIST)
            return fail(d, DIAG_FILE_WRITE, copy, "cannot make the folder");
        if (was == '\0')
            break;
        *p = was;
    }
    if (access(path, W_OK | X_OK) != 0)
        return fail(d, DIAG_FILE_WRITE, path, "cannot write into the folder");
    return true;
}

/* Does this errno say that there is nothing of that name, and not only that nobody can look? */
static bool is_nothing(int why)
{
    return why == ENOENT || why == ENOTDIR || why == ENAMETOOLONG;
}

enum file_kind file_look(struct diags *d, const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return S_ISDIR(st.st_mode) ? FILE_FOLDER : S_ISREG(st.st_mode) ? FILE_PLAIN : FILE_STREAM;
    if (is_nothing(errno))
        return FILE_NOTHING;
    fail(d, DIAG_FILE_READ, path, "cannot tell whether it is there");
    return FILE_UNKNOWN;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0 || !is_nothing(errno);
}

bool file_reads_once(const char *path)
{
    struct stat st;
    return strcmp(path, "-") == 0 || (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **file_list(struct arena *a, struct diags *d, const char *dir, const char *ending, size_t *count)
{
    DIR *open_dir = again_opendir(dir);
    if (!open_dir)
        return fail(d, DIAG_FILE_READ, dir, "cannot list the folder");
    size_t room = 64, n = 0;
    const char **names = ARENA_ARRAY(a, room, const char *);
    const struct dirent *e;
    for (errno = 0; (e = readdir(open_dir)) != NULL; errno = 0) {
        if (e->d_name[0] == '.' || !str_ends(e->d_name, ending))
            continue;
        if (n == room) {
            const char **more = ARENA_ARRAY(a, room * 2, const char *);
            memcpy(more, names, n * sizeof *names);
            names = more;
            room *= 2;
        }
        names[n++] = arena_strdup(a, e->d_name);
    }
    fd_close_folder(open_dir);
    if (errno != 0)
        return fail(d, DIAG_FILE_READ, dir, "cannot list the folder");
    qsort(names, n, sizeof *names, by_name);
    *count = n;
    return names;
}

const char *file_join(struct arena *a, const char *dir, const char *name)
{
    return str_format(a, "%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}

const char *file_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *file_stem(struct arena *a, const char *path)
{
    const char *base = file_base(path), *dot = strrchr(base, '.');
    return dot && dot > base ? arena_strndup(a, base, (size_t)(dot - base)) : base;
}
