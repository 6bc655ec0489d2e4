#include "build_rules.h"

#include "bug.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

static const struct {
    const char *name, *doc, *remedy;
} rules[] = {
#define RULE(id, name, doc, remedy) {name, doc, remedy},
#include "build_rule.def"
#undef RULE
};

static void add(struct build_rules *r, const struct build_check *check)
{
    if (r->n < r->most)
        r->out[r->n] = *check;
    r->n++;
}

void build_rules_add(struct build_rules *r, enum build_rule rule, const struct build_finding *f)
{
    const bool bad = f->verdict == checked_near || f->verdict == checked_fails;
    BUG_UNLESS(rule < BUILD_RULES_N && f->verdict != checked_open_ && f->verdict != checked_unknown);
    add(r, &(struct build_check){.machine = r->machine,
                                 .rule = f->name ? f->name : rules[rule].name,
                                 .verdict = f->verdict,
                                 .part = f->part,
                                 .need = f->unit ? f->need : NAN,
                                 .have = f->unit ? f->have : NAN,
                                 .unit = f->unit,
                                 .doc = f->said ? f->said : rules[rule].doc,
                                 .remedy = !bad        ? NULL
                                           : f->remedy ? f->remedy
                                                       : rules[rule].remedy});
}

void build_rules_open(struct build_rules *r, enum build_rule rule, const char *part, const char *unknown)
{
    add(r, &(struct build_check){.machine = r->machine,
                                 .rule = rules[rule].name,
                                 .verdict = checked_open_,
                                 .part = part,
                                 .need = NAN,
                                 .have = NAN,
                                 .doc = rules[rule].doc,
                                 .unknown = unknown});
}

void build_rules_compare(struct build_rules *r, enum build_rule rule, const char *part, double need, double have,
                         const char *unit, const char *unknown)
{
    if (isnan(need) || isnan(have))
        build_rules_open(r, rule, part, unknown);
    else
        build_rules_add(r, rule,
                        &(struct build_finding){.verdict = need <= have ? checked_ok : checked_fails,
                                                .part = part,
                                                .need = need,
                                                .have = have,
                                                .unit = unit});
}

void build_rules_ok(struct build_rules *r, enum build_rule rule, const char *part)
{
    build_rules_add(r, rule, &(struct build_finding){.verdict = checked_ok, .part = part});
}

void build_rules_near(struct build_rules *r, enum build_rule rule, const char *part, const char *said)
{
    build_rules_add(r, rule, &(struct build_finding){.verdict = checked_near, .part = part, .said = said});
}

void build_rules_fails(struct build_rules *r, enum build_rule rule, const char *part, const char *said)
{
    build_rules_add(r, rule, &(struct build_finding){.verdict = checked_fails, .part = part, .said = said});
}

/* ---- words ---- */

static void put(struct build_words *w, const char *text)
{
    for (; *text; text++, w->used++)
        if (w->used < w->size)
            w->text[w->used] = *text;
}

/* Ends the text that starts there and returns it. */
static const char *end(struct build_words *w, size_t start)
{
    if (w->used < w->size)
        w->text[w->used] = '\0';
    return w->used++ < w->size ? w->text + start : "";
}

const char *build_rules_say(struct build_rules *r, const char *first, ...)
{
    struct build_words *w = r->words;
    const size_t start = w->used;
    va_list more;
    va_start(more, first);
    for (const char *text = first; text; text = va_arg(more, const char *))
        put(w, text);
    va_end(more);
    return end(w, start);
}

const char *build_rules_list(struct build_rules *r, const char *const *names, int n, const char *of, const char *last)
{
    struct build_words *w = r->words;
    const size_t start = w->used;
    for (int i = 0; i < n; i++) {
        put(w, i == 0 ? "" : i + 1 < n ? ", " : " and ");
        put(w, names[i]);
    }
    put(w, of);
    put(w, last);
    return end(w, start);
}

struct build_number build_rules_number(double value)
{
    enum { TEN = 10 };
    static const double most = 1e15;
    struct build_number n = {""};
    size_t at = sizeof n.text - 1;
    if (!(fabs(value) < most))
        return (struct build_number){"?"};
    long long tenths = llround(fabs(value) * TEN);
    if (tenths % TEN) {
        n.text[--at] = (char)('0' + tenths % TEN);
        n.text[--at] = '.';
    }
    tenths /= TEN;
    do {
        n.text[--at] = (char)('0' + tenths % TEN);
        tenths /= TEN;
    } while (tenths > 0);
    if (value < 0)
        n.text[--at] = '-';
    memmove(n.text, n.text + at, sizeof n.text - at);
    return n;
}
