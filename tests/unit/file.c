/* kit/file: whole files, and nothing left behind when the disk says no. */
#define _POSIX_C_SOURCE 200809L
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "file_open.h"
#include "file_write.h"
#include "str.h"
#include "stream.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder(void)
{
    static char *name;
    if (!name)
        name = mkdtemp(arena_strdup(test_arena(), "/tmp/rigplan-test-XXXXXX"));
    BUG_UNLESS(name != NULL);
    return name;
}

static const char *in_folder(const char *name)
{
    return file_join(test_arena(), folder(), name);
}

static size_t entries(const char *dir)
{
    struct diags d = diag_none(test_arena());
    size_t n = 0;
    THAT(file_list(test_arena(), &d, dir, "", &n) != NULL);
    return n;
}

static const char *content(const char *path)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *text = file_read(test_arena(), &d, path, &size);
    THAT(text != NULL && strlen(text) == size);
    return text;
}

static bool write_text(struct diags *d, const char *path, const char *text)
{
    return file_write(test_arena(), d, path, text, strlen(text));
}

static void writes_and_reads(void)
{
    struct diags d = diag_none(test_arena());
    const char *path = in_folder("a.txt");
    THAT(write_text(&d, path, "first"));
    SAME(content(path), "first");
    THAT(write_text(&d, path, "second, longer than the first"));
    SAME(content(path), "second, longer than the first");
    THAT(write_text(&d, path, ""));
    SAME(content(path), "");
    struct stat st;
    THAT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0644);
    THAT(file_exists(path));
    THAT(!file_exists(in_folder("b.txt")));
    SAME(test_faults(&d), "");
    THAT(entries(folder()) == 1);
    unlink(path);
}

/* Longer than the first buffer, and with a zero byte. */
static void reads_every_byte(void)
{
    struct diags d = diag_none(test_arena());
    const size_t n = 200003;
    char *bytes = arena_alloc(test_arena(), n);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(i * 7 % 251);
    const char *path = in_folder("big.bin");
    size_t size = 0;
    THAT(file_write(test_arena(), &d, path, bytes, n));
    const char *again = file_read(test_arena(), &d, path, &size);
    THAT(again != NULL && size == n && memcmp(again, bytes, n) == 0 && again[n] == '\0');
    unlink(path);
}

/* A pipe brings its bytes in parts; what it brings is read to its end. */
static void reads_pipes(void)
{
    struct diags d = diag_none(test_arena());
    int ends[2];
    size_t size = 0;
    THAT(pipe(ends) == 0 && write(ends[1], "two ", 4) == 4 && write(ends[1], "parts", 5) == 5 && close(ends[1]) == 0);
    const char *path = str_format(test_arena(), "/dev/fd/%d", ends[0]);
    THAT(file_reads_once(path) && file_reads_once("-") && !file_reads_once(".") && !file_reads_once("missing"));
    SAME(file_read(test_arena(), &d, path, &size), "two parts");
    THAT(size == 9);
    close(ends[0]);
    SAME(test_faults(&d), "");
}

/* Errors of reading are not ends of files: a folder can be opened, but not read. */
static void read_errors(void)
{
    struct diags d = diag_none(test_arena());
    struct file_open f;
    struct stream s;
    size_t size = 0;
    char byte;
    THAT(file_read(test_arena(), &d, folder(), &size) == NULL && !stream_open(test_arena(), &d, folder(), &s));
    THAT(write_text(&d, in_folder("a"), "ab") && stream_open(test_arena(), &d, in_folder("a"), &s));
    THAT(stream_take(&s, &byte, 1) && byte == 'a' && !stream_take(&s, &byte, 2) && !s.failed && d.errors == 2);
    stream_close(&s);
    THAT(file_open(&d, in_folder("a"), &f) && close(f.fd) == 0);
    THAT(file_open_read(&f, &d, &byte, 1) == -1 && file_open_read_at(&f, &d, &byte, 1, 0) == -1);
    SAME(test_faults(&d), str_format(test_arena(),
                                     "%s: error: cannot read: Is a directory [E501]\n%s: error: cannot read: Is a "
                                     "directory [E501]\n%s: error: cannot read: Bad file descriptor [E501]\n%s: error: "
                                     "cannot read: Bad file descriptor [E501]\n",
                                     folder(), folder(), f.path, f.path));
    unlink(f.path);
}

static void failing_writes(void)
{
    struct diags d = diag_none(test_arena());
    const char *plain = in_folder("plain"), *busy = in_folder("busy");
    THAT(write_text(&d, plain, "as it was") && mkdir(busy, 0755) == 0);
    const char *targets[] = {in_folder("missing/x.txt"), in_folder("plain/x.txt"), busy, "/proc/rigplan-no-such"};
    static const char *const why[] = {"No such file or directory", "Not a directory", "it is a folder",
                                      "No such file or directory"};
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        test_row("%s", targets[i]);
        THAT(!write_text(&d, targets[i], "new"));
        THAT(diag_exit_code(&d) == EXIT_CODE_WORLD);
        SAME(test_faults(&d), str_format(test_arena(), "%s: error: cannot write: %s [E502]\n", targets[i], why[i]));
        THAT(entries(folder()) == 2);
    }
    SAME(content(plain), "as it was");
    unlink(plain);
    rmdir(busy);
}

/* Root may write anywhere, so the folder's permission only counts for others. */
static void read_only_folder(void)
{
    struct diags d = diag_none(test_arena());
    const char *dir = in_folder("closed"), *path = file_join(test_arena(), dir, "x.txt");
    THAT(mkdir(dir, 0555) == 0);
    const bool written = write_text(&d, path, "new");
    THAT(written == (geteuid() == 0));
    THAT(entries(dir) == (size_t)written);
    unlink(path);
    rmdir(dir);
}

static void failing_reads(void)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    THAT(file_read(test_arena(), &d, "/no/such/file", &size) == NULL);
    SAME(test_faults(&d), "/no/such/file: error: cannot open: No such file or directory [E501]\n");
    THAT(file_read(test_arena(), &d, "/tmp", &size) == NULL);
    SAME(test_faults(&d), "/tmp: error: cannot read: Is a directory [E501]\n");
    THAT(file_list(test_arena(), &d, "/no/such/folder", "", &size) == NULL);
    SAME(test_faults(&d), "/no/such/folder: error: cannot list the folder: No such file or directory [E501]\n");
}

static void folders(void)
{
    struct diags d = diag_none(test_arena());
    const char *deep = in_folder("x/y/z");
    THAT(file_make_dirs(test_arena(), &d, deep));
    THAT(file_make_dirs(test_arena(), &d, deep));
    THAT(file_exists(deep));
    const char *plain = in_folder("plain");
    THAT(write_text(&d, plain, "x"));
    THAT(!file_make_dirs(test_arena(), &d, in_folder("plain/under")));
    THAT(diag_exit_code(&d) == EXIT_CODE_WORLD);
    unlink(plain);
    rmdir(deep);
    rmdir(in_folder("x/y"));
    rmdir(in_folder("x"));
}

static void lists(void)
{
    static const char *const names[] = {"b.json", "a.json", "c.txt", ".hidden.json"};
    struct diags d = diag_none(test_arena());
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        THAT(write_text(&d, in_folder(names[i]), "{}"));
    const char **found = file_list(test_arena(), &d, folder(), ".json", &n);
    THAT(found != NULL && n == 2);
    SAME(found[0], "a.json");
    SAME(found[1], "b.json");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unlink(in_folder(names[i]));
    rmdir(folder());
}

static void names(void)
{
    SAME(file_join(test_arena(), "a", "b"), "a/b");
    SAME(file_join(test_arena(), "a/", "b"), "a/b");
    SAME(file_base("a/b/c.txt"), "c.txt");
    SAME(file_base("c.txt"), "c.txt");
    SAME(file_base("a/"), "");
}

SUITE(file, {"reads pipes", reads_pipes}, {"errors of reading", read_errors}, {"writes and reads", writes_and_reads},
      {"reads every byte", reads_every_byte}, {"a failing write leaves nothing", failing_writes},
      {"a read-only folder", read_only_folder}, {"failing reads", failing_reads}, {"folders", folders},
      {"lists", lists}, {"names", names})
