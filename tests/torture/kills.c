#define _GNU_SOURCE
#include "torture/kills.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUN "run s.yaml -o out"
static const struct subject before = {
    .name = "kills",
    .files = "tests/torture/one.yaml>s.yaml tests/torture/one.yaml>out/mine.txt",
    .before = RUN " --set title=Old --set funds[0].amount=4000",
};
static const char one[] = RUN " --set title=One --set funds[0].amount=9000",
                  other[] = RUN " --set title=Other --set funds[0].amount=20000";

double kills_chance(uint64_t *state)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void wait_s(double s)
{
    struct timespec t = {(time_t)s, (long)((s - (double)(time_t)s) * 1e9)};
    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        continue;
}

/* Returns the work folder after an undisturbed command. */
static struct tree after(const struct bench *b, const struct tree *old, const char *command)
{
    tree_write(b->work, old);
    b->share->kind = SHARE_NOTHING;
    struct outcome o = trial_run(b, command);
    if (o.code > 1 || o.code < 0) {
        fprintf(stderr, "torture: %s: exit %d: %s", command, o.code, o.err);
        exit(2);
    }
    trial_outcome_free(&o);
    return tree_read(b->work);
}

struct kills_plan kills_prepare(const struct bench *b, bool pair)
{
    struct kills_plan p = {.pair = pair};
    trial_prepare(b, &before);
    p.old = tree_read(b->work);
    p.one = after(b, &p.old, one);
    const double start = now_s();
    p.other = after(b, &p.old, other);
    p.seconds = now_s() - start;
    if (!tree_differ(&p.old, &p.one) || !tree_differ(&p.one, &p.other) || !tree_differ(&p.old, &p.other)) {
        fprintf(stderr, "torture: kills: two reports are equal\n");
        exit(2);
    }
    return p;
}

/* A run that may be killed. */
struct victim {
    pid_t pid;
    bool dies;
    int status;
};

static void start(const struct bench *b, struct victim *v, const char *command, const char *name)
{
    char *out = NULL, *err = NULL;
    if (asprintf(&out, "%s/out-%s", b->home, name) < 0 || asprintf(&err, "%s/err-%s", b->home, name) < 0)
        abort();
    v->pid = trial_start(b, command, out, err);
    free(out);
    free(err);
}

static bool is_whole(const struct tree *got, const struct kills_plan *p, bool may_be_old)
{
    return !tree_differ(got, &p->one) || !tree_differ(got, &p->other) || (may_be_old && !tree_differ(got, &p->old));
}

static bool wrong(char *why, size_t room, const char *what, const char *detail)
{
    snprintf(why, room, "%s%s%s", what, detail ? ": " : "", detail ? detail : "");
    return false;
}

/* One more undisturbed run gives its whole report and leaves nothing behind. */
static bool clears(const struct bench *b, const struct kills_plan *p, char *why, size_t room)
{
    struct outcome o = trial_run(b, one);
    struct tree got = tree_read(b->work);
    const char *differs = tree_differ(&got, &p->one);
    char *kept = differs ? strdup(differs) : NULL;
    const bool good = o.code >= 0 && o.code <= 1 && !differs;
    if (!good)
        wrong(why, room, "the next run does not put all right", kept ? kept : o.err);
    free(kept);
    trial_outcome_free(&o);
    tree_free(&got);
    return good;
}

/* Kills those that shall die, waits for both. Returns true if a survivor made its report. */
static bool end_all(struct victim *v, size_t n, bool *landed, bool *failed)
{
    bool made = false;
    for (size_t i = 0; i < n; i++)
        if (v[i].dies)
            kill(v[i].pid, SIGKILL);
    for (size_t i = 0; i < n; i++) {
        waitpid(v[i].pid, &v[i].status, 0);
        const bool ended = WIFEXITED(v[i].status);
        *landed = *landed || !ended;
        made = made || (ended && WEXITSTATUS(v[i].status) <= 1);
        *failed = *failed || (ended && WEXITSTATUS(v[i].status) > 1);
    }
    return made;
}

bool kills_once(const struct bench *b, const struct kills_plan *p, uint64_t seed, long number, bool *landed, char *why,
                size_t room)
{
    static const double longer = 1.5; /* some moments are after the end, also where other workers slow the run down */
    enum { WAYS = 3 };                /* of a pair: one, the other or both die */
    struct victim v[2] = {{.dies = true}, {.dies = true}};
    uint64_t state = seed + (uint64_t)number * 0x100000001b3u;
    const size_t n = p->pair ? 2 : 1;
    const double moment = kills_chance(&state) * p->seconds * longer * (double)n;
    const int way = (int)(kills_chance(&state) * WAYS);
    bool failed = false;
    *landed = false;
    tree_write(b->work, &p->old);
    b->share->kind = SHARE_NOTHING;
    start(b, &v[0], one, "one");
    if (p->pair) {
        v[0].dies = way != 1;
        v[1].dies = way != 0;
        start(b, &v[1], other, "other");
    }
    wait_s(moment);
    const bool made = end_all(v, n, landed, &failed);
    struct tree got = tree_read(b->work);
    trial_leave_out(&got, &p->old, &p->one);
    const bool whole = is_whole(&got, p, !made);
    const char *differs = tree_differ(&got, &p->one);
    if (failed)
        wrong(why, room, "the other run ended with an error", NULL);
    else if (!whole)
        wrong(why, room, "the report is no whole one", differs);
    tree_free(&got);
    return whole && !failed && clears(b, p, why, room);
}
