#include "feed_table.h"

#include "arena.h"
#include "diag.h"
#include "feed_country.h"
#include "feed_date.h"
#include "feed_picker.h"
#include "feed_title.h"
#include "feed_words.h"
#include "numtext.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum { MOST_COLUMNS = 256 };

/* One line of a table. */
struct line {
    struct feed_job *job;
    const struct feed_layout *l;
    const struct feed_cell *cells;
    int at;
};

/* ---- cells ---- */

static bool is_empty(const struct feed_cell *c)
{
    const char *s = c->text;
    while (s && isspace((unsigned char)*s))
        s++;
    return !s || !*s;
}

/* Returns the trimmed text of cell i; texts may be cut in place only by the splitter, so blanks behind are copied off.
 */
static const char *trimmed(const struct line *line, size_t i)
{
    const char *s = line->cells[i].text;
    while (isspace((unsigned char)*s))
        s++;
    size_t n = strlen(s);
    if (n == 0 || !isspace((unsigned char)s[n - 1]))
        return s;
    while (isspace((unsigned char)s[n - 1]))
        n--;
    return arena_strndup(line->job->arena, s, n);
}

/* Returns the best column of a field that has a value, with a rank above `above`; n: there is none. */
static size_t best(const struct line *line, enum feed_field field, int above)
{
    size_t found = line->l->n;
    for (size_t i = 0; line->l->has[field] && i < line->l->n; i++) {
        const struct feed_column *c = &line->l->columns[i];
        if (c->field == field && c->rank > above && !is_empty(&line->cells[i]) &&
            (found == line->l->n || c->rank < line->l->columns[found].rank))
            found = i;
    }
    return found;
}

static const char *text_of(const struct line *line, enum feed_field field)
{
    const size_t i = best(line, field, -1);
    return i < line->l->n ? trimmed(line, i) : NULL;
}

/* Reads cell i as a price. Returns NULL, or why it cannot be read. */
static const char *money_of(const struct line *line, size_t i, struct feed_money *out)
{
    const struct feed_cell *c = &line->cells[i];
    double value;
    if (!c->number)
        return feed_money_cell(c->text, out);
    if (!numtext_parse(c->text, strlen(c->text), &value))
        return "it is no number";
    *out = (struct feed_money){.amount = value, .low = NAN, .high = NAN, .shipping = NAN};
    return value > 0 ? value <= 1e9 ? NULL : "it is over 1e9" : value == 0 ? "it is zero" : "it is negative";
}

/* Reads the best cell of a field with a sign of its own or of its column. The amount is 0 where the cell says so, NaN
   where there is none or it cannot be read; *fault then says why, NULL: there is none. */
static struct feed_money money_in(const struct line *line, enum feed_field field, const char **fault)
{
    const size_t i = best(line, field, -1);
    struct feed_money m = {.amount = NAN};
    *fault = NULL;
    if (i == line->l->n)
        return m;
    const struct feed_column *c = &line->l->columns[i];
    *fault = money_of(line, i, &m);
    if (*fault)
        m = (struct feed_money){.amount = strcmp(*fault, "it is zero") == 0 ? 0 : NAN};
    if (!m.currency && !m.sign) {
        m.currency = c->currency;
        m.sign = c->sign;
    }
    return m;
}

static double number_of(const struct line *line, enum feed_field field)
{
    const char *fault;
    return money_in(line, field, &fault).amount;
}

/* ---- what a line says ---- */

static const char *title_of(const struct line *line)
{
    const struct feed_layout *l = line->l;
    struct arena *a = line->job->arena;
    if (l->table) {
        const char *texts[MOST_COLUMNS];
        for (size_t i = 0; i < l->n; i++)
            texts[i] = is_empty(&line->cells[i]) ? NULL : line->cells[i].text;
        return feed_title_of(a, l, texts);
    }
    const char *title = text_of(line, FEED_FIELD_TITLE), *maker = text_of(line, FEED_FIELD_MAKER);
    if (!title || !maker || strncasecmp(title, maker, strlen(maker)) == 0)
        return title;
    return str_format(a, "%s %s", maker, title);
}

static enum condition condition_of(const struct line *line, bool *parts)
{
    enum condition c = condition_unknown;
    *parts = false;
    for (size_t i; !c && (i = best(line, FEED_FIELD_CONDITION, -1)) < line->l->n;) {
        c = feed_words_condition(trimmed(line, i), parts);
        if (!c) /* words that say nothing: an id may */
            for (int rank = line->l->columns[i].rank; !c && (i = best(line, FEED_FIELD_CONDITION, rank)) < line->l->n;
                 rank = line->l->columns[i].rank)
                c = feed_words_condition(trimmed(line, i), parts);
        break;
    }
    return c;
}

static const char *country_of(const struct line *line)
{
    const struct catalogue *c = line->job->catalogue;
    for (size_t i = best(line, FEED_FIELD_COUNTRY, -1); i < line->l->n;
         i = best(line, FEED_FIELD_COUNTRY, line->l->columns[i].rank)) {
        const char *text = trimmed(line, i);
        const char *code = strncasecmp(text, "EBAY_", 5) == 0 ? feed_country_code(c, text + 5)
                                                              : feed_country_code(c, text);
        code = code ? code : feed_country_of_address(c, text);
        if (code)
            return code;
    }
    return NULL;
}

static const char *date_of(const struct line *line, const char *country)
{
    const size_t i = best(line, FEED_FIELD_DATE, -1);
    if (i == line->l->n || feed_money_blank(line->cells[i].text))
        return NULL;
    const struct country *market = country ? feed_country_named(line->job->catalogue, country) : NULL;
    const char *date = feed_date_read(line->job->arena, line->cells[i].text, market);
    if (!date)
        feed_job_tell(line->job, line->at, "the date \"%.40s\" is left out: %s", trimmed(line, i),
                      strpbrk(line->cells[i].text, "/-") ? "it is no date, or day and month could be either way round "
                                                           "(--country CODE tells)"
                                                         : "it is not a date that rigplan reads");
    return date;
}

static enum currency currency_of(const struct line *line)
{
    const size_t i = best(line, FEED_FIELD_CURRENCY, -1);
    enum feed_sign sign;
    return i < line->l->n ? feed_money_currency(line->cells[i].text, &sign) : currency_unknown;
}

/* Returns the sign of a currency column that several currencies share: "$". */
static enum feed_sign sign_of(const struct line *line)
{
    const size_t i = best(line, FEED_FIELD_CURRENCY, -1);
    enum feed_sign sign = FEED_SIGN_NONE;
    if (i < line->l->n)
        feed_money_currency(line->cells[i].text, &sign);
    return sign;
}

/* Returns why the currency or the country that the line states cannot be right; NULL: nothing is wrong. A country is
   judged only where it is written as a code of two letters: cells like "Berlin" are places. */
static const char *odd_market(const struct line *line)
{
    struct arena *a = line->job->arena;
    const char *money = text_of(line, FEED_FIELD_CURRENCY), *code = text_of(line, FEED_FIELD_COUNTRY);
    if (money && !feed_money_blank(money) && !currency_of(line) && !sign_of(line))
        return str_format(a, "\"%.20s\" is no currency on record", money);
    if (code && strlen(code) == 2 && isupper((unsigned char)code[0]) && isupper((unsigned char)code[1]) &&
        !country_of(line))
        return str_format(a, "no country on record has the code \"%s\"", code);
    return NULL;
}

/* Fills all but the price. Returns false when the line names nothing. */
static bool fill(const struct line *line, struct feed_row *row)
{
    bool parts;
    const char *kind = text_of(line, FEED_FIELD_KIND), *tax = text_of(line, FEED_FIELD_TAX);
    *row = feed_job_row(line->at);
    row->component = text_of(line, FEED_FIELD_COMPONENT);
    row->title = title_of(line);
    if (!row->title || !*row->title)
        row->title = row->component;
    if (!row->title)
        return false;
    row->category = line->l->table ? feed_title_category(line->l->table) : text_of(line, FEED_FIELD_CATEGORY);
    row->total = feed_words_is_total(row->title);
    row->condition = condition_of(line, &parts);
    if (parts)
        row->title = str_format(line->job->arena, "%s (for parts or not working)", row->title);
    row->kind = kind ? feed_words_kind(kind) : pricekind_unknown;
    row->tax = tax ? feed_words_tax(tax) : taxed_unknown;
    row->country = country_of(line);
    row->source = text_of(line, FEED_FIELD_SOURCE);
    if (!row->country && row->source)
        row->country = feed_country_of_address(line->job->catalogue, row->source);
    const char *country = row->country ? row->country : line->job->terms->country;
    row->date = date_of(line, country ? country : line->job->usual.country);
    row->qty = number_of(line, FEED_FIELD_QTY);
    row->currency = currency_of(line);
    return true;
}

/* ---- prices ---- */

/* Sets what words in the price's cell state: a condition, tax, "Purchased For". */
static void take_words(struct feed_row *row, const char *cell)
{
    if (!strpbrk(cell, "abcdefghijklmnopqrstuvwxyz"))
        return;
    row->paid = strncasecmp(cell, "purchased for", strlen("purchased for")) == 0;
    if (row->paid && !row->kind)
        row->kind = pricekind_sold;
    if (row->paid && !row->condition)
        row->condition = condition_used;
    if (!row->condition)
        row->condition = feed_words_in_text(cell);
    if (!row->tax)
        row->tax = feed_words_tax_in_text(cell);
}

/* Takes what sending costs from its column. */
static void take_shipping(const struct line *line, struct feed_money *m)
{
    const size_t i = best(line, FEED_FIELD_SHIPPING, -1), money = best(line, FEED_FIELD_SHIPPING_CURRENCY, -1);
    const char *fault;
    if (i == line->l->n)
        return;
    const char *text = trimmed(line, i);
    const struct feed_money sent = money_in(line, FEED_FIELD_SHIPPING, &fault);
    if (strncasecmp(text, "free", 4) == 0)
        m->shipping = 0;
    else if (!isnan(sent.amount))
        m->shipping = sent.amount;
    else if (strpbrk(text, "0123456789"))
        feed_job_tell(line->job, line->at, "the shipping \"%.40s\" is not added: %s", text, fault);
    m->shipping_currency = sent.currency;
    m->shipping_sign = sent.sign;
    if (!sent.currency && money < line->l->n)
        m->shipping_currency = feed_money_currency(line->cells[money].text, &m->shipping_sign);
}

/* Takes the sign of one price for another that states none. Returns false when both state unlike ones. */
static bool share_sign(struct feed_money *m, const struct feed_money *other)
{
    if (!m->currency && !m->sign) {
        m->currency = other->currency;
        m->sign = other->sign;
    } else if (m->currency && other->currency)
        return m->currency == other->currency;
    else if (m->currency && other->sign)
        return feed_sign_writes(m->currency, other->sign);
    else if (m->sign && other->currency)
        return feed_sign_writes(other->currency, m->sign);
    return !m->sign || !other->sign || m->sign == other->sign;
}

/* Takes the stated low and high. */
static void take_range(const struct line *line, struct feed_row *row, struct feed_money *m)
{
    const char *fault;
    const struct feed_money least = money_in(line, FEED_FIELD_LOW, &fault);
    const struct feed_money most = money_in(line, FEED_FIELD_HIGH, &fault);
    const double low = least.amount, high = most.amount;
    if (isnan(low) && isnan(high))
        return;
    if (!share_sign(m, &least) || !share_sign(m, &most)) {
        feed_job_tell(line->job, row->line, "the range is left out: it is not in the currency of the price");
        return;
    }
    const double from = isnan(low) ? m->amount : low, to = isnan(high) ? m->amount : high;
    if (from <= m->amount && m->amount <= to && from > 0 && from < to) {
        m->low = from;
        m->high = to;
    } else if (from != to)
        feed_job_tell(line->job, row->line, "the range is left out: expected low <= price <= high");
}

static void add_price(const struct line *line, const struct feed_row *common, size_t i)
{
    const struct feed_column *c = &line->l->columns[i];
    struct feed_row row = *common;
    struct feed_money m;
    const char *text = trimmed(line, i), *fault = money_of(line, i, &m), *shop = NULL;
    feed_picker_price(line->job->arena, text, &shop);
    if (shop)
        row.source = feed_picker_source(line->job, shop);
    row.condition = row.condition ? row.condition : c->condition;
    row.kind = c->kind ? c->kind : row.kind;
    row.currency = row.currency ? row.currency : c->currency;
    take_words(&row, text);
    if (!row.condition)
        row.condition = feed_words_in_text(row.title);
    if (fault) {
        row.fault = fault;
        feed_job_tell(line->job, row.line, "the price \"%.40s\" is left out: %s", text, fault);
        feed_job_add(line->job, &row, NULL, c->sign);
        return;
    }
    row.fault = odd_market(line);
    if (row.fault) {
        feed_job_tell(line->job, row.line, "the price \"%.40s\" is left out: %s", text, row.fault);
        feed_job_add(line->job, &row, NULL, c->sign);
        return;
    }
    if (c->sum && row.qty > 1)
        m.amount /= row.qty;
    row.of_one = c->sum || c->each;
    take_range(line, &row, &m);
    take_shipping(line, &m);
    feed_job_add(line->job, &row, &m, c->sign ? c->sign : sign_of(line));
}

/* Returns whether both columns state the same price: the condition is the same, and neither or both are list prices. */
static bool is_twin(const struct feed_column *a, const struct feed_column *b)
{
    return a->condition == b->condition && (a->kind == pricekind_list) == (b->kind == pricekind_list);
}

/* Returns whether column i is the best of its twins with a value. */
static bool leads(const struct line *line, size_t i)
{
    const struct feed_column *c = &line->l->columns[i];
    if (c->field != FEED_FIELD_PRICE || is_empty(&line->cells[i]) || feed_money_blank(line->cells[i].text))
        return false;
    for (size_t j = 0; j < line->l->n; j++) {
        const struct feed_column *o = &line->l->columns[j];
        if (j != i && o->field == FEED_FIELD_PRICE && is_twin(o, c) && !is_empty(&line->cells[j]) &&
            !feed_money_blank(line->cells[j].text) && (o->rank < c->rank || (o->rank == c->rank && j < i)))
            return false;
    }
    return true;
}

/* Adds the middle of the range of a line that states only that. Returns false when it states none. */
static bool add_middle(const struct line *line, const struct feed_row *common)
{
    const char *fault;
    struct feed_money m = money_in(line, FEED_FIELD_LOW, &fault);
    const struct feed_money most = money_in(line, FEED_FIELD_HIGH, &fault);
    const double low = m.amount, high = most.amount;
    if (!(low > 0 && high >= low))
        return false;
    struct feed_row row = *common;
    if (!share_sign(&m, &most)) {
        row.fault = "its low and high are in unlike currencies";
        feed_job_tell(line->job, row.line, "the price is left out: %s", row.fault);
        feed_job_add(line->job, &row, NULL, FEED_SIGN_NONE);
        return true;
    }
    m.amount = (low + high) / 2;
    m.low = low;
    m.high = high;
    m.shipping = NAN;
    take_shipping(line, &m);
    feed_job_add(line->job, &row, &m, sign_of(line));
    return true;
}

bool feed_table_is_clear(struct feed_job *job, const struct feed_layout *l, int line)
{
    size_t first, second;
    if (!feed_layout_twice(l, &first, &second))
        return true;
    diag_add(job->d, DIAG_FEED, (struct origin){.file = job->file, .line = line, .col = 1}, NULL,
             "columns %zu and %zu are both named \"%.40s\": rename or remove the one that does not count", first + 1,
             second + 1, l->names[second]);
    return false;
}

void feed_table_begin(struct feed_job *job, const struct feed_layout *l)
{
    if (l->table) {
        job->form = "pc-part-dataset";
        job->kind = pricekind_retail;
        job->usual = (struct feed_terms){.currency = currency_usd,
                                         .condition = condition_new_,
                                         .tax = taxed_excluded,
                                         .country = "US",
                                         .source = "github.com/docyx/pc-part-dataset"};
    } else if (l->sold)
        job->kind = pricekind_sold;
}

void feed_table_add(struct feed_job *job, const struct feed_layout *l, const struct feed_cell *cells, int line)
{
    const struct line one = {job, l, cells, line};
    struct feed_row row;
    size_t filled = 0, prices = 0;
    BUG_UNLESS(l->n <= MOST_COLUMNS);
    for (size_t i = 0; i < l->n; i++)
        filled += !is_empty(&cells[i]);
    if (filled == 0)
        return;
    if (!fill(&one, &row)) {
        feed_job_skip(job, line, "the line is left out: it names nothing");
        return;
    }
    for (size_t i = 0; i < l->n; i++)
        if (leads(&one, i)) {
            add_price(&one, &row, i);
            prices++;
        }
    if (prices == 0 && !add_middle(&one, &row))
        feed_job_add(job, &row, NULL, FEED_SIGN_NONE);
}
