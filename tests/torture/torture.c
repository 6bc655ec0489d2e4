/* torture.c: `make torture`. Runs commands of the program again and again, each time with another call to the C library
   that fails (fail.c) or a kill -9, and judges what comes of it (trial.h): exit code 4 with the reason, or what an
   undisturbed run gives; nothing in silence, nothing half, nothing left.

   rigplan-torture PROGRAM BLOCKS LIBRARY [SUBJECT:KIND:ERROR:one|later|half:NUMBER]
   BLOCKS is the program with blocks of memory so small that each piece is one. With the last argument only that
   injection is made, and what the program says is printed. Environment: TORTURE_SHORT=n takes a sample of n of each
   kind; TORTURE_SEED=n other moments of kill -9; TORTURE_JOBS=n workers; TORTURE_CSV=file gets a row for each line;
   TORTURE_SUBJECT=name takes one subject. */
#define _GNU_SOURCE
#include "torture/kills.h"
#include "torture/standin.h"
#include "torture/trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How calls of a kind are disturbed. */
struct way {
    enum share_kind kind;
    enum share_act act;
    int error;
    bool and_later;
};
static const struct way ways[] = {
    {SHARE_ALLOC, SHARE_FAIL, ENOMEM, false},  {SHARE_ALLOC, SHARE_FAIL, ENOMEM, true},
    {SHARE_OPEN, SHARE_FAIL, EMFILE, false},   {SHARE_OPEN, SHARE_FAIL, EMFILE, true},
    {SHARE_OPEN, SHARE_FAIL, EACCES, false},   {SHARE_OPEN, SHARE_FAIL, EINTR, false},
    {SHARE_READ, SHARE_FAIL, EIO, false},      {SHARE_READ, SHARE_FAIL, EIO, true},
    {SHARE_READ, SHARE_FAIL, EINTR, false},    {SHARE_READ, SHARE_HALF, 0, false},
    {SHARE_READ, SHARE_HALF, 0, true},         {SHARE_LIST, SHARE_FAIL, EIO, false},
    {SHARE_WRITE, SHARE_FAIL, ENOSPC, false},  {SHARE_WRITE, SHARE_FAIL, ENOSPC, true},
    {SHARE_WRITE, SHARE_FAIL, EIO, false},     {SHARE_WRITE, SHARE_FAIL, EINTR, false},
    {SHARE_WRITE, SHARE_HALF, 0, false},       {SHARE_WRITE, SHARE_HALF, 0, true},
    {SHARE_MESSAGE, SHARE_FAIL, EIO, true},    {SHARE_MESSAGE, SHARE_FAIL, EINTR, false},
    {SHARE_MESSAGE, SHARE_HALF, 0, true},      {SHARE_FSYNC, SHARE_FAIL, EIO, false},
    {SHARE_FSYNC, SHARE_FAIL, EIO, true},      {SHARE_FSYNC, SHARE_FAIL, EINTR, false},
    {SHARE_CLOSE, SHARE_FAIL, EIO, false},     {SHARE_CLOSE, SHARE_FAIL, EIO, true},
    {SHARE_RENAME, SHARE_FAIL, EIO, false},    {SHARE_RENAME, SHARE_FAIL, EACCES, true},
    {SHARE_RENAME, SHARE_FAIL, EINVAL, false}, {SHARE_LINK, SHARE_FAIL, EPERM, false},
    {SHARE_LINK, SHARE_FAIL, EIO, true},       {SHARE_UNLINK, SHARE_FAIL, EIO, false},
    {SHARE_UNLINK, SHARE_FAIL, EACCES, true},  {SHARE_MKDIR, SHARE_FAIL, ENOSPC, false},
    {SHARE_MKDIR, SHARE_FAIL, EACCES, true},   {SHARE_STAT, SHARE_FAIL, EIO, false},
    {SHARE_STAT, SHARE_FAIL, EACCES, true},    {SHARE_PATH, SHARE_FAIL, EACCES, false},
    {SHARE_PATH, SHARE_FAIL, EIO, true},       {SHARE_MODE, SHARE_FAIL, EPERM, false},
    {SHARE_MODE, SHARE_FAIL, EIO, true},       {SHARE_LOCK, SHARE_FAIL, ENOLCK, false},
    {SHARE_LOCK, SHARE_FAIL, ENOLCK, true},    {SHARE_FORK, SHARE_FAIL, EAGAIN, false},
    {SHARE_FORK, SHARE_FAIL, ENOMEM, true},    {SHARE_EXEC, SHARE_FAIL, ENOENT, false},
    {SHARE_EXEC, SHARE_FAIL, ENOMEM, true},    {SHARE_PIPE, SHARE_FAIL, EMFILE, false},
    {SHARE_PIPE, SHARE_FAIL, EMFILE, true},    {SHARE_DUP, SHARE_FAIL, EMFILE, false},
    {SHARE_WAIT, SHARE_FAIL, EINTR, false},    {SHARE_POLL, SHARE_FAIL, EINTR, false},
    {SHARE_POLL, SHARE_FAIL, ENOMEM, false},   {SHARE_STEP, SHARE_KILL, 0, false},
};
enum { N_WAYS = sizeof ways / sizeof *ways, MOST_SUBJECTS = 64, MOST_JOBS = 16, WHY_ROOM = 640, SHOWN = 3 };
enum { KILLS = 200, PAIR_KILLS = 100, SHORT_KILLS = 3, SOME = 40 };
/* Rows of kills in the tallies: after those of calls. */
enum { KILL_ONE = SHARE_N_KINDS, KILL_PAIR, N_ROWS };

static const char *const kinds[N_ROWS] = {
#define K(name, text) text,
    SHARE_KINDS(K)
#undef K
        [KILL_ONE] = "kill -9 at random",
    [KILL_PAIR] = "kill -9 of two at once",
};

/* What became of the injections of one subject and kind. Shared by the workers. */
struct tally {
    long tries, verdicts[TRIAL_FAULT + 1], landed;
    double seconds;
};
struct job {
    int subject, way; /* subject -1: kills, way 0 one, 1 a pair */
    long number;
};
struct all {
    struct bench bench; /* of the references */
    struct reference references[MOST_SUBJECTS];
    struct kills_plan kills[2];
    struct job *jobs;
    long n_jobs, room;
    uint64_t seed;
    long brief; /* how many of each; 0: all */
    struct shared {
        long next;
        struct tally tallies[MOST_SUBJECTS][N_ROWS];
    } * shared;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const char *error_name(const struct way *w)
{
    return w->act == SHARE_FAIL ? strerrorname_np(w->error) : w->act == SHARE_HALF ? "HALF" : "KILL";
}

static struct injection injection_of(const struct way *w, long number)
{
    return (struct injection){w->kind, w->act, w->error, w->and_later, number};
}

/* ---- what is done ---- */

static void add_job(struct all *a, int subject, int way, long number)
{
    if (a->n_jobs == a->room) {
        a->room = a->room ? 2 * a->room : 1024;
        a->jobs = realloc(a->jobs, (size_t)a->room * sizeof *a->jobs);
        if (!a->jobs)
            abort();
    }
    a->jobs[a->n_jobs++] = (struct job){subject, way, number};
}

/* Takes `most` numbers of 1 ... count, evenly spaced, or all. */
static void add_way(struct all *a, int subject, int way, long count, long most)
{
    const long n = most > 0 && most < count ? most : count;
    for (long i = 0; i < n; i++)
        add_job(a, subject, way, 1 + (2 * i + 1) * count / (2 * n));
}

static bool is_wanted(const char *name)
{
    const char *only = getenv("TORTURE_SUBJECT");
    return !only || !*only || strcmp(only, name) == 0;
}

static void plan_way(struct all *a, int s, int w)
{
    enum { LAST = 300 }; /* of blocks: more than a run has from the first change of a file on */
    const struct subject *subject = &trial_subjects[s];
    const bool memory = ways[w].kind == SHARE_ALLOC, blocks = subject->flags & TRIAL_BLOCKS;
    const long count = a->references[s].count[ways[w].kind], last = blocks && count > LAST && !a->brief ? LAST : 0;
    if ((!memory || ways[w].and_later) && (subject->flags & (TRIAL_SLOW | TRIAL_BLOCKS)))
        return;
    if (ways[w].kind == SHARE_EXEC && ways[w].error == ENOENT && (subject->flags & TRIAL_ASKS))
        return;
    /* Where the first failure ends the program, those behind it say nothing new. */
    const long few = memory && ways[w].and_later && (subject->times == 0 || subject->times > SOME) ? SOME
                                                                                                   : subject->times;
    add_way(a, s, w, count - last, a->brief ? a->brief : memory ? few : 0);
    for (long i = 0; i < last; i++)
        add_job(a, s, w, count - i);
}

static void plan(struct all *a)
{
    for (int s = 0; trial_subjects[s].name; s++) {
        if (!is_wanted(trial_subjects[s].name) || (a->brief && (trial_subjects[s].flags & TRIAL_SLOW)))
            continue;
        a->references[s] = trial_reference(&a->bench, &trial_subjects[s]);
        for (int w = 0; w < N_WAYS; w++)
            plan_way(a, s, w);
    }
    for (int pair = 0; pair < 2; pair++)
        if (is_wanted("kills")) {
            struct bench b = a->bench;
            b.real_programs = true;
            a->kills[pair] = kills_prepare(&b, pair);
            for (long i = 0; i < (a->brief ? SHORT_KILLS : pair ? PAIR_KILLS : KILLS); i++)
                add_job(a, -1, pair, i);
        }
}

/* ---- workers ---- */

static void tell(struct all *a, struct tally *t, const struct job *j, const char *why)
{
    if (__atomic_add_fetch(&t->verdicts[TRIAL_FAULT], 1, __ATOMIC_RELAXED) > SHOWN)
        return;
    const struct way *w = &ways[j->way];
    if (j->subject < 0)
        fprintf(stderr, "torture: kills: kill %ld with TORTURE_SEED=%llu: %s\n", j->number, (unsigned long long)a->seed,
                why);
    else
        fprintf(stderr, "torture: %s\n  repeat: make torture ONLY=%s:%s:%s:%s:%ld\n", why,
                trial_subjects[j->subject].name, kinds[w->kind], error_name(w), w->and_later ? "later" : "one",
                j->number);
}

static void add_seconds(struct tally *t, double s)
{
    double was = t->seconds, now;
    do
        now = was + s;
    while (!__atomic_compare_exchange(&t->seconds, &was, &now, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

static void work(struct all *a, const struct bench *b, const struct job *j, int *prepared)
{
    char why[WHY_ROOM] = "";
    const double start = now_s();
    if (j->subject < 0) {
        struct tally *t = &a->shared->tallies[MOST_SUBJECTS - 1][KILL_ONE + j->way];
        struct bench real = *b;
        bool landed = false;
        real.real_programs = true;
        const bool good = kills_once(&real, &a->kills[j->way], a->seed, j->number, &landed, why, sizeof why);
        __atomic_add_fetch(&t->landed, landed, __ATOMIC_RELAXED);
        __atomic_add_fetch(&t->tries, 1, __ATOMIC_RELAXED);
        if (!good)
            tell(a, t, j, why);
        add_seconds(t, now_s() - start);
        return;
    }
    struct tally *t = &a->shared->tallies[j->subject][ways[j->way].kind];
    const struct injection i = injection_of(&ways[j->way], j->number);
    const struct reference *r = &a->references[j->subject];
    if (*prepared != j->subject)
        tree_write(b->work, &r->old);
    *prepared = j->subject;
    const enum verdict v = trial_inject(b, &trial_subjects[j->subject], r, &i, why, sizeof why);
    __atomic_add_fetch(&t->tries, 1, __ATOMIC_RELAXED);
    if (v == TRIAL_FAULT)
        tell(a, t, j, why);
    else
        __atomic_add_fetch(&t->verdicts[v], 1, __ATOMIC_RELAXED);
    add_seconds(t, now_s() - start);
}

static void run_workers(struct all *a)
{
    const char *said = getenv("TORTURE_JOBS");
    long n = said ? atol(said) : sysconf(_SC_NPROCESSORS_ONLN);
    n = n < 1 ? 1 : n > MOST_JOBS ? MOST_JOBS : n;
    for (long w = 0; w < n; w++) {
        const pid_t pid = fork();
        if (pid != 0)
            continue;
        char name[32];
        snprintf(name, sizeof name, "worker-%ld", w);
        const struct bench b = trial_bench(&a->bench, name);
        int prepared = -1;
        for (long i; (i = __atomic_fetch_add(&a->shared->next, 1, __ATOMIC_RELAXED)) < a->n_jobs;)
            work(a, &b, &a->jobs[i], &prepared);
        _exit(0);
    }
    int status = 0;
    bool good = true;
    while (wait(&status) > 0)
        good = good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!good) {
        fprintf(stderr, "torture: a worker stopped\n");
        exit(2);
    }
}

/* ---- what came of it ---- */

/* Adds a row to the file of TORTURE_CSV: date,kind,subject,tries,seconds,faults,command. */
static void add_row(const struct all *a, const char *kind, const char *subject, const struct tally *t)
{
    const char *path = getenv("TORTURE_CSV"), *only = getenv("TORTURE_SUBJECT");
    char date[16];
    struct tm tm;
    const time_t now = time(NULL);
    FILE *f = t->tries > 0 && path && *path ? fopen(path, "a") : NULL;
    if (!f)
        return;
    gmtime_r(&now, &tm);
    strftime(date, sizeof date, "%Y-%m-%d", &tm);
    fprintf(f, "%s,%s,%s,%ld,%.1f,%ld,make %s%s%s\n", date, kind, subject, t->tries, t->seconds,
            t->verdicts[TRIAL_FAULT], a->brief ? "test-torture" : "torture", only && *only ? " TORTURE_SUBJECT=" : "",
            only ? only : "");
    fclose(f);
}

/* Rows: of allocations one for each command, of calls and kills one for each kind. */
static void add_rows(const struct all *a)
{
    for (int s = 0; trial_subjects[s].name; s++)
        add_row(a, "allocation", trial_subjects[s].name, &a->shared->tallies[s][SHARE_ALLOC]);
    for (int kind = SHARE_ALLOC + 1; kind < N_ROWS; kind++) {
        struct tally sum = {0};
        for (int s = 0; s < MOST_SUBJECTS; s++) {
            const struct tally *t = &a->shared->tallies[s][kind];
            sum.tries += t->tries;
            sum.seconds += t->seconds;
            sum.verdicts[TRIAL_FAULT] += t->verdicts[TRIAL_FAULT];
        }
        const bool kills = kind == KILL_ONE || kind == KILL_PAIR || kind == SHARE_STEP;
        add_row(a, kills ? "kill" : "call", kind == SHARE_STEP ? "kill -9 before a change of a file" : kinds[kind],
                &sum);
    }
}

/* Prints a line for a subject and kind. Returns its faults. */
static long report(const struct all *a, int s, int kind)
{
    const struct tally *t = &a->shared->tallies[s][kind];
    const char *name = s == MOST_SUBJECTS - 1 ? "run" : trial_subjects[s].name;
    if (t->tries == 0)
        return 0;
    if (kind >= KILL_ONE)
        printf("torture: %-20s %-22s %5ld kills, %ld while it ran, seed %llu", name, kinds[kind], t->tries, t->landed,
               (unsigned long long)a->seed);
    else {
        printf("torture: %-20s %-10s %5ld injections (%ld calls), %5ld %s, %5ld harmless", name, kinds[kind], t->tries,
               a->references[s].count[kind], t->verdicts[TRIAL_ENDED], kind == SHARE_STEP ? "killed" : "exit 4",
               t->verdicts[TRIAL_HARMLESS]);
        if (t->verdicts[TRIAL_WARNED])
            printf(", %ld warned", t->verdicts[TRIAL_WARNED]);
        if (t->verdicts[TRIAL_MISSED])
            printf(", %ld not reached", t->verdicts[TRIAL_MISSED]);
    }
    printf(", %ld faults, %.1f s\n", t->verdicts[TRIAL_FAULT], t->seconds);
    return t->verdicts[TRIAL_FAULT];
}

static int report_all(const struct all *a, double seconds)
{
    long faults = 0, tries = 0;
    for (int s = 0; s < MOST_SUBJECTS; s++)
        for (int kind = 0; kind < N_ROWS; kind++) {
            faults += report(a, s, kind);
            tries += a->shared->tallies[s][kind].tries;
        }
    add_rows(a);
    printf("torture: %ld injections and kills, %ld faults, %.0f s\n", tries, faults, seconds);
    return faults > 0 || tries == 0;
}

/* Makes the one injection that is named, and prints what the program says. */
static int only(struct all *a, const char *name)
{
    for (int s = 0; trial_subjects[s].name; s++)
        for (int w = 0; w < N_WAYS; w++) {
            char start[128], why[WHY_ROOM] = "";
            snprintf(start, sizeof start, "%s:%s:%s:%s:", trial_subjects[s].name, kinds[ways[w].kind],
                     error_name(&ways[w]), ways[w].and_later ? "later" : "one");
            if (strncmp(name, start, strlen(start)) != 0)
                continue;
            const struct injection i = injection_of(&ways[w], atol(name + strlen(start)));
            const struct reference r = trial_reference(&a->bench, &trial_subjects[s]);
            const enum verdict v = trial_inject(&a->bench, &trial_subjects[s], &r, &i, why, sizeof why);
            static const char *const words[] = {"exit 4", "harmless", "warned", "not reached", "fault"};
            printf("torture: rigplan %s: call %s: %s%s%s\n", trial_subjects[s].command, a->bench.share->where, words[v],
                   *why ? ": " : "", why);
            return v == TRIAL_FAULT;
        }
    fprintf(stderr, "torture: no injection is named '%s'\n", name);
    return 2;
}

/* Makes the folders with the stand-ins. Returns the top folder. */
static char *make_top(const char *root)
{
    char *top = NULL, *path = NULL, *self = realpath("/proc/self/exe", NULL);
    const char *tmp = getenv("TMPDIR");
    static const char *const programs[] = {"gnuplot", "nvidia-smi"};
    if (asprintf(&top, "%s/rigplan-torture.XXXXXX", tmp && *tmp ? tmp : "/tmp") < 0 || !mkdtemp(top) || !self)
        abort();
    static const char *const folders[] = {"bin", "pictures"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (asprintf(&path, "%s/%s", top, folders[i]) < 0 || mkdir(path, 0755) != 0)
            abort();
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (asprintf(&path, "%s/bin/%s", top, programs[i]) < 0 || symlink(self, path) != 0)
            abort();
    size_t n = 0;
    if (asprintf(&path, "%s/tests/rigs/nvidia-cuda13.txt", root) < 0)
        abort();
    char *text = tree_file(path, &n);
    if (!text || asprintf(&path, "%s/nvidia-cuda13.txt", top) < 0)
        abort();
    tree_put(path, text, n, 0644);
    free(self);
    return top;
}

int main(int argc, char *argv[])
{
    const char *base = argc > 0 && strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argc > 0 ? argv[0] : "";
    const char *seed = getenv("TORTURE_SEED"), *brief = getenv("TORTURE_SHORT");
    static struct all a;
    if (strcmp(base, "gnuplot") == 0)
        return standin_draw(argc, argv);
    if (strcmp(base, "nvidia-smi") == 0)
        return standin_ask(argc);
    if (argc < 4) {
        fprintf(stderr, "usage: rigplan-torture PROGRAM BLOCKS LIBRARY [SUBJECT:KIND:ERROR:one|later:NUMBER]\n");
        return 2;
    }
    const double start = now_s();
    char *root = realpath(".", NULL);
    const struct bench like = {.program = realpath(argv[1], NULL),
                               .blocks = realpath(argv[2], NULL),
                               .library = realpath(argv[3], NULL),
                               .root = root,
                               .top = make_top(root)};
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
    a.bench = trial_bench(&like, "first");
    a.seed = seed ? strtoull(seed, NULL, 10) : 1;
    a.brief = brief ? strtol(brief, NULL, 10) : 0;
    a.shared = mmap(NULL, sizeof *a.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!like.program || !like.blocks || !like.library || !root || a.shared == MAP_FAILED)
        abort();
    int code = 0;
    if (argc > 4 && *argv[4])
        code = only(&a, argv[4]);
    else {
        plan(&a);
        printf("torture: %ld injections and kills\n", a.n_jobs);
        fflush(stdout);
        run_workers(&a);
        code = report_all(&a, now_s() - start);
    }
    tree_remove(like.top);
    return code;
}
