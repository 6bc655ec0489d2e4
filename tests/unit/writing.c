/* kit/file_write, kit/file_lock, kit/fd and kit/progress: what a path leads to is written through or refused, who
   holds a lock is named, and a terminal is told what takes its time. */
#define _GNU_SOURCE /* posix_openpt */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "fd.h"
#include "file.h"
#include "file_lock.h"
#include "file_replace.h"
#include "file_write.h"
#include "progress.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *folder(void)
{
    static char *name;
    if (!name)
        name = mkdtemp(arena_strdup(test_arena(), "/tmp/rigplan-test-XXXXXX"));
    BUG_UNLESS(name != NULL);
    return name;
}

static const char *at(const char *name)
{
    return file_join(test_arena(), folder(), name);
}

/* Writes "text" to the path. Returns the faults. */
static const char *writes(const char *path)
{
    struct diags d = diag_none(test_arena());
    const bool done = file_write(test_arena(), &d, path, "text", 4);
    THAT(done == (d.errors == 0));
    return test_faults(&d);
}

static const char *content(const char *path)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *text = file_read(test_arena(), &d, path, &size);
    return text ? text : "(none)";
}

static const char *refused(const char *path, const char *why)
{
    return str_format(test_arena(), "%s: error: cannot write: %s [E502]\n", path, why);
}

static void socket_at(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    str_fill(name.sun_path, sizeof name.sun_path, "%s", path);
    THAT(fd >= 0 && bind(fd, (const struct sockaddr *)&name, sizeof name) == 0);
    close(fd);
}

/* Neither a socket nor a FIFO without a reader is replaced by a file. */
static void refuses(void)
{
    struct stat st;
    socket_at(at("socket"));
    SAME(writes(at("socket")), refused(at("socket"), "it is a socket"));
    THAT(lstat(at("socket"), &st) == 0 && S_ISSOCK(st.st_mode));
    THAT(mkfifo(at("fifo"), 0600) == 0);
    SAME(writes(at("fifo")), refused(at("fifo"), "no program reads this FIFO"));
    THAT(lstat(at("fifo"), &st) == 0 && S_ISFIFO(st.st_mode));
    const char *loop = at("loop");
    THAT(symlink("loop", loop) == 0);
    SAME(writes(loop), refused(loop, strerror(ELOOP)));
    const char *closed = at("closed");
    THAT(close(open(closed, O_WRONLY | O_CREAT, 0600)) == 0 && chmod(closed, 0400) == 0);
    SAME(writes(closed), refused(closed, "the file is read-only"));
    SAME(writes("/dev/full"), refused("/dev/full", strerror(ENOSPC)));
    unlink(closed);
    unlink(loop);
    unlink(at("socket"));
}

/* A FIFO with a reader, and names of open files: the bytes go to where the name leads, and no file takes its place. */
static void writes_through(void)
{
    char got[8] = "";
    struct stat st;
    const int reader = open(at("fifo"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    SAME(writes(at("fifo")), "");
    THAT(read(reader, got, sizeof got - 1) == 4);
    SAME(got, "text");
    close(reader);
    static const char *const names[] = {"/dev/fd/", "/proc/self/fd/"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *plain = at("plain");
        const int fd = open(plain, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        test_row("%s", names[i]);
        const char *name = str_format(test_arena(), "%s%d", names[i], fd);
        SAME(writes(name), "");
        THAT(fstat(fd, &st) == 0 && st.st_size == 4 && st.st_nlink == 1);
        const char *link = at("link");
        THAT(symlink(name, link) == 0); /* as /dev/stdout is one */
        SAME(writes(link), "");
        SAME(content(plain), "texttext");
        THAT(fstat(fd, &st) == 0 && st.st_size == 8);
        close(fd);
        unlink(link);
        unlink(plain);
    }
    unlink(at("fifo"));
}

/* Links are followed, to the end of a chain and to a file that is not there yet. */
static void follows_links(void)
{
    static const char *const to[] = {"target", "./target", "first", NULL};
    struct stat st;
    for (size_t i = 0; i < COUNT_OF(to); i++) {
        const char *link = at("link"), *where = to[i] ? to[i] : at("target");
        test_row("a link to %s", where);
        THAT(symlink("target", at("first")) == 0 && symlink(where, link) == 0);
        SAME(writes(link), "");
        SAME(content(at("target")), "text");
        THAT(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
        unlink(link);
        unlink(at("first"));
        unlink(at("target"));
    }
}

/* ---- locks ---- */

/* Starts a process that takes the lock, says so with a byte and keeps it until it is killed. */
static pid_t holder_of(const char *path)
{
    struct diags d = diag_none(test_arena());
    struct file_lock lock;
    int told[2];
    char byte = 0;
    THAT(pipe(told) == 0);
    const pid_t pid = fork();
    if (pid == 0) {
        const bool good = file_lock_take(test_arena(), &d, path, 0, &lock) && write(told[1], "x", 1) == 1;
        for (;;)
            good ? (void)pause() : _exit(1);
    }
    close(told[1]);
    THAT(pid > 0 && read(told[0], &byte, 1) == 1);
    close(told[0]);
    return pid;
}

/* A lock that is held is refused with the number of the process that holds it; its death gives the lock up. */
static void locks(void)
{
    struct diags d = diag_none(test_arena());
    struct file_lock lock;
    const char *path = at("lock");
    const pid_t pid = holder_of(path);
    THAT(!file_lock_take(test_arena(), &d, path, 0, &lock));
    SAME(test_faults(&d), str_format(test_arena(),
                                     "%s: error: process %ld has held this lock for 0 s; wait until it ends, then try "
                                     "again [E502]\n",
                                     path, (long)pid));
    THAT(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
    THAT(file_exists(path)); /* a leftover */
    THAT(file_lock_take(test_arena(), &d, path, 0, &lock));
    file_lock_release(&lock);
    THAT(!file_exists(path));
    SAME(test_faults(&d), "");
    THAT(!file_lock_take(test_arena(), &d, at("missing/lock"), 0, &lock));
    SAME(test_faults(&d),
         str_format(test_arena(), "%s: error: cannot lock: %s [E502]\n", at("missing/lock"), strerror(ENOENT)));
}

/* Whether a path still names an open file, after it was renamed, replaced and removed. */
static void names_of_open_files(void)
{
    const char *a = at("a"), *b = at("b");
    const int fd = open(a, O_WRONLY | O_CREAT | O_CLOEXEC, 0600), other = open(b, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    THAT(fd >= 0 && other >= 0);
    THAT(fd_named(a, fd) == FD_NAMED && fd_named(b, fd) == FD_UNNAMED && fd_named(b, other) == FD_NAMED);
    THAT(rename(b, a) == 0);
    THAT(fd_named(a, fd) == FD_UNNAMED && fd_named(b, other) == FD_UNNAMED && fd_named(a, other) == FD_NAMED);
    THAT(fd_named(file_join(test_arena(), a, "under"), fd) == FD_UNKNOWN && errno == ENOTDIR);
    unlink(a);
    THAT(fd_close_written(fd, true) && !fd_close_written(other, false));
}

/* ---- a terminal ---- */

/* Runs progress for so long with a terminal as standard error. Returns what the terminal shows. */
static const char *shown(const char *text, long ms)
{
    static char got[256];
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    THAT(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    const int terminal = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC), kept = dup(STDERR_FILENO);
    THAT(terminal >= 0 && dup2(terminal, STDERR_FILENO) == STDERR_FILENO);
    progress_start(text);
    struct timespec left = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {}
    progress_stop();
    progress_stop();
    THAT(dup2(kept, STDERR_FILENO) == STDERR_FILENO);
    close(kept);
    close(terminal);
    size_t n = 0; /* all that the terminal got; then reading fails, because nobody else has it open */
    for (ssize_t more; n + 1 < sizeof got && (more = read(master, got + n, sizeof got - 1 - n)) > 0;)
        n += (size_t)more;
    got[n] = '\0';
    close(master);
    return got;
}

static void progress_on_a_terminal(void)
{
    SAME(shown("Comparing 3 options ...", 1300), "Comparing 3 options ...\r\x1b[K");
    SAME(shown("Quick", 10), "");
    rmdir(folder());
}

SUITE(writing, {"refuses", refuses}, {"writes through", writes_through}, {"follows links", follows_links},
      {"locks", locks}, {"names of open files", names_of_open_files}, {"progress", progress_on_a_terminal})
