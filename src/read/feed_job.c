#include "feed_job.h"

#include "arena.h"
#include "diag.h"
#include "feed_country.h"
#include "str.h"

#include <math.h>
#include <string.h>

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
    if (feed_sign_writes(job->terms->currency, sign))
        return job->terms->currency;
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
        const enum currency c = feed_country_currency(job->catalogue, countries[i], sign);
        if (c)
            return c;
    }
    return feed_sign_writes(job->usual.currency, sign) ? job->usual.currency : currency_unknown;
}

/* Sets the currency of a row with a price. Returns false when its column and its cell contradict. */
static bool settle_currency(const struct feed_job *job, struct feed_row *row, const struct feed_money *price,
                            enum feed_sign header)
{
    const enum currency column = row->currency;
    if (price->currency && column && price->currency != column)
        return false;
    if (price->sign && column && !feed_sign_writes(column, price->sign))
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

/* Notes what the price shows about the decimal mark of the file and of its currency. */
static void note_mark(struct feed_job *job, enum feed_mark mark, enum currency c)
{
    BUG_UNLESS(c < currency_end);
    job->points_in[c] += mark == FEED_MARK_POINT;
    job->commas_in[c] += mark == FEED_MARK_COMMA;
    job->points += mark == FEED_MARK_POINT;
    job->decimal_commas += mark == FEED_MARK_COMMA;
    if (mark == FEED_MARK_OPEN_POINT)
        add_mark(job->arena, &job->open_points, job->n);
    if (mark == FEED_MARK_OPEN_COMMA)
        add_mark(job->arena, &job->open_commas, job->n);
}

/* Leaves the price of a row out and says why. */
static void refuse_price(struct feed_job *job, struct feed_row *row, const char *fault)
{
    row->fault = fault;
    feed_job_tell(job, row->line, "the price is left out: %s", fault);
}

/* Returns why shipping cannot be added to the price; NULL: it can. */
static const char *odd_shipping(struct feed_job *job, const struct feed_row *row, const struct feed_money *price)
{
    const enum currency c = price->shipping_currency;
    const bool unlike = c ? c != row->currency
                          : price->shipping_sign && !feed_sign_writes(row->currency, price->shipping_sign);
    if (!(price->shipping > 0) || !row->currency || !unlike)
        return NULL;
    return str_format(job->arena, "it is in %s and its shipping in %s, and they are not added",
                      enums_text(&enums_currency, (int)row->currency),
                      c ? enums_text(&enums_currency, (int)c) : "another currency");
}

/* Returns whether the date is after today in all that it may mean. */
static bool is_future(const char *date, const char *today)
{
    return date && today && strncmp(date, today, strlen(date)) > 0;
}

static void take_price(struct feed_job *job, struct feed_row *row, const struct feed_money *price,
                       enum feed_sign header)
{
    if (is_future(row->date, job->terms->today)) {
        refuse_price(job, row, str_format(job->arena, "its date %s is after today", row->date));
        row->fault = "its date is after today"; /* without the date, so that such rows are counted together */
        return;
    }
    if (!settle_currency(job, row, price, header)) {
        refuse_price(job, row,
                     str_format(job->arena, "its sign is not that of %s, which the line states",
                                enums_words(&enums_currency, (int)row->currency)));
        row->fault = "its sign is not that of its currency";
        return;
    }
    const char *odd = odd_shipping(job, row, price);
    if (odd) {
        refuse_price(job, row, odd);
        row->fault = "its shipping is in another currency";
        return;
    }
    row->amount = price->amount;
    if (!isnan(price->low)) {
        row->low = price->low;
        row->high = price->high;
    }
    if (isnan(row->shipping))
        row->shipping = price->shipping;
    note_mark(job, price->mark, row->currency);
    job->n_priced += !row->total;
    if (row->currency == currency_unknown && !row->total) {
        job->no_currency = arena_more(job->arena, job->no_currency, job->n_no_currency, &job->room_no_currency,
                                      sizeof *job->no_currency);
        job->no_currency[job->n_no_currency++] = (struct feed_job_open){job->n, price->sign ? price->sign : header};
    }
}

static const char *first_of(const char *a, const char *b, const char *c)
{
    return a ? a : b ? b : c;
}

void feed_job_add(struct feed_job *job, struct feed_row *row, const struct feed_money *price, enum feed_sign header)
{
    BUG_UNLESS(row->title && isnan(row->amount));
    if (job->n == FEED_MOST_ROWS) {
        if (!job->full)
            diag_add(job->d, DIAG_TOO_LARGE, (struct origin){.file = job->file, .line = row->line, .col = 1}, NULL,
                     "expected at most %d rows of prices in a file, got more", (int)FEED_MOST_ROWS);
        job->full = true;
        return;
    }
    const struct feed_terms *terms = job->terms, *usual = &job->usual;
    if (!row->country && row->source)
        row->country = feed_country_of_address(job->catalogue, row->source);
    row->date = first_of(row->date, terms->date, usual->date);
    if (price)
        take_price(job, row, price, header);
    if (isnan(row->amount))
        job->skipped++;
    row->country = first_of(row->country, terms->country, usual->country);
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

/* How the market of a row writes numbers. */
enum habit { HABIT_UNKNOWN, HABIT_POINT, HABIT_COMMA };

static bool is_among(enum currency c, const enum currency *list)
{
    while (*list && *list != c)
        list++;
    return *list != currency_unknown;
}

static bool is_of_islands(const struct feed_row *row)
{
    return row->country && (strcmp(row->country, "IE") == 0 || strcmp(row->country, "MT") == 0);
}

/* Returns the decimal mark of prices in that currency; the Irish and Maltese write euros with a point. */
static enum habit habit_of(const struct feed_row *row)
{
    static const enum currency commas[] = {currency_eur, currency_dkk, currency_sek,    currency_nok,
                                           currency_brl, currency_pln, currency_czk,    currency_try,
                                           currency_idr, currency_vnd, currency_unknown},
                               points[] = {currency_usd, currency_gbp,    currency_aud, currency_cad, currency_nzd,
                                           currency_jpy, currency_cny,    currency_hkd, currency_sgd, currency_twd,
                                           currency_inr, currency_krw,    currency_mxn, currency_thb, currency_myr,
                                           currency_ils, currency_unknown};
    return is_among(row->currency, points) || is_of_islands(row) ? HABIT_POINT
           : is_among(row->currency, commas)                     ? HABIT_COMMA
                                                                 : HABIT_UNKNOWN;
}

/* Returns what the other prices of the row's currency show, or, where they show nothing, all prices of the file. */
static enum habit shown(const struct feed_job *job, const struct feed_row *row, bool *own)
{
    const size_t points = job->points_in[row->currency], commas = job->commas_in[row->currency];
    *own = points || commas;
    if (*own)
        return points && commas ? HABIT_UNKNOWN : points ? HABIT_POINT : HABIT_COMMA;
    return (job->points > 0) == (job->decimal_commas > 0) ? HABIT_UNKNOWN : job->points ? HABIT_POINT : HABIT_COMMA;
}

/* Returns the decimal mark of a price like 1.299; unknown: it may be either. */
static enum habit mark_of_point(const struct feed_job *job, const struct feed_row *row)
{
    bool own;
    const enum habit usual = habit_of(row), seen = shown(job, row, &own);
    if (usual == HABIT_COMMA)
        return row->country || !own || seen == HABIT_COMMA ? HABIT_COMMA : HABIT_UNKNOWN;
    if (is_of_islands(row)) /* the other prices in euros may be of the mainland */
        return seen == HABIT_POINT ? seen : HABIT_UNKNOWN;
    if (seen != HABIT_UNKNOWN)
        return seen;
    return job->commas && !job->points ? HABIT_COMMA : HABIT_UNKNOWN;
}

/* Returns whether a price like 1,299 may be one with decimals. */
static bool is_open_comma(const struct feed_job *job, const struct feed_row *row)
{
    bool own;
    const enum habit usual = habit_of(row), seen = shown(job, row, &own);
    if (own)
        return seen == HABIT_COMMA || (seen == HABIT_UNKNOWN && usual != HABIT_POINT);
    return usual != HABIT_POINT && job->decimal_commas > 0;
}

static void drop_price(struct feed_job *job, struct feed_row *row, const char *seen)
{
    refuse_price(job, row, str_format(job->arena, "%s may be thousands or a decimal mark", seen));
    row->amount = row->low = row->high = NAN;
    job->skipped++;
}

static void settle_marks(struct feed_job *job)
{
    enum { THOUSAND = 1000 };
    for (size_t i = 0; i < job->open_points.n; i++) {
        struct feed_row *row = &job->rows[job->open_points.v[i]];
        const enum habit mark = mark_of_point(job, row);
        if (mark == HABIT_COMMA) {
            row->amount *= THOUSAND;
            row->low *= THOUSAND;
            row->high *= THOUSAND;
        } else if (mark == HABIT_UNKNOWN)
            drop_price(job, row, "the point in a price like 1.299");
    }
    for (size_t i = 0; i < job->open_commas.n; i++)
        if (is_open_comma(job, &job->rows[job->open_commas.v[i]]))
            drop_price(job, &job->rows[job->open_commas.v[i]], "the comma in a price like 1,299");
}

/* Takes the price off a row whose currency nothing tells, and warns. */
static void drop_unpriced(struct feed_job *job, const struct feed_job_open *open)
{
    static const char *const faults[] = {"its currency is not stated: give --currency",
                                         "its sign ($) is that of several currencies: give --currency",
                                         "its sign (kr) is that of several currencies: give --currency",
                                         "its sign (\xC2\xA5) may be JPY or CNY: give --currency"};
    struct feed_row *row = &job->rows[open->row];
    BUG_UNLESS(open->row < job->n && open->sign < sizeof faults / sizeof *faults);
    if (isnan(row->amount)) /* its decimal mark is open too, which has been told */
        return;
    refuse_price(job, row, faults[open->sign]);
    row->amount = row->low = row->high = NAN;
    job->skipped++;
}

/* Reports that no price of the feed has a currency. */
static void refuse_all(struct feed_job *job)
{
    static const char *const signs[] = {"no currency", "a sign ($) that several currencies share",
                                        "a sign (kr) that several currencies share",
                                        "a sign (\xC2\xA5) that two currencies share"};
    static const char *const such[] = {"", ", such as --currency USD", ", such as --currency SEK",
                                       ", such as --currency JPY"};
    const struct feed_job_open *first = job->no_currency;
    const size_t n = job->n_no_currency;
    diag_add(job->d, DIAG_FEED, (struct origin){.file = job->file, .line = job->rows[first->row].line, .col = 1}, NULL,
             "the price has %s%s: state it with --currency CODE%s", signs[first->sign],
             n > 1 ? str_format(job->arena, " (and %zu more)", n - 1) : "", such[first->sign]);
}

/* One row without a currency is that row's fault; where no row has one, an option is missing. Returns false then. */
static bool settle_currencies(struct feed_job *job)
{
    if (job->n_no_currency > 0 && job->n_no_currency == job->n_priced) {
        refuse_all(job);
        return false;
    }
    for (size_t i = 0; i < job->n_no_currency; i++)
        drop_unpriced(job, &job->no_currency[i]);
    return true;
}

bool feed_job_finish(struct feed_job *job, struct feed *out)
{
    settle_marks(job);
    const bool good = settle_currencies(job);
    if (job->told > MOST_TOLD)
        diag_add(job->d, DIAG_FEED_LINE, diag_file(job->file), NULL, "%zu more lines have faults like these",
                 job->told - MOST_TOLD);
    *out = (struct feed){job->form, job->rows, job->n, job->text, job->skipped};
    return good;
}
