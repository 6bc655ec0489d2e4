#include "field_rules.h"

#include "arena.h"
#include "consistency_say.h"
#include "diag.h"
#include "records.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum shape { AT_MOST, BELOW, RANGE, NOT_LATER, HOURS, ONE_OF, NOT_BOTH, TOGETHER, NEEDS, IDLE, ONCE, RISES };

/* One row of field_rule.def. */
struct rule {
    const struct kind *kind, *entry; /* entry: of a list */
    enum shape shape;
    size_t field, other; /* of a list: the list, and the field of its entries */
    const char *why;
};

static const struct rule rules[] = {
#define RULE(kind, shape, field, other, why) {&kind_##kind, NULL, shape, F_##kind##_##field, F_##kind##_##other, why},
#define LISTED(kind, list, shape, entry, field)                                                                        \
    {&kind_##kind, &kind_##entry, shape, F_##kind##_##list, F_##entry##_##field, ""},
#define MEASURED(kind, shape, field, other)
#define WHOLE(rule, what)
#include "field_rule.def"
#undef RULE
#undef LISTED
#undef WHOLE
#undef MEASURED
};

/* One row about a measured file, whose kind is known by its name. */
struct measured_rule {
    const char *kind;
    enum shape shape;
    const char *field, *other;
};

static const struct measured_rule measured_rules[] = {
#define RULE(kind, shape, field, other, why)
#define LISTED(kind, list, shape, entry, field)
#define MEASURED(kind, shape, field, other) {#kind, shape, #field, #other},
#define WHOLE(rule, what)
#include "field_rule.def"
#undef RULE
#undef LISTED
#undef MEASURED
#undef WHOLE
};

/* A rule and the record that it is asked of. */
struct question {
    struct diags *d;
    const struct rule *r;
    const void *record;
    const char *name;
    bool once; /* the same place may be judged again */
};

/* Returns whether a text shows nothing: spaces and unseen characters only. */
static bool is_blank(const char *text)
{
    static const char *const spaces[] = {" ", "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x80\x80", "\xEF\xBB\xBF"};
    while (*text) {
        size_t n = str_unseen(text);
        for (size_t i = 0; n == 0 && i < sizeof spaces / sizeof *spaces; i++)
            n = str_starts(text, spaces[i]) ? strlen(spaces[i]) : 0;
        if (n == 0)
            return false;
        text += n;
    }
    return true;
}

static const struct field *field_of(const struct question *q, size_t i)
{
    return &q->r->kind->fields[i];
}

/* Returns whether the record states the field; of a flag, whether it is yes. */
static bool has(const struct question *q, size_t i)
{
    const struct field *f = field_of(q, i);
    const struct origin *at = schema_origin(q->record, i);
    if (f->words == &enums_flag)
        return *(const int *)schema_member(q->record, f) == flag_yes;
    return at->file && !at->is_default;
}

/* Returns the field as a message names it: 'cloud', 'owned: yes'. */
static const char *named(const struct question *q, size_t i)
{
    const struct field *f = field_of(q, i);
    return str_format(q->d->arena, f->words == &enums_flag ? "'%s: yes'" : "'%s'", f->name);
}

static double number(const struct question *q, size_t i)
{
    const struct field *f = field_of(q, i);
    const void *at = schema_member(q->record, f);
    BUG_UNLESS(f->type == FIELD_NUM || f->type == FIELD_INT || f->type == FIELD_SPAN);
    return f->type == FIELD_SPAN ? ((const struct range *)at)->mid : *(const double *)at;
}

static const char *text(const struct question *q, size_t i)
{
    BUG_UNLESS(field_of(q, i)->type == FIELD_TEXT);
    return *(const char *const *)schema_member(q->record, field_of(q, i));
}

/* Reports at the place of field i, or of the other field where that one is not stated. */
static void say(const struct question *q, enum diag_code code, size_t i, const char *words)
{
    const struct origin mine = *schema_origin(q->record, i), *first = schema_origin(q->record, 0);
    struct origin at = mine.file && !mine.is_default ? mine : *schema_origin(q->record, q->r->other);
    for (size_t k = 0; (!at.file || at.is_default) && k < q->r->kind->n_fields; k++)
        at = first[k];
    const char *all = *q->r->why ? str_format(q->d->arena, "%s: %s", words, q->r->why) : words;
    if (q->once)
        consistency_say(q->d, code, at, q->name, "%s", all);
    else
        diag_add(q->d, code, at, q->name, "%s", all);
}

/* Returns "a workload", "an option". */
static const char *a_kind(const struct question *q)
{
    return str_format(q->d->arena, "%s %s", strchr("aeiou", q->r->kind->name[0]) ? "an" : "a", q->r->kind->name);
}

/* ---- numbers and dates ---- */

static void judge_numbers(const struct question *q)
{
    const double a = number(q, q->r->field), b = number(q, q->r->other);
    const char *name = field_of(q, q->r->field)->name, *other = field_of(q, q->r->other)->name;
    struct arena *ar = q->d->arena;
    if (q->r->shape == AT_MOST && a > b)
        say(q, DIAG_SENSE, q->r->field, str_format(ar, "expected %s of at most %s (%g), got %g", name, other, b, a));
    if (q->r->shape == BELOW && a >= b)
        say(q, DIAG_SENSE, q->r->field, str_format(ar, "expected %s below %s (%g), got %g", name, other, b, a));
    if (q->r->shape == RANGE && a > b)
        say(q, DIAG_BAD_RANGE, q->r->field, str_format(ar, "expected %s <= %s, got %g and %g", name, other, a, b));
    if (q->r->shape == HOURS && (a == b || a == b - unit_h_per_day()))
        say(q, DIAG_SENSE, q->r->field, str_format(ar, "expected %s other than %s (%g), got %g", name, other, b, a));
}

/* A year is no later than any of its months. */
static void judge_dates(const struct question *q)
{
    const char *a = text(q, q->r->field), *b = text(q, q->r->other);
    if (a && b && strncmp(a, b, strlen(a) < strlen(b) ? strlen(a) : strlen(b)) > 0)
        say(q, DIAG_SENSE, q->r->field,
            str_format(q->d->arena, "expected %s no later than %s (%.10s), got \"%.10s\"",
                       field_of(q, q->r->field)->name, field_of(q, q->r->other)->name, b, a));
}

/* ---- which fields are stated ---- */

static void judge_stated(const struct question *q)
{
    const bool a = has(q, q->r->field), b = has(q, q->r->other);
    const char *name = named(q, q->r->field), *other = named(q, q->r->other);
    struct arena *ar = q->d->arena;
    switch (q->r->shape) {
    case NOT_BOTH:
        if (a && b)
            say(q, DIAG_SENSE, q->r->other,
                str_format(ar, "%s states either %s or %s, not both", a_kind(q), name, other));
        break;
    case ONE_OF:
        if (a == b)
            say(q, DIAG_SENSE, q->r->field,
                str_format(ar, "%s states either %s or %s, got %s", a_kind(q), name, other, a ? "both" : "neither"));
        break;
    case TOGETHER:
        if (a != b)
            say(q, DIAG_SENSE, a ? q->r->field : q->r->other,
                str_format(ar, "%s states both %s and %s, or neither", a_kind(q), name, other));
        break;
    case NEEDS:
        if (a && !b)
            say(q, DIAG_SENSE, q->r->field, str_format(ar, "%s is stated only beside %s", name, other));
        break;
    default:
        BUG_UNLESS(q->r->shape == IDLE);
        if (a && b)
            say(q, DIAG_NO_EFFECT, q->r->field, str_format(ar, "%s has no effect beside %s", name, other));
    }
}

/* ---- lists ---- */

/* Returns what an entry has in the field as text; NULL: nothing. */
static const char *key(const struct question *q, const void *entry)
{
    const struct field *f = &q->r->entry->fields[q->r->other];
    const void *at = schema_member(entry, f);
    if (f->type == FIELD_TEXT)
        return *(const char *const *)at;
    if (f->type == FIELD_ENUM)
        return enums_text(f->words, *(const int *)at);
    return isnan(*(const double *)at) ? NULL : str_format(q->d->arena, "%.10g", *(const double *)at);
}

static void say_twice(const struct question *q, const void *entry, const void *before, const char *value)
{
    const struct field *list = field_of(q, q->r->field), *f = &q->r->entry->fields[q->r->other];
    const struct origin at = *schema_origin(entry, q->r->other);
    if (strcmp(f->name, "id") == 0)
        diag_add(q->d, DIAG_DUPLICATE_ID, at, list->name, "the id '%s' is already used", value);
    else
        diag_add(q->d, DIAG_SENSE, at, list->name, "expected one entry of each %s, got %s again (line %d has it)",
                 f->name, value, schema_origin(before, q->r->other)->line);
}

/* Only as many entries as the list may have are compared with each other: more are reported as too many. */
static void judge_list(const struct question *q)
{
    const struct field *list = field_of(q, q->r->field), *f = &q->r->entry->fields[q->r->other];
    const struct any_list *all = schema_member(q->record, list);
    const size_t most = (size_t)list->high, n = all->n < most ? all->n : most;
    for (size_t i = 1; i < n; i++) {
        const void *now = schema_at(q->r->entry, all, i), *last = schema_at(q->r->entry, all, i - 1);
        const char *value = key(q, now);
        if (q->r->shape == RISES) {
            const double a = *(const double *)schema_member(last, f), b = *(const double *)schema_member(now, f);
            if (b <= a)
                diag_add(q->d, DIAG_SENSE, *schema_origin(now, q->r->other), q->name,
                         "%s: expected %s above %g, that of the entry before, got %g", list->name, f->name, a, b);
            continue;
        }
        for (size_t j = 0; value && j < i; j++) {
            const void *before = schema_at(q->r->entry, all, j);
            const char *earlier = key(q, before);
            if (earlier && strcmp(earlier, value) == 0) {
                say_twice(q, now, before, value);
                break;
            }
        }
    }
}

static void judge(const struct question *q)
{
    switch (q->r->shape) {
    case AT_MOST:
    case BELOW:
    case RANGE:
    case HOURS: judge_numbers(q); break;
    case NOT_LATER: judge_dates(q); break;
    case ONCE:
    case RISES: judge_list(q); break;
    default: judge_stated(q);
    }
}

/* Returns whether a machine or a run may take the field that it needs from elsewhere. */
static bool is_late(const struct rule *r)
{
    return r->shape == NEEDS && (r->kind == &kind_machine || r->kind == &kind_run);
}

/* ---- texts ---- */

static void judge_text(struct diags *d, const struct field *f, const char *text, struct origin at, const char *name)
{
    if (is_blank(text))
        diag_add(d, DIAG_BLANK, at, name, "%s: expected a text, got a blank one%s", f->name,
                 f->need == NEED_REQUIRED ? "" : ": leave it out");
}

static void judge_texts(struct diags *d, const struct kind *k, const void *record, const char *name)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const void *at = schema_member(record, f);
        const struct origin where = *schema_origin(record, i);
        const char *one = f->type == FIELD_TEXT && where.file ? *(const char *const *)at : NULL;
        const struct text_list *list = f->type == FIELD_TEXTS ? at : NULL;
        if (one && strcmp(f->name, "id") != 0) /* a blank id is none: decode_record says so */
            judge_text(d, f, one, where, name);
        for (size_t j = 0; list && j < list->n; j++)
            judge_text(d, f, list->v[j], where, name);
    }
}

/* ---- records ---- */

static void judge_record(struct diags *d, const struct kind *k, const void *record, const char *name)
{
    judge_texts(d, k, record, name);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].kind == k && !is_late(&rules[i]))
            judge(&(struct question){d, &rules[i], record, name, false});
    for (size_t i = 0; i < sizeof measured_rules / sizeof *measured_rules; i++) {
        const struct measured_rule *m = &measured_rules[i];
        const struct rule r = {k, NULL, m->shape, schema_find(k, m->field), schema_find(k, m->other), ""};
        if (strcmp(m->kind, k->name) == 0)
            judge(&(struct question){d, &r, record, name, false});
    }
}

void field_rules_read(struct diags *d, const struct kind *k, const void *record, const char *name)
{
    const char *id = schema_id(k, record);
    name = id ? id : name;
    judge_record(d, k, record, name);
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const void *at = schema_member(record, f);
        const void *one = f->type == FIELD_ONE ? *(const void *const *)at : NULL;
        if (one)
            field_rules_read(d, f->kind, one, id ? id : f->name);
        for (size_t j = 0; f->type == FIELD_LIST && j < ((const struct any_list *)at)->n; j++)
            field_rules_read(d, f->kind, schema_at(f->kind, at, j), id ? id : f->name);
    }
}

void field_rules_completed(struct diags *d, const struct kind *k, const void *record, const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].kind == k && is_late(&rules[i]))
            judge(&(struct question){d, &rules[i], record, name, true});
}
