#include "memlog.h"

#include "arena.h"
#include "bench_format.h"
#include "decode.h"
#include "diag.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- loads ---- */

static struct memlog_load *add(struct memlog_text *t, struct memlog_load load)
{
    struct memlog_loads *all = t->loads;
    struct memlog_load *l = ARENA_NEW(t->arena, struct memlog_load);
    *l = load;
    all->v = arena_more(t->arena, all->v, all->n, &all->room, sizeof *all->v);
    all->v[all->n++] = l;
    return l;
}

/* Forgets what is said of the context. */
static void no_context(struct memlog_load *l)
{
    l->ctx = l->ubatch = l->batch = l->n_seq = l->mla = l->amb_mib = NAN;
    l->flash_attn = l->kv_type = l->kv_type_v = l->kv_latent = l->size_line = NULL;
    l->context = l->draft = l->ran = l->failed = false;
    for (int i = 0; i < l->n_devices; i++)
        for (int part = MEMLOG_CACHE; part < MEMLOG_PARTS; part++)
            l->device[i].mib[part] = l->device[i].open[part] = NAN;
}

struct memlog_load *memlog_new(struct memlog_text *t, int line, const char *engine)
{
    struct memlog_load l = {.at = {.file = t->file, .line = line, .col = 1},
                            .engine = engine,
                            .params = NAN,
                            .round_frac = NAN,
                            .size_b = NAN,
                            .vocab = NAN,
                            .hidden = NAN,
                            .ram_gib = NAN,
                            .offloaded = NAN,
                            .layers = NAN,
                            .tensor_parallel = NAN,
                            .cards = NAN,
                            .weights_mib = NAN,
                            .activation_mib = NAN,
                            .outside_mib = NAN,
                            .pool_mib = NAN,
                            .pool_tokens = NAN,
                            .util_frac = NAN,
                            .card_gib = NAN};
    no_context(&l);
    return add(t, l);
}

struct memlog_load *memlog_again(struct memlog_text *t, int line, const struct memlog_load *like)
{
    struct memlog_load l = *like;
    l.at.line = line;
    no_context(&l);
    return add(t, l);
}

bool memlog_says(const struct memlog_load *l)
{
    bool any = l->failed || !isnan(l->weights_mib) || !isnan(l->pool_mib) || !isnan(l->pool_tokens);
    for (int i = 0; i < l->n_devices; i++)
        for (int part = 0; part < MEMLOG_PARTS; part++)
            any = any || !isnan(l->device[i].mib[part]);
    return any && !l->plan && !l->draft;
}

/* ---- what is told ---- */

void memlog_tell(struct memlog_text *t, int line, const char *text)
{
    for (size_t i = 0; i < t->n_told; i++)
        if (strcmp(t->told[i], text) == 0)
            return;
    if (t->n_told < sizeof t->told / sizeof *t->told)
        t->told[t->n_told++] = text;
    diag_add(t->d, DIAG_MEMLOG, (struct origin){.file = t->file, .line = line, .col = 1}, NULL, "%s", text);
}

void memlog_put(struct memlog_text *t, int line, double *slot, double x, double within, const char *what)
{
    if (isnan(x) || isinf(*slot))
        return;
    if (isnan(*slot)) {
        *slot = x;
        return;
    }
    if (fabs(*slot - x) <= within)
        return;
    memlog_tell(
        t, line,
        str_format(t->arena, "the log says two things of %s, %.10g and %.10g: it is left empty", what, *slot, x));
    *slot = INFINITY;
}

/* ---- words ---- */

const char *memlog_behind(const char *line, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = strstr(line, word); at; at = strstr(at + 1, word)) {
        const bool begins = at == line || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
        if (begins && at[n] == ':')
            return at + n + 1 + strspn(at + n + 1, " \t");
    }
    return NULL;
}

const char *memlog_value(const char *s, const char *key)
{
    const size_t n = strlen(key);
    if (!s || strncmp(s, key, n) != 0)
        return NULL;
    s += n + strspn(s + n, " \t");
    return *s == '=' ? s + 1 + strspn(s + 1, " \t") : NULL;
}

const char *memlog_word(struct arena *a, const char *s, const char *ends)
{
    size_t n = strcspn(s, ends);
    while (n > 0 && isspace((unsigned char)s[n - 1]))
        n--;
    return arena_strndup(a, s, n);
}

double memlog_number(const char *s)
{
    double x = NAN;
    return s && bench_format_number(&s, &x) ? x : NAN;
}

double memlog_size_b(const char *s, bool binary)
{
    double x = NAN;
    if (!s || !bench_format_number(&s, &x))
        return NAN;
    s += strspn(s, " \t");
    if (str_starts(s, "GiB") || (binary && str_starts(s, "GB")))
        return unit_gib_to_b(x);
    if (str_starts(s, "MiB") || (binary && str_starts(s, "MB")))
        return unit_mib_to_b(x);
    return NAN;
}

const char *memlog_month(struct arena *a, const char *line)
{
    enum { PREFIX = 80, DAY = sizeof "2026-04-19" - 1, MONTH = sizeof "2026-04" - 1 };
    for (const char *p = line; *p && p < line + PREFIX; p++) {
        if (p[0] != '2' || p[1] != '0' || (p > line && (isalnum((unsigned char)p[-1]) || p[-1] == '-')))
            continue;
        const size_t n = strspn(p, "0123456789-");
        const char *day = n == DAY ? arena_strndup(a, p, n) : NULL;
        if (day && (p[n] == ' ' || p[n] == 'T') && decode_is_date(day))
            return arena_strndup(a, day, MONTH);
    }
    return NULL;
}
