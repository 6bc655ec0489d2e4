#include "prices_import.h"

#include "arena.h"
#include "decode.h"
#include "feed.h"
#include "feed_country.h"
#include "file.h"
#include "file_write.h"
#include "page_price_import.h"
#include "price_import.h"
#include "priced.h"
#include "request_options.h"
#include "title_match.h"

#include <string.h>

/* Reads the options that state what feeds leave open. Returns false with a usage error. */
static bool read_terms(struct command_run *r, struct feed_terms *out)
{
    *out = (struct feed_terms){
        .currency = (enum currency)request_options_word(r, "--currency", &enums_currency),
        .condition = (enum condition)request_options_word(r, "--condition", &enums_condition),
        .kind = (enum pricekind)request_options_word(r, "--kind", &enums_pricekind),
        .tax = (enum taxed)request_options_word(r, "--tax", &enums_taxed),
        .country = opt_text(&r->opts, "--country"),
        .date = opt_text(&r->opts, "--date"),
        .source = opt_text(&r->opts, "--source"),
    };
    out->today = command_today(r->arena);
    if (out->date && !decode_is_date(out->date))
        command_usage(r, "--date: expected %s, got '%.40s'", decode_date_expected(r->arena, out->date), out->date);
    else if (out->date && strncmp(out->date, out->today, strlen(out->date)) > 0)
        command_usage(r, "--date: expected a date up to today, %s, got '%.40s'", out->today, out->date);
    return r->d.errors == 0;
}

/* Sets the country to its code. Returns false, with a usage error, where none on record is called so. */
static bool take_country(struct command_run *r, struct feed_terms *terms)
{
    const char *stated = terms->country;
    terms->country = feed_country_code(r->catalogue, stated);
    if (!terms->country)
        command_usage(r, "--country: no country '%s' is on record (see: rigplan list country)", stated);
    return terms->country != NULL;
}

/* Reads and matches the feeds. Returns false with diagnostics: nothing may then be written. */
static bool read_feeds(struct command_run *r, const struct feed_terms *stated, struct price_import *p)
{
    const struct priced_index *index = priced_new(r->arena, r->catalogue);
    const struct title_index *titles = title_index_new(r->arena, r->catalogue);
    struct feed_terms terms = *stated;
    terms.condition = condition_unknown; /* a title may state another one, which counts first */
    for (size_t i = 1; i < r->opts.n_words; i++) {
        const char *file = r->opts.words[i], *name = strcmp(file, "-") == 0 ? "standard input" : file;
        size_t size = 0;
        char *text = command_read(r, file, &size);
        struct feed feed;
        if (text && feed_read(r->arena, &r->d, r->catalogue, name, text, size, &terms, &feed))
            price_import_feed(p, &feed, name, index, titles, stated->condition);
    }
    return r->d.errors == 0;
}

/* Fills a line of the page. */
static struct page_price_line page_line(const struct price_import *p, const struct price_import_line *l,
                                        const enum price_book_fate *fate)
{
    static const enum page_price_fate fates[] = {[PRICE_IMPORT_DROPPED] = PAGE_PRICE_DROPPED,
                                                 [PRICE_IMPORT_SEVERAL] = PAGE_PRICE_AMBIGUOUS,
                                                 [PRICE_IMPORT_UNMATCHED] = PAGE_PRICE_UNMATCHED};
    static const enum page_price_fate written[] = {[PRICE_BOOK_LEFT] = PAGE_PRICE_LEFT,
                                                   [PRICE_BOOK_ADDED] = PAGE_PRICE_ADDED,
                                                   [PRICE_BOOK_THERE] = PAGE_PRICE_THERE};
    const bool taken = l->fate == PRICE_IMPORT_TAKEN;
    return (struct page_price_line){.file = l->file,
                                    .line = l->line,
                                    .title = l->title,
                                    .fate = taken ? written[fate[l->row]] : fates[l->fate],
                                    .component = taken ? p->row[l->row].component : NULL,
                                    .why = l->why};
}

static struct page_price_import page_of(struct command_run *r, const struct price_import *p,
                                        const enum price_book_fate *fate, const struct price_book_written *written)
{
    struct page_price_line *lines = ARENA_ARRAY(r->arena, p->n_lines, struct page_price_line);
    struct page_price_file *files = ARENA_ARRAY(r->arena, written->n_files, struct page_price_file);
    for (size_t i = 0; i < p->n_lines; i++)
        lines[i] = page_line(p, &p->line[i], fate);
    for (size_t i = 0; i < written->n_files; i++)
        files[i] = (struct page_price_file){written->file[i].path, written->file[i].added};
    return (struct page_price_import){
        lines, p->n_lines, files, written->n_files, p->n_text, opt_given(&r->opts, "--dry-run")};
}

/* Writes the file of --report. */
static bool write_report(struct command_run *r, const struct page_price_import *page)
{
    struct str all = str_new(r->arena);
    const char *path = opt_text(&r->opts, "--report");
    if (!path)
        return true;
    page_price_import_csv(page, &all);
    return file_write(r->arena, &r->d, path, all.text, all.len);
}

static bool say(struct command_run *r, const struct page_price_import *page)
{
    struct str out = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_price_import_json(page, &out);
    else
        page_price_import_text(page, &out);
    return command_say(r, &out);
}

int prices_import_run(struct command_run *r)
{
    struct feed_terms terms;
    struct price_import p = price_import_new(r->arena);
    struct price_book_written written;
    const char *book = command_book(r);
    if (r->opts.n_words < 2)
        command_usage(r,
                      "name at least one feed, or - for standard input: rigplan prices import sold.csv --book prices");
    if (!book)
        command_usage(r, "name the price book, a folder or a .csv file: --book prices");
    if (r->d.errors || !read_terms(r, &terms))
        return EXIT_CODE_USAGE;
    r->catalogue = command_catalogue_bare(r, opt_text(&r->opts, "--data"));
    if (r->catalogue && terms.country && !take_country(r, &terms))
        return EXIT_CODE_USAGE;
    if (!r->catalogue || !read_feeds(r, &terms, &p))
        return diag_exit_code(&r->d);
    enum price_book_fate *fate = ARENA_ARRAY(r->arena, p.n_rows, enum price_book_fate);
    price_book_write(r->arena, &r->d, book, p.row, p.n_rows, opt_given(&r->opts, "--dry-run"), fate, &written);
    const struct page_price_import page = page_of(r, &p, fate, &written);
    if (!say(r, &page) || !write_report(r, &page))
        return EXIT_CODE_WORLD;
    return r->d.errors ? diag_exit_code(&r->d) : p.n_rows == 0 ? 1 : 0;
}
