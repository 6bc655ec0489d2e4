#include "feed_job.h"

#include "arena.h"
#include "diag.h"
#include "str.h"

#include <math.h>

enum { MOST_TOLD = 20 };

/* ---- messages ---- */

PRINTF(3, 0)
static void tell(struct feed_job *job, int line, const char *fmt, va_list args)
{
    if (job->told++ >= MOST_TOLD)
        return;
    diag_add(job->d, DIAG_FEED_LINE, (struct origin){.file = job->file, .line = line, .col = 1}, NULL, "%s",
             str_vformat(job->arena, fmt, args));
}

void feed_job_skip(struct feed_job *job, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    tell(job, line, fmt, args);
    va_end(args);
    job->skipped++;
}

void feed_job_tell(struct feed_job *job, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    tell(job, line, fmt, args);
    va_end(args);
}

/* ---- rows ---- */

struct feed_row feed_job_row(int line)
{
    return (struct feed_row){.line = line, .amount = NAN, .low = NAN, .high = NAN, .qty = NAN, .shipping = NAN};
}

/* Returns the currency that a shared sign means in this row; unknown: nothing tells. */
static enum currency of_sign(const struct feed_job *job, const struct feed_row *row, enum feed_sign sign)
{
    const char *const countries[] = {row->country, job->terms->country, job->usual.country};
    if (feed_country_writes(job->terms->currency, sign))
        return job->terms->currency;
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
        const enum currency c = feed_country_currency(countries[i], sign);
        if (c)
            return c;
    }
    return feed_country_writes(job->usual.currency, sign) ? job->usual.currency : currency_unknown;
}

/* Sets the currency of a row with a price. Returns false when its column and its cell contradict. */
static bool settle_currency(const struct feed_job *job, struct feed_row *row, const struct feed_money *price,
                            enum feed_sign header)
{
    const enum currency column = row->currency;
    if (price->currency && column && price->currency != column)
        return false;
    if (price->sign && column && !feed_country_writes(column, price->sign))
        return false;
    const enum feed_sign sign = price->sign ? price->sign : header;
    if (price->currency)
        row->currency = price->currency;
    else if (!column && sign)
        row->currency = of_sign(job, row, sign);
    else if (!column)
        row->currency = job->terms->currency ? job->terms->currency : job->usual.currency;
    return true;
}

static void add_mark(struct arena *a, struct feed_job_marks *m, size_t row)
{
    m->v = arena_more(a, m->v, m->n, &m->room, sizeof *m->v);
    m->v[m->n++] = row;
}

/* Notes what the price shows about the decimal mark of the file. */
static void note_mark(struct feed_job *job, enum feed_mark mark)
{
    job->points += mark == FEED_MARK_POINT;
    job->decimal_commas += mark == FEED_MARK_COMMA;
    if (mark == FEED_MARK_OPEN_POINT)
        add_mark(job->arena, &job->open_points, job->n);
    if (mark == FEED_MARK_OPEN_COMMA)
        add_mark(job->arena, &job->open_commas, job->n);
}

static void take_price(struct feed_job *job, struct feed_row *row, const struct feed_money *price,
                       enum feed_sign header)
{
    if (!settle_currency(job, row, price, header)) {
        feed_job_tell(job, row->line, "the price is left out: its sign is not that of %s, which the line states",
                      enums_words(&enums_currency, (int)row->currency));
        return;
    }
    row->amount = price->amount;
    if (!isnan(price->low)) {
        row->low = price->low;
        row->high = price->high;
    }
    if (isnan(row->shipping))
        row->shipping = price->shipping;
    note_mark(job, price->mark);
    if (row->currency == currency_unknown && !row->total) {
        if (job->no_currency++ == 0) {
            job->no_currency_line = row->line;
            job->no_currency_sign = price->sign ? price->sign : header;
        }
    }
}

static const char *first_of(const char *a, const char *b, const char *c)
{
    return a ? a : b ? b : c;
}

void feed_job_add(struct feed_job *job, struct feed_row *row, const struct feed_money *price, enum feed_sign header)
{
    BUG_UNLESS(row->title && isnan(row->amount));
    const struct feed_terms *terms = job->terms, *usual = &job->usual;
    if (!row->country && row->source)
        row->country = feed_country_of_address(row->source);
    if (price)
        take_price(job, row, price, header);
    if (isnan(row->amount))
        job->skipped++;
    row->country = first_of(row->country, terms->country, usual->country);
    row->date = first_of(row->date, terms->date, usual->date);
    row->source = first_of(row->source, terms->source, usual->source);
    if (!row->condition)
        row->condition = terms->condition ? terms->condition : usual->condition;
    if (!row->kind)
        row->kind = job->kind ? job->kind : terms->kind ? terms->kind : usual->kind;
    if (!row->tax)
        row->tax = terms->tax ? terms->tax : usual->tax;
    job->rows = arena_more(job->arena, job->rows, job->n, &job->room, sizeof *job->rows);
    job->rows[job->n++] = *row;
}

/* ---- the end of the file ---- */

/* Returns whether prices in that currency are usually written with a decimal comma. */
static bool comma_usual(enum currency c)
{
    return c == currency_eur || c == currency_dkk || c == currency_sek || c == currency_nok || c == currency_brl ||
           c == currency_pln || c == currency_czk || c == currency_try || c == currency_idr || c == currency_vnd;
}

static void drop_price(struct feed_job *job, struct feed_row *row, const char *seen)
{
    feed_job_tell(job, row->line, "the price is left out: %s may be thousands or a decimal mark", seen);
    row->amount = row->low = row->high = NAN;
    job->skipped++;
}

static void settle_marks(struct feed_job *job)
{
    enum { THOUSAND = 1000 };
    const bool known = (job->points > 0) != (job->decimal_commas > 0), mixed = job->points && job->decimal_commas;
    for (size_t i = 0; i < job->open_points.n; i++) {
        struct feed_row *row = &job->rows[job->open_points.v[i]];
        const bool comma = known ? job->decimal_commas > 0 : !mixed && (job->commas || comma_usual(row->currency));
        if (comma) {
            row->amount *= THOUSAND;
            row->low *= THOUSAND;
            row->high *= THOUSAND;
        } else if (!known)
            drop_price(job, row, "the point in a price like 1.299");
    }
    for (size_t i = 0; i < job->open_commas.n; i++)
        if (job->decimal_commas > 0 && job->points == 0)
            drop_price(job, &job->rows[job->open_commas.v[i]], "the comma in a price like 1,299");
}

static void tell_currency(struct feed_job *job)
{
    static const char *const signs[] = {"", "a sign ($) that several currencies share",
                                        "a sign (kr) that several currencies share",
                                        "a sign (\xC2\xA5) that two currencies share"};
    const struct origin at = {.file = job->file, .line = job->no_currency_line, .col = 1};
    const char *more = job->no_currency > 1 ? str_format(job->arena, " (and %zu more)", job->no_currency - 1) : "";
    if (job->no_currency_sign)
        diag_add(job->d, DIAG_FEED, at, NULL,
                 "the price has %s%s: state it with --currency CODE, such as --currency %s",
                 signs[job->no_currency_sign], more,
                 job->no_currency_sign == FEED_SIGN_DOLLAR  ? "USD"
                 : job->no_currency_sign == FEED_SIGN_KRONE ? "SEK"
                                                            : "JPY");
    else
        diag_add(job->d, DIAG_FEED, at, NULL, "the price has no currency%s: state it with --currency CODE", more);
}

bool feed_job_finish(struct feed_job *job, struct feed *out)
{
    settle_marks(job);
    if (job->told > MOST_TOLD)
        diag_add(job->d, DIAG_FEED_LINE, diag_file(job->file), NULL, "%zu more lines have faults like these",
                 job->told - MOST_TOLD);
    if (job->no_currency > 0)
        tell_currency(job);
    *out = (struct feed){job->form, job->rows, job->n, job->skipped};
    return job->no_currency == 0;
}
