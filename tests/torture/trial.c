#define _GNU_SOURCE
#include "torture/trial.h"

#include "torture/said.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Slower than this is a hang: the slowest command takes some seconds undisturbed, on a busy machine several times that.
 */
enum { SLOWEST_S = 600, MOST_WORDS = 64, WORLD = 4 };

static char *format(const char *a, const char *b)
{
    char *out = NULL;
    if (asprintf(&out, "%s/%s", a, b) < 0)
        abort();
    return out;
}

static _Noreturn void stop(const char *what)
{
    fprintf(stderr, "torture: %s: %s\n", what, strerror(errno));
    exit(2);
}

struct bench trial_bench(const struct bench *like, const char *name)
{
    struct bench b = *like;
    b.home = format(b.top, name);
    mkdir(b.home, 0755);
    b.work = format(b.home, "work");
    char *path = format(b.home, "share");
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0 || ftruncate(fd, sizeof *b.share) != 0)
        stop(path);
    b.share = mmap(NULL, sizeof *b.share, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (b.share == MAP_FAILED)
        stop(path);
    close(fd);
    free(path);
    return b;
}

/* ---- running ---- */

static void say_to(const char *path, int as)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || dup2(fd, as) < 0)
        stop(path);
}

static _Noreturn void become(const struct bench *b, const char *command, const char *out, const char *err)
{
    char *words[MOST_WORDS] = {strdup("rigplan")}, *copy = strdup(command), *path = NULL, *shared = NULL, *lib = NULL,
         *pictures = NULL;
    size_t n = 1;
    for (char *w = strtok(copy, " "); w && n + 1 < MOST_WORDS; w = strtok(NULL, " "))
        words[n++] = w;
    if (asprintf(&path, b->real_programs ? "PATH=/usr/local/bin:/usr/bin:/bin" : "PATH=%s/bin", b->top) < 0 ||
        asprintf(&shared, SHARE_VARIABLE "=%s/share", b->home) < 0 || asprintf(&lib, "LD_PRELOAD=%s", b->library) < 0 ||
        asprintf(&pictures, "TORTURE_TOP=%s", b->top) < 0)
        abort();
    char *env[] = {path, shared, lib, pictures, strdup("LC_ALL=C"), NULL};
    say_to(out, STDOUT_FILENO);
    say_to(err, STDERR_FILENO);
    const int nothing = open("/dev/null", O_RDONLY);
    const struct rlimit no_core = {0, 0};
    const struct itimerval slowest = {.it_value = {.tv_sec = SLOWEST_S}};
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || chdir(b->work) != 0)
        stop(b->work);
    if (n > 2 && strcmp(words[1], "in") == 0) { /* "in FOLDER COMMAND": started in that folder */
        if (chdir(words[2]) != 0)
            stop(words[2]);
        words[2] = words[0];
        memmove(words, words + 2, (n - 1) * sizeof *words);
    }
    setrlimit(RLIMIT_CORE, &no_core);
    setitimer(ITIMER_REAL, &slowest, NULL);
    execve(b->program, words, env);
    _exit(127);
}

pid_t trial_start(const struct bench *b, const char *command, const char *out, const char *err)
{
    const pid_t pid = fork();
    if (pid == 0)
        become(b, command, out, err);
    if (pid < 0)
        stop("fork");
    return pid;
}

struct outcome trial_run(const struct bench *b, const char *command)
{
    char *out = format(b->home, "out"), *err = format(b->home, "err");
    struct outcome o = {0};
    int status = 0;
    memset(b->share->count, 0, sizeof b->share->count);
    b->share->hits = 0;
    memset(b->share->where, 0, sizeof b->share->where);
    const pid_t pid = trial_start(b, command, out, err);
    if (waitpid(pid, &status, 0) != pid)
        stop("waitpid");
    o.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    o.out = tree_file(out, &o.out_size);
    o.err = tree_file(err, &o.err_size);
    free(out);
    free(err);
    return o;
}

void trial_outcome_free(struct outcome *o)
{
    free(o->out);
    free(o->err);
}

static struct bench with_program(const struct bench *b, const struct subject *s)
{
    struct bench with = *b;
    if (s->flags & TRIAL_BLOCKS)
        with.program = b->blocks;
    return with;
}

static void undisturbed(const struct bench *b)
{
    b->share->kind = SHARE_NOTHING;
}

/* Makes the folders of the path that begin after `from` bytes of it. */
static void make_parents(char *path, size_t from)
{
    for (size_t i = from; path[i]; i++)
        if (path[i] == '/') {
            path[i] = '\0';
            mkdir(path, 0755);
            path[i] = '/';
        }
}

void trial_prepare(const struct bench *b, const struct subject *s)
{
    char *files = strdup(s->files);
    const struct tree none = {NULL, 0, 0};
    tree_write(b->work, &none);
    for (char *word = strtok(files, " "); word; word = strtok(NULL, " ")) {
        char *to = strchr(word, '>');
        size_t size = 0;
        *to++ = '\0';
        char *from = format(b->root, word), *into = format(b->work, to), *bytes = tree_file(from, &size);
        if (!bytes)
            stop(from);
        make_parents(into, strlen(b->work) + 1);
        tree_put(into, bytes, size, 0644);
        free(from);
        free(into);
        free(bytes);
    }
    free(files);
    undisturbed(b);
    if (s->before) {
        struct outcome o = trial_run(b, s->before);
        if (o.code > 1 || o.code < 0) {
            fprintf(stderr, "torture: %s: the command before it ended with %d:\n%s", s->name, o.code, o.err);
            exit(2);
        }
        trial_outcome_free(&o);
    }
}

struct reference trial_reference(const struct bench *bench, const struct subject *s)
{
    struct reference r;
    const struct bench with = with_program(bench, s), *b = &with;
    trial_prepare(b, s);
    r.old = tree_read(b->work);
    r.said = trial_run(b, s->command);
    if (b->share->count[SHARE_FORK] > 0) { /* the stand-in has its pictures now, and makes other calls */
        trial_outcome_free(&r.said);
        tree_write(b->work, &r.old);
        r.said = trial_run(b, s->command);
    }
    memcpy(r.count, b->share->count, sizeof r.count);
    r.fresh = tree_read(b->work);
    if (r.said.code > 1 || r.said.code < 0) {
        fprintf(stderr, "torture: %s: it ends with %d when nothing fails:\n%s", s->name, r.said.code, r.said.err);
        exit(2);
    }
    tree_write(b->work, &r.old);
    return r;
}

/* ---- judging ---- */

static bool ends(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcmp(path + n - m, ending) == 0;
}

/* Returns what is wrong with a report that lacks pictures, or NULL: every file but the pages is whole, only pictures
   are missing, and the Markdown shows none that is missing. */
static const char *wrong_without_pictures(const struct tree *got, const struct tree *fresh)
{
    for (size_t i = 0; i < got->n; i++)
        if (!tree_find(fresh, got->v[i].path))
            return got->v[i].path;
    for (size_t i = 0; i < fresh->n; i++) {
        const struct tree_entry *want = &fresh->v[i], *e = tree_find(got, want->path);
        const bool page = ends(want->path, ".md") || ends(want->path, ".html") || ends(want->path, "report.json");
        const bool same = e && want->size == e->size && (!e->bytes || memcmp(e->bytes, want->bytes, e->size) == 0);
        if (e ? !same && !page : !ends(want->path, ".svg"))
            return want->path;
        if (e)
            continue;
        const char *name = strrchr(want->path, '/') ? strrchr(want->path, '/') + 1 : want->path;
        for (size_t j = 0; j < got->n; j++)
            if (ends(got->v[j].path, ".md") && strstr(got->v[j].bytes, name))
                return got->v[j].path;
    }
    return NULL;
}

/* Returns true for a part of a path that only a run that was stopped leaves. */
static bool is_temporary(const char *path)
{
    const size_t n = strlen(path);
    return strstr(path, ".rigplan-") != NULL || (n > 5 && strcmp(path + n - 5, ".lock") == 0);
}

/* Is nothing in this folder of the tree? */
static bool is_empty(const struct tree *t, size_t at)
{
    const size_t n = strlen(t->v[at].path);
    for (size_t i = 0; i < t->n; i++)
        if (strncmp(t->v[i].path, t->v[at].path, n) == 0 && t->v[i].path[n] == '/')
            return false;
    return true;
}

static void take_out(struct tree *t, size_t at)
{
    free(t->v[at].path);
    free(t->v[at].bytes);
    memmove(t->v + at, t->v + at + 1, (--t->n - at) * sizeof *t->v);
}

static void leave_out(struct tree *got, const struct tree *old, const struct tree *fresh, bool temporary)
{
    for (size_t i = got->n; i-- > 0;) {
        const struct tree_entry *e = &got->v[i];
        const bool parent = !e->bytes && tree_find(fresh, e->path) && !tree_find(old, e->path) && is_empty(got, i);
        if (parent || (temporary && is_temporary(e->path)))
            take_out(got, i);
    }
}

void trial_leave_out(struct tree *got, const struct tree *old, const struct tree *fresh)
{
    leave_out(got, old, fresh, true);
}

struct judged {
    const struct bench *b;
    const struct subject *s;
    const struct reference *r;
    const struct injection *i;
    const struct outcome *o;
    const struct tree *got;
    char *why;
    size_t room;
};

static enum verdict fault(const struct judged *j, const char *what, const char *detail)
{
    snprintf(j->why, j->room, "%s%s%s; call: %s; exit %d; it says: %.300s", what, detail ? ": " : "",
             detail ? detail : "", j->b->share->where, j->o->code, j->o->err);
    return TRIAL_FAULT;
}

/* Returns what is wrong with the files, or NULL. Where each is a file of its own, each may be old or new. */
static const char *torn(const struct judged *j, const struct tree *got)
{
    const char *not_old = tree_differ(got, &j->r->old);
    if (!not_old || !tree_differ(got, &j->r->fresh))
        return NULL;
    return (j->s->flags & TRIAL_EACH) ? tree_mixed(got, &j->r->old, &j->r->fresh) : not_old;
}

/* Are lock files the only temporary ones? Whoever cannot tell whether a lock file is still its own leaves it. */
static bool only_locks(const struct tree *got)
{
    bool locks = false, others = false;
    for (size_t i = 0; i < got->n; i++) {
        const bool lock = ends(got->v[i].path, ".lock") || ends(got->v[i].path, ".rigplan-lock");
        locks = locks || lock;
        others = others || (!lock && is_temporary(got->v[i].path));
    }
    return locks && !others;
}

/* Returns true if what is left beside old or new files cannot be helped, as long as the next run clears it: what
   removes it was what failed, or goes on to fail; a lock file stays where there are no locks. */
static bool may_leave(const struct judged *j)
{
    static const char *const removing[] = {"unlink", "unlinkat", "rmdir", "openat", "lseek", "getdents64"};
    bool removal = j->i->and_later || j->i->kind == SHARE_LOCK || strstr(j->o->err, "cannot be removed");
    for (size_t i = 0; i < sizeof removing / sizeof *removing; i++)
        removal = removal || strcmp(j->b->share->where, removing[i]) == 0;
    struct tree got = tree_read(j->b->work);
    removal = removal || (j->i->kind == SHARE_STAT && only_locks(&got));
    leave_out(&got, &j->r->old, &j->r->fresh, true);
    const bool may = (j->s->flags & TRIAL_INSIDE) || (removal && !torn(j, &got));
    tree_free(&got);
    return may;
}

/* Runs the command once more, undisturbed. Returns `otherwise` if all is then as it should be. */
static enum verdict cleared_by_next(const struct judged *j, enum verdict otherwise)
{
    undisturbed(j->b);
    struct outcome again = trial_run(j->b, j->s->command);
    struct tree got = tree_read(j->b->work);
    const char *differs = tree_differ(&got, &j->r->fresh);
    const bool good = again.code == j->r->said.code && !differs;
    enum verdict v = good ? otherwise : fault(j, "the next run does not clear what is left", differs);
    trial_outcome_free(&again);
    tree_free(&got);
    return v;
}

/* Is the list of rows (prices import --report) the one of a whole import, but for rows that are "not written"? */
static bool lists_truly(const struct judged *j)
{
    static const char whole[] = ",added,", not [] = ",not written,";
    const char *name = "r.csv";
    const struct tree_entry *got = tree_find(j->got, name), *want = tree_find(&j->r->fresh, name);
    const char *a = got ? got->bytes : "", *b = want ? want->bytes : "x";
    while (*a && *b)
        if (strncmp(a, not, strlen(not )) == 0 && strncmp(b, whole, strlen(whole)) == 0) {
            a += strlen(not );
            b += strlen(whole);
        } else if (*a++ != *b++)
            return false;
    return !*a && !*b && j->got->n == j->r->fresh.n;
}

/* The program ended with the code for what the system refused. */
static enum verdict judge_ended(const struct judged *j)
{
    const struct outcome *o = j->o, *said = &j->r->said;
    if (!said_reason(o->err, j->i))
        return fault(j, "exit 4 without the reason", NULL);
    const bool lists = strstr(o->out, "not written") != NULL;
    if (!lists && (o->out_size > said->out_size || memcmp(o->out, said->out, o->out_size) != 0))
        return fault(j, "standard output is no beginning of what it should be", NULL);
    const char *not_old = tree_differ(j->got, &j->r->old), *not_new = tree_differ(j->got, &j->r->fresh);
    const bool replaces = !(j->s->flags & TRIAL_EACH) && tree_differ(&j->r->old, &j->r->fresh) != NULL;
    const bool oom = strstr(o->err, "out of memory") != NULL;
    if (lists && not_old && lists_truly(j) && not_new)
        return TRIAL_ENDED;
    if (torn(j, j->got))
        return may_leave(j) ? cleared_by_next(j, TRIAL_ENDED) : fault(j, "files are neither old nor new", not_old);
    if (lists && !not_new)
        return fault(j, "it says \"not written\", but all is", NULL);
    if (replaces && !not_new && !said_new(o->err) && !oom)
        return fault(j, "the new files are there, but the message does not say so", NULL);
    if (!not_old && replaces && strstr(o->err, "in place, but"))
        return fault(j, "the message says that the new files are in place, but the old ones are", NULL);
    return TRIAL_ENDED;
}

/* The program could not say what it had to say: an answer is then not whole (exit_code.h), all else is as it should be.
 */
static enum verdict judge_untold(const struct judged *j)
{
    const struct outcome *o = j->o, *said = &j->r->said;
    const char *not_new = tree_differ(j->got, &j->r->fresh);
    if (o->code != (said->code == 0 || said->code == 1 ? WORLD : said->code))
        return fault(j, "a message is lost, and the exit code does not say so", NULL);
    if (o->out_size != said->out_size || memcmp(o->out, said->out, o->out_size) != 0)
        return fault(j, "a message is lost, and standard output is another", NULL);
    return not_new ? fault(j, "a message is lost, and a file is another", not_new) : TRIAL_ENDED;
}

/* The program was killed before it changed a file. */
static enum verdict judge_killed(const struct judged *j)
{
    struct tree got = tree_read(j->b->work);
    const bool done = !tree_differ(&got, &j->r->fresh); /* a command that replaces nothing refuses to run again */
    leave_out(&got, &j->r->old, &j->r->fresh, true);
    const char *not_old = tree_differ(&got, &j->r->old);
    const enum verdict v = done ? TRIAL_ENDED
                           : !torn(j, &got) || (j->s->flags & TRIAL_INSIDE)
                               ? cleared_by_next(j, TRIAL_ENDED)
                               : fault(j, "killed, files are neither old nor new", not_old);
    tree_free(&got);
    return v;
}

static enum verdict judge(const struct judged *j)
{
    const struct outcome *o = j->o, *said = &j->r->said;
    if (o->code == -SIGALRM)
        return fault(j, "it hangs", NULL);
    if (j->i->act == SHARE_KILL && o->code == -SIGKILL)
        return judge_killed(j);
    if (j->b->share->hits == 0)
        return TRIAL_MISSED;
    if (o->code < 0)
        return fault(j, "it crashed", NULL);
    const bool must_not_matter = j->i->act == SHARE_HALF || j->i->error == EINTR;
    if (j->i->kind == SHARE_MESSAGE && !must_not_matter)
        return judge_untold(j);
    if (o->code == WORLD && said->code != WORLD && !must_not_matter)
        return judge_ended(j);
    if (o->code != said->code)
        return fault(j, "the exit code is wrong", NULL);
    const char *not_new = tree_differ(j->got, &j->r->fresh);
    const bool same_out = o->out_size == said->out_size && memcmp(o->out, said->out, o->out_size) == 0;
    if (!strcmp(o->err, said->err)) {
        if (!same_out)
            return fault(j, "in silence, standard output is another", NULL);
        if (not_new && may_leave(j))
            return cleared_by_next(j, TRIAL_HARMLESS);
        return not_new ? fault(j, "in silence, a file is another", not_new) : TRIAL_HARMLESS;
    }
    if (must_not_matter || !said_only_warnings(o->err, said->err))
        return fault(j, "it says something else, but the exit code is that of success", NULL);
    if (!said_reason(o->err, j->i))
        return fault(j, "a warning without the reason", NULL);
    const char *wrong = wrong_without_pictures(j->got, &j->r->fresh);
    return wrong ? fault(j, "a warning, and a file is wrong", wrong) : TRIAL_WARNED;
}

enum verdict trial_inject(const struct bench *bench, const struct subject *s, const struct reference *r,
                          const struct injection *i, char *why, size_t room)
{
    const struct bench with = with_program(bench, s), *b = &with;
    b->share->act = i->act;
    b->share->error = i->error;
    b->share->and_later = i->and_later;
    b->share->number = i->number;
    b->share->kind = i->kind;
    struct outcome o = trial_run(b, s->command);
    struct tree got = tree_read(b->work);
    const bool changed = tree_differ(&got, &r->old) != NULL;
    leave_out(&got, &r->old, &r->fresh, false);
    const struct judged j = {b, s, r, i, &o, &got, why, room};
    const enum verdict v = judge(&j);
    undisturbed(b);
    if (changed)
        tree_write(b->work, &r->old);
    trial_outcome_free(&o);
    tree_free(&got);
    return v;
}
