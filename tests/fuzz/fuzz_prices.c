#include "fuzz.h"

#include "arena.h"
#include "builtin.h"
#include "diag.h"
#include "feed.h"
#include "import_parts.h"
#include "price_import.h"
#include "priced.h"
#include "str.h"
#include "title_index.h"
#include "title_match.h"

static const struct feed_terms asks[] = {{.currency = currency_unknown}, {.currency = currency_usd, .country = "US"}};
enum { N_ASKS = sizeof asks / sizeof *asks };

/* Returns whether a feed was read. A price is above 0 or unknown. */
static bool read_feed(const struct fuzz_input *in, struct diags *d, const struct feed_terms *terms, struct feed *out)
{
    char *copy = arena_strndup(in->a, in->text, in->size);
    const bool read = feed_read(in->a, d, &builtin_catalogue, "fuzz.txt", copy, in->size, terms, out);
    for (size_t r = 0; r < out->n; r++)
        BUG_UNLESS((out->row[r].title || out->row[r].component) && !(out->row[r].amount <= 0) &&
                   !(out->row[r].low > out->row[r].high));
    return read;
}

void fuzz_feed(const struct fuzz_input *in)
{
    for (size_t i = 0; i < N_ASKS; i++) {
        struct diags mine = diag_none(in->a);
        struct feed got;
        read_feed(in, &mine, &asks[i], &got);
        fuzz_show(in->a, &mine);
    }
}

/* The words of the catalogue's names, which all inputs share. */
static const struct title_index *titles(void)
{
    static const struct title_index *made;
    static struct arena *kept;
    if (!made) {
        kept = arena_new();
        made = title_index_new(kept, &builtin_catalogue);
    }
    return made;
}

void fuzz_price_import(const struct fuzz_input *in)
{
    const struct priced_index *index = priced_new(in->a, &builtin_catalogue);
    for (size_t i = 0; i < N_ASKS; i++) {
        struct diags mine = diag_none(in->a);
        struct price_import p = price_import_new(in->a);
        struct feed got;
        if (read_feed(in, &mine, &asks[i], &got))
            price_import_feed(&p, &got, "fuzz.txt", index, titles(), condition_used);
        for (size_t r = 0; r < p.n_rows; r++)
            BUG_UNLESS(p.row[r].amount > 0 && p.row[r].date && p.row[r].source && p.row[r].currency &&
                       priced_find(index, p.row[r].component));
        fuzz_show(in->a, &mine);
    }
}

void fuzz_parts(const struct fuzz_input *in)
{
    struct diags mine = diag_none(in->a);
    struct feed got;
    struct str out = str_new(in->a);
    if (read_feed(in, &mine, &asks[in->size % N_ASKS], &got))
        import_parts(in->a, &mine, &builtin_catalogue, "fuzz.txt", &got, &out);
    fuzz_show(in->a, &mine);
}

void fuzz_titles(const struct fuzz_input *in)
{
    enum { MOST_LINES = 40 };
    size_t n;
    const char *const *lines = fuzz_lines(in, MOST_LINES, &n);
    for (size_t i = 0; i < n; i++) {
        const struct title_match m = title_match_find(titles(), in->a, lines[i], i % 2 ? "Video Card" : NULL);
        BUG_UNLESS((m.record != NULL) == (m.how == TITLE_ONE) && (m.why != NULL) == (m.how == TITLE_DROPPED) &&
                   m.qty > 0);
    }
}
