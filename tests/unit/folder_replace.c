/* kit/folder_replace, kit/file_write and kit/leftover: what is written is whole or not there, and nothing else goes. */
#define _XOPEN_SOURCE 700
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "file_write.h"
#include "folder_replace.h"
#include "leftover.h"
#include "str.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *root(void)
{
    static char *name;
    if (!name)
        name = mkdtemp(arena_strdup(test_arena(), "/tmp/rigplan-test-XXXXXX"));
    BUG_UNLESS(name != NULL);
    return name;
}

static const char *at(const char *name)
{
    return file_join(test_arena(), root(), name);
}

static bool of_kind(const char *name)
{
    return str_ends(name, ".md") || str_ends(name, ".svg");
}

static void put_text(const char *path, const char *text)
{
    struct diags d = diag_none(test_arena());
    THAT(file_write(test_arena(), &d, path, text, strlen(text)));
}

static const char *content(const char *path)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *text = file_exists(path) ? file_read(test_arena(), &d, path, &size) : "none";
    return text ? text : "unreadable";
}

static size_t entries(const char *dir)
{
    struct diags d = diag_none(test_arena());
    size_t n = 0;
    return file_list(test_arena(), &d, dir, "", &n) ? n : 0;
}

/* Writes one report of two files, or of one; drop: gives it up before the end. */
static bool report(const char *dir, const char *text, bool picture, bool drop)
{
    struct diags d = diag_none(test_arena());
    struct folder_replace f;
    if (!folder_replace_start(test_arena(), &d, dir, of_kind, 0, &f))
        return false;
    bool done = folder_replace_put(test_arena(), &d, &f, "report.md", text, strlen(text)) &&
                (!picture || folder_replace_put(test_arena(), &d, &f, "price.svg", text, strlen(text)));
    if (drop)
        folder_replace_drop(&f);
    else
        done = done && folder_replace_finish(test_arena(), &d, &f);
    return done;
}

/* A second report replaces all of the first: its picture goes, what is not of a report stays. */
static void replaces_what_is_ours(void)
{
    const char *dir = at("a/b/out"), *mine = file_join(test_arena(), dir, "notes.txt");
    THAT(report(dir, "one", true, false) && entries(dir) == 2);
    put_text(mine, "mine");
    THAT(symlink("notes.txt", file_join(test_arena(), dir, "link")) == 0);
    THAT(chmod(dir, 0750) == 0);
    THAT(report(dir, "two", false, false));
    SAME(content(file_join(test_arena(), dir, "report.md")), "two");
    SAME(content(file_join(test_arena(), dir, "price.svg")), "none");
    SAME(content(mine), "mine");
    SAME(content(file_join(test_arena(), dir, "link")), "mine");
    struct stat st;
    THAT(stat(dir, &st) == 0 && (st.st_mode & 0777) == 0750);
    THAT(entries(at("a/b")) == 1 && leftover_remove(at("a")) && entries(root()) == 0);
}

/* A folder with folders in it, or one that a process stands in, keeps its identity. */
static void keeps_a_folder_with_folders(void)
{
    const char *dir = at("out");
    struct stat before, after;
    THAT(report(dir, "one", true, false) && mkdir(file_join(test_arena(), dir, "sub"), 0755) == 0);
    put_text(file_join(test_arena(), dir, "sub/x"), "deep");
    THAT(stat(dir, &before) == 0 && report(dir, "two", false, false) && stat(dir, &after) == 0);
    THAT(before.st_ino == after.st_ino);
    SAME(content(file_join(test_arena(), dir, "report.md")), "two");
    SAME(content(file_join(test_arena(), dir, "price.svg")), "none");
    SAME(content(file_join(test_arena(), dir, "sub/x")), "deep");
    THAT(entries(dir) == 2 && entries(root()) == 1 && leftover_remove(dir));
}

/* What is given up, or refused, leaves the old report. */
static void gives_up(void)
{
    const char *dir = at("out"), *plain = at("plain");
    THAT(report(dir, "one", true, false) && report(dir, "two", true, true));
    SAME(content(file_join(test_arena(), dir, "report.md")), "one");
    THAT(entries(dir) == 2 && entries(root()) == 1 && leftover_remove(dir));
    THAT(report(dir, "two", true, true) && entries(root()) == 0);
    put_text(plain, "as it was");
    THAT(!report(plain, "two", true, false));
    SAME(content(plain), "as it was");
    THAT(symlink("nowhere", at("lost")) == 0 && !report(at("lost"), "two", true, false));
    THAT(leftover_remove(plain) && leftover_remove(at("lost")) && entries(root()) == 0);
}

/* Makes something at path that a report may not replace; which: 0 to 3. */
static void put_in_the_way(const char *path, int which)
{
    if (which == 0)
        THAT(mkdir(path, 0755) == 0);
    else if (which == 1)
        THAT(symlink("notes.txt", path) == 0);
    else if (which == 2)
        THAT(mkfifo(path, 0644) == 0);
    else
        put_text(path, "mine");
    if (which == 3)
        THAT(chmod(path, 0444) == 0);
    if (which == 0)
        put_text(file_join(test_arena(), path, "precious"), "mine");
}

/* A name of the kind that is a folder, a symbolic link, a FIFO or a read-only file is refused and stays; the mode of a
   plain one is kept. */
static void replaces_plain_files_only(void)
{
    enum { WAYS = 4 };
    const char *dir = at("out"), *one = at("out/report.md");
    for (int which = 0; which < WAYS; which++) {
        struct stat before, after;
        THAT(mkdir(dir, 0755) == 0);
        put_text(at("out/price.svg"), "old");
        put_in_the_way(one, which);
        THAT(lstat(one, &before) == 0 && !report(dir, "two", true, false) && lstat(one, &after) == 0);
        THAT(before.st_ino == after.st_ino && before.st_mode == after.st_mode);
        SAME(content(at("out/price.svg")), "old");
        THAT(which != 0 || file_exists(at("out/report.md/precious")));
        THAT(entries(root()) == 1 && leftover_remove(dir));
    }
    struct stat st;
    THAT(report(dir, "one", true, false) && chmod(one, 0600) == 0 && report(dir, "two", true, false));
    SAME(content(one), "two");
    THAT(stat(one, &st) == 0 && (st.st_mode & 0777) == 0600 && leftover_remove(dir) && entries(root()) == 0);
}

/* What a killed run left beside or inside the folder is cleared; a ready one is brought to its end; a file of the
   user's in it comes back. */
static void recovers(void)
{
    const char *dir = at("out"), *left = at(".out.rigplan-new"), *ready = at("out/.rigplan-ready");
    THAT(report(dir, "one", true, false) && mkdir(left, 0755) == 0 && mkdir(ready, 0755) == 0);
    put_text(file_join(test_arena(), left, "report.md"), "half");
    put_text(file_join(test_arena(), left, "notes.txt"), "mine");
    put_text(file_join(test_arena(), ready, "report.md"), "ready");
    THAT(report(dir, "two", false, true));
    SAME(content(at("out/report.md")), "ready");
    SAME(content(at("out/price.svg")), "none");
    SAME(content(at("out/notes.txt")), "mine");
    THAT(!file_exists(left) && !file_exists(ready) && leftover_remove(dir));
    THAT(mkdir(at(".out.rigplan-old"), 0755) == 0); /* killed between the two renames */
    put_text(at(".out.rigplan-old/report.md"), "old");
    THAT(report(dir, "two", false, true));
    SAME(content(at("out/report.md")), "old");
    THAT(leftover_remove(dir) && entries(root()) == 0);
}

/* Devices, FIFOs and links stay what they are; folders, read-only files and FIFOs without a reader are refused. */
static void writes_where_a_path_leads(void)
{
    struct diags d = diag_none(test_arena());
    struct stat st;
    const char *file = at("file"), *link = at("link"), *fifo = at("fifo"), *closed = at("closed");
    THAT(file_write(test_arena(), &d, "/dev/null", "x", 1) && stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
    put_text(file, "secret");
    THAT(chmod(file, 0600) == 0 && symlink("file", link) == 0);
    put_text(link, "new");
    SAME(content(file), "new");
    THAT(lstat(link, &st) == 0 && S_ISLNK(st.st_mode) && stat(file, &st) == 0 && (st.st_mode & 0777) == 0600);
    THAT(mkfifo(fifo, 0644) == 0 && !file_write(test_arena(), &d, fifo, "x", 1));
    const int reader = open(fifo, O_RDONLY | O_NONBLOCK);
    char got[8] = "";
    THAT(reader >= 0 && file_write(test_arena(), &d, fifo, "through", 7) && read(reader, got, 7) == 7);
    SAME(arena_strndup(test_arena(), got, 7), "through");
    THAT(stat(fifo, &st) == 0 && S_ISFIFO(st.st_mode) && close(reader) == 0);
    put_text(closed, "as it was");
    THAT(chmod(closed, 0444) == 0 && !file_write(test_arena(), &d, closed, "x", 1));
    SAME(content(closed), "as it was");
    const mode_t old = umask(077);
    put_text(at("private"), "x");
    umask(old);
    THAT(stat(at("private"), &st) == 0 && (st.st_mode & 0777) == 0600);
    THAT(d.errors == 2 && entries(root()) == 5);
}

/* A temporary file of a writer that died goes with the next write of that file; one whose writer lives stays. */
static void clears_orphans(void)
{
    const char *file = at("file"), *orphan = at(".file.rigplan-999999999-0");
    THAT(close(open(orphan, O_WRONLY | O_CREAT, 0600)) == 0);
    put_text(file, "new");
    THAT(!file_exists(orphan));
    int ready[2];
    THAT(pipe(ready) == 0);
    const pid_t other = fork();
    if (other == 0) {
        const int fd = open(orphan, O_RDWR | O_CREAT, 0600);
        struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        const bool locked = fd >= 0 && fcntl(fd, F_SETLK, &whole) == 0;
        _exit(write(ready[1], &locked, 1) == 1 && pause());
    }
    char locked = 0;
    THAT(other > 0 && read(ready[0], &locked, 1) == 1 && locked);
    put_text(file, "newer");
    THAT(file_exists(orphan));
    kill(other, SIGKILL);
    THAT(waitpid(other, NULL, 0) == other);
    put_text(file, "newest");
    THAT(!file_exists(orphan) && close(ready[0]) == 0 && close(ready[1]) == 0 && leftover_remove(root()));
}

SUITE(folder_replace, {"a report replaces what is of a report", replaces_what_is_ours},
      {"a folder with folders keeps its identity", keeps_a_folder_with_folders},
      {"what is given up leaves the old", gives_up}, {"only plain files are replaced", replaces_plain_files_only},
      {"what a killed run left is mended", recovers}, {"a path is written where it leads", writes_where_a_path_leads},
      {"temporary files of the dead go", clears_orphans})
