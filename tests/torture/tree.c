#define _GNU_SOURCE
#include "torture/tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Noreturn void stop(const char *path)
{
    fprintf(stderr, "torture: %s: %s\n", path, strerror(errno));
    exit(2);
}

char *tree_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *bytes = NULL;
    size_t n = 0, room = 1 << 14;
    if (!f)
        return NULL;
    while ((bytes = realloc(bytes, room + 1)) && (n += fread(bytes + n, 1, room - n, f)) == room)
        room *= 2;
    if (!bytes)
        stop(path);
    fclose(f);
    bytes[n] = '\0';
    *size = n;
    return bytes;
}

void tree_put(const char *path, const char *bytes, size_t size, unsigned mode)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, size, f) != size || fclose(f) != 0 || chmod(path, mode) != 0)
        stop(path);
}

static void add(struct tree *t, const char *root, const char *path)
{
    char *full = NULL;
    struct stat st;
    if (asprintf(&full, "%s/%s", root, path) < 0 || lstat(full, &st) != 0)
        stop(path);
    if (t->n == t->room) {
        t->room = t->room ? 2 * t->room : 64;
        t->v = realloc(t->v, t->room * sizeof *t->v);
    }
    struct tree_entry *e = t->v ? &t->v[t->n++] : NULL;
    if (!e)
        stop(path);
    *e = (struct tree_entry){.path = strdup(path), .mode = st.st_mode & 07777};
    if (S_ISREG(st.st_mode))
        e->bytes = tree_file(full, &e->size);
    free(full);
}

static void add_all(struct tree *t, const char *root, const char *under)
{
    char *folder = NULL, *path = NULL;
    if (asprintf(&folder, "%s/%s", root, under) < 0)
        stop(under);
    DIR *open_dir = opendir(folder);
    if (!open_dir)
        stop(folder);
    for (const struct dirent *e = readdir(open_dir); e; e = readdir(open_dir)) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (asprintf(&path, "%s%s%s", under, *under ? "/" : "", e->d_name) < 0)
            stop(under);
        add(t, root, path);
        if (e->d_type == DT_DIR)
            add_all(t, root, path);
        free(path);
    }
    closedir(open_dir);
    free(folder);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct tree_entry *)a)->path, ((const struct tree_entry *)b)->path);
}

struct tree tree_read(const char *folder)
{
    struct tree t = {NULL, 0, 0};
    add_all(&t, folder, "");
    if (t.n > 0)
        qsort(t.v, t.n, sizeof *t.v, by_path);
    return t;
}

void tree_free(struct tree *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->v[i].path);
        free(t->v[i].bytes);
    }
    free(t->v);
    *t = (struct tree){NULL, 0, 0};
}

void tree_remove(const char *folder)
{
    char *path = NULL;
    DIR *open_dir = opendir(folder);
    if (!open_dir)
        return;
    for (const struct dirent *e = readdir(open_dir); e; e = readdir(open_dir)) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (asprintf(&path, "%s/%s", folder, e->d_name) < 0)
            stop(folder);
        if (e->d_type == DT_DIR)
            tree_remove(path);
        else
            unlink(path);
        free(path);
    }
    closedir(open_dir);
    rmdir(folder);
}

void tree_write(const char *folder, const struct tree *t)
{
    char *path = NULL;
    tree_remove(folder);
    if (mkdir(folder, 0755) != 0)
        stop(folder);
    for (size_t i = 0; i < t->n; i++) {
        if (asprintf(&path, "%s/%s", folder, t->v[i].path) < 0)
            stop(folder);
        if (t->v[i].bytes)
            tree_put(path, t->v[i].bytes, t->v[i].size, t->v[i].mode);
        else if (mkdir(path, 0755) != 0 || chmod(path, t->v[i].mode) != 0)
            stop(path);
        free(path);
    }
}

const struct tree_entry *tree_find(const struct tree *t, const char *path)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->v[i].path, path) == 0)
            return &t->v[i];
    return NULL;
}

static bool same(const struct tree_entry *a, const struct tree_entry *b)
{
    return a->mode == b->mode && !a->bytes == !b->bytes && a->size == b->size &&
           (!a->bytes || memcmp(a->bytes, b->bytes, a->size) == 0);
}

static bool as_in(const struct tree *t, const struct tree_entry *e)
{
    const struct tree_entry *other = tree_find(t, e->path);
    return other && same(e, other);
}

const char *tree_mixed(const struct tree *got, const struct tree *old, const struct tree *fresh)
{
    for (size_t i = 0; i < got->n; i++)
        if (!as_in(old, &got->v[i]) && !as_in(fresh, &got->v[i]))
            return got->v[i].path;
    for (size_t i = 0; i < old->n; i++)
        if (!tree_find(got, old->v[i].path) && tree_find(fresh, old->v[i].path))
            return old->v[i].path;
    return NULL;
}

const char *tree_differ(const struct tree *a, const struct tree *b)
{
    for (size_t i = 0, j = 0; i < a->n || j < b->n; i++, j++) {
        const int order = i == a->n ? 1 : j == b->n ? -1 : strcmp(a->v[i].path, b->v[j].path);
        if (order != 0)
            return order < 0 ? a->v[i].path : b->v[j].path;
        if (!same(&a->v[i], &b->v[j]))
            return a->v[i].path;
    }
    return NULL;
}
