/* read/overlay and the built-in catalogue: it holds what data/ says, with every origin; a user's files change only the
   records that they name, and links lead to the changed ones. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "load.h"
#include "str.h"

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_origin(const struct origin *a, const struct origin *b)
{
    return same_text(a->file, b->file) && a->line == b->line && a->col == b->col && same_text(a->source, b->source) &&
           same_text(a->date, b->date) && a->is_default == b->is_default;
}

static bool same_range(const struct range *a, const struct range *b)
{
    return same_number(a->low95, b->low95) && same_number(a->low80, b->low80) && same_number(a->mid, b->mid) &&
           same_number(a->high80, b->high80) && same_number(a->high95, b->high95);
}

static bool same_texts(const struct text_list *a, const struct text_list *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = same_text(a->v[i], b->v[i]);
    return same;
}

/* Returns true when the record is one of catalogue c. */
static bool stands_in(const struct catalogue *c, const struct kind *k, const void *record)
{
    return record == catalogue_find(c, k, schema_id(k, record));
}

/* Two catalogues that are compared. */
struct pair {
    const struct catalogue *a, *b;
};

static bool same_record(const struct pair *p, const struct kind *k, const void *a, const void *b);

static bool same_list(const struct pair *p, const struct kind *k, const struct any_list *a, const struct any_list *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = same_record(p, k, schema_at(k, a, i), schema_at(k, b, i));
    return same;
}

static bool same_link(const struct pair *p, const struct kind *k, const void *a, const void *b)
{
    if (!a || !b)
        return a == b;
    return same_text(schema_id(k, a), schema_id(k, b)) && stands_in(p->a, k, a) && stands_in(p->b, k, b);
}

static bool same_member(const struct pair *p, const struct field *f, const void *a, const void *b)
{
    const void *const *left = a, *const *right = b;
    switch (f->type) {
    case FIELD_TEXT: return same_text(*(const char *const *)a, *(const char *const *)b);
    case FIELD_TEXTS: return same_texts(a, b);
    case FIELD_NUM:
    case FIELD_INT: return same_number(*(const double *)a, *(const double *)b);
    case FIELD_SPAN: return same_range(a, b);
    case FIELD_ENUM: return *(const int *)a == *(const int *)b;
    case FIELD_LINK: return same_link(p, f->kind, *left, *right);
    case FIELD_ONE: return *left && *right ? same_record(p, f->kind, *left, *right) : *left == *right;
    case FIELD_LIST: return same_list(p, f->kind, a, b);
    }
    return false;
}

static bool same_record(const struct pair *p, const struct kind *k, const void *a, const void *b)
{
    bool same = true;
    for (size_t i = 0; same && i < k->n_fields; i++)
        same = same_origin(schema_origin(a, i), schema_origin(b, i)) &&
               same_member(p, &k->fields[i], schema_member(a, &k->fields[i]), schema_member(b, &k->fields[i]));
    return same;
}

/* One assertion for each record. */
static void same_catalogues(const struct catalogue *a, const struct catalogue *b)
{
    const struct pair p = {a, b};
    for (size_t k = 0; k < catalogue_n_kinds; k++) {
        const struct kind *kind = catalogue_kinds[k].kind;
        const struct any_list *left = catalogue_list(a, &catalogue_kinds[k]),
                              *right = catalogue_list(b, &catalogue_kinds[k]);
        THAT(left->n == right->n);
        for (size_t i = 0; i < left->n && i < right->n; i++) {
            test_row("%s %s", kind->name, schema_id(kind, schema_at(kind, left, i)));
            THAT(same_record(&p, kind, schema_at(kind, left, i), schema_at(kind, right, i)));
        }
    }
}

static void is_what_data_says(void)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    static const struct {
        const char *folder, *end;
    } places[] = {{"data/offers", ".csv"}, {"data", ".json"}, {"data/prices", ".csv"}}; /* the order of the Makefile */
    struct load_text texts[128] = {{0}};
    size_t n = 0;
    for (size_t k = 0; k < COUNT_OF(places); k++) {
        size_t here = 0;
        const char **names = file_list(a, &d, places[k].folder, places[k].end, &here);
        for (size_t i = 0; i < here && n < COUNT_OF(texts); i++, n++) {
            texts[n].file = file_join(a, places[k].folder, names[i]);
            texts[n].text = file_read(a, &d, texts[n].file, &texts[n].size);
        }
    }
    const struct catalogue *c = load_catalogue(a, &d, NULL, texts, n);
    SAME(test_faults(&d), "");
    THAT(c != NULL);
    if (c)
        same_catalogues(c, test_catalogue());
}

static const struct catalogue *with(const char *text)
{
    struct diags d = diag_none(test_arena());
    const struct load_text t = {.file = "mine.json", .text = text, .size = strlen(text)};
    const struct catalogue *c = load_catalogue(test_arena(), &d, test_catalogue(), &t, 1);
    SAME(test_faults(&d), "");
    THAT(c != NULL);
    return c ? c : test_catalogue();
}

#define HEAD "{\"schema\": \"rigplan-catalogue-1\", "
#define SOURCE "\"source\": \"a page\", \"date\": \"2026-11\""

/* same_link checks that every link of the copy, nested ones too, points into the copy. */
static void nothing_over_it(void)
{
    struct diags d = diag_none(test_arena());
    const struct catalogue *c = with(HEAD "\"devices\": []}");
    THAT(c->devices.v != test_catalogue()->devices.v);
    same_catalogues(c, test_catalogue());
    THAT(load_catalogue(test_arena(), &d, test_catalogue(), NULL, 0) == test_catalogue());
}

/* A format is linked from quants, from their rules and from other formats. */
static void links_follow(void)
{
    const struct format *old = FIND(format, "Q4_K");
    const struct catalogue *c = with(HEAD "\"formats\": [{\"id\": \"Q4_K\", " SOURCE
                                          ", \"block_weights\": 256, \"block_b\": 150, \"qclass\": \"q4\"}]}");
    const struct format *now = catalogue_find(c, &kind_format, "Q4_K");
    const struct quant *mix = catalogue_find(c, &kind_quant, "Q4_K_M"), *was = FIND(quant, "Q4_K_M");
    size_t rules = 0;
    CLOSE(now->block_b, 150, 0);
    CLOSE(old->block_b, 144, 0);
    THAT(was->base == old);
    THAT(mix->base == now);
    THAT(mix->rules.n == was->rules.n);
    for (size_t i = 0; i < mix->rules.n; i++) {
        rules += was->rules.v[i].format == FIND(format, "Q6_K");
        THAT((was->rules.v[i].format == FIND(format, "Q6_K")) ==
             (mix->rules.v[i].format == catalogue_find(c, &kind_format, "Q6_K")));
    }
    THAT(rules > 0);
}

static const char *faults_of(const char *text)
{
    struct diags d = diag_none(test_arena());
    const struct load_text t = {.file = "mine.json", .text = text, .size = strlen(text)};
    THAT(load_catalogue(test_arena(), &d, test_catalogue(), &t, 1) == NULL);
    return test_faults(&d);
}

/* A new record is judged together with the built-in ones. */
static void whole_is_judged(void)
{
    const struct origin at = FIND(device, "rtx-3090")->at[F_device_id];
    SAME(faults_of(HEAD "\"devices\": [{\"id\": \"mine\", \"aliases\": [\"rtx-3090\"], " SOURCE
                        ", \"vendor\": \"NVIDIA\", \"arch\": \"x\", "
                        "\"family\": \"ampere\", \"memory\": \"gddr\", \"compute_units\": 82, \"mem_bw_gb_s\": 936}]}"),
         str_format(test_arena(), "%s:%d:%d: error: devices: 'rtx-3090' already names another device [E302]\n", at.file,
                    at.line, at.col));
    SAME(faults_of(HEAD "\"formats\": [{\"id\": \"mine\", " SOURCE
                        ", \"block_weights\": 32, \"block_b\": 18, \"qclass\": \"q4\", \"fallback\": \"Q4_KK\"}]}"),
         "mine.json:1:165: error: formats[0].fallback: no format 'Q4_KK'; did you mean 'Q4_K'? [E301]\n");
}

SUITE(overlay, {"built in is what data/ says", is_what_data_says}, {"a file of nothing", nothing_over_it},
      {"links follow a replaced record", links_follow}, {"the whole is judged", whole_is_judged})
