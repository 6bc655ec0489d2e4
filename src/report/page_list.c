#include "page_list.h"

#include "arena.h"
#include "fmt.h"
#include "grid.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

enum { LINE = 80, COLUMNS_MOST = 6, NAME_LEAST = 12 };

struct column {
    const char *field, *heading;
    double per; /* divisor of a number, such as 1e9; 0: none */
};

/* Columns of each kind. Kinds that are not listed here have id and name only. */
static const struct table {
    const struct kind *k;
    struct column columns[COLUMNS_MOST];
    bool no_id, price; /* without the id column; with a price column */
} tables[] = {
    {&kind_device, {{"mem_gib", "GiB", 0}, {"mem_bw_gb_s", "GB/s", 0}, {"tdp_w", "W", 0}}, false, true},
    {&kind_system, {{"mem_gib", "GiB", 0}, {"mem_bw_gb_s", "GB/s", 0}, {"max_w", "W", 0}}, false, true},
    {&kind_model,
     {{"params_total", "params 10^9", 1e9}, {"act_params", "active 10^9", 1e9}, {"max_ctx_tokens", "context", 0}},
     false,
     false},
    {&kind_psu, {{"rated_w", "W", 0}, {"tier", "80 PLUS", 0}}, false, true},
    {&kind_board, {{"slots", "PCIe lanes", 0}, {"socket", "socket", 0}, {"ram_max_gib", "RAM GiB", 0}}, false, true},
    {&kind_cpu,
     {{"cores", "cores", 0}, {"mem_bw_gb_s", "GB/s", 0}, {"max_w", "W", 0}, {"socket", "socket", 0}},
     false,
     true},
    {&kind_part, {{"category", "category", 0}, {"mem_gib", "GiB", 0}, {"rated_w", "W", 0}}, false, true},
    {&kind_price,
     {{"component", "component", 0},
      {"amount", "amount", 0},
      {"currency", "", 0},
      {"condition", "condition", 0},
      {"kind", "kind", 0},
      {"date", "date", 0}},
     true,
     false},
    {&kind_cloud,
     {{"device", "device", 0},
      {"rate_h", "per hour", 0},
      {"currency", "", 0},
      {"terms", "terms", 0},
      {"date", "date", 0}},
     false,
     false},
    {&kind_api,
     {{"model", "model", 0},
      {"input_mtok", "input", 0},
      {"output_mtok", "output", 0},
      {"currency", "per Mtok", 0},
      {"date", "date", 0}},
     false,
     false},
    {&kind_quant, {{"scheme", "scheme", 0}, {"base", "base", 0}}, false, false},
    {&kind_format, {{"block_weights", "weights", 0}, {"block_b", "bytes", 0}}, false, false},
    {&kind_link, {{"type", "type", 0}, {"bus_gb_s", "GB/s", 0}, {"hop_us", "us", 0}}, false, false},
    {&kind_outlet, {{"country", "country", 0}, {"mains_v", "V", 0}, {"rated_a", "A", 0}}, false, false},
    {&kind_country, {{"currency", "money", 0}, {"tax_name", "tax", 0}, {"tax_frac", "rate", 0}}, false, false},
    {&kind_rate, {{"usd", "USD for 1", 0}, {"date", "date", 0}}, false, false},
    {&kind_tariff,
     {{"country", "country", 0}, {"region", "region", 0}, {"currency", "", 0}, {"price_kwh", "per kWh", 0}},
     false,
     false},
    {&kind_calibration, {{"constant", "constant", 0}, {"value", "value", 0}}, false, false},
    {&kind_spread, {{"phase", "phase", 0}, {"width", "width", 0}}, false, false},
};

static const struct table *table_of(const struct kind *k)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i].k == k)
            return &tables[i];
    return NULL;
}

bool page_list_has_price(const struct kind *k)
{
    const struct table *t = table_of(k);
    return t && t->price;
}

/* ---- cells ---- */

static const char *number(struct arena *a, double x)
{
    return isnan(x) ? "-" : fabs(x) >= 100 ? str_format(a, "%.0f", x) : str_format(a, "%.3g", x);
}

/* Returns the memory of a card, or the sizes that machines with the chip are sold with. */
static const char *memory(struct arena *a, const struct device *d)
{
    if (!isnan(d->mem_gib) || isnan(d->sold_least_gib) || isnan(d->sold_most_gib))
        return number(a, d->mem_gib);
    return d->sold_least_gib == d->sold_most_gib ? number(a, d->sold_most_gib)
                                                 : str_format(a, "%.0f-%.0f", d->sold_least_gib, d->sold_most_gib);
}

/* Returns the lanes of each card slot with the most cards fitted: "16+8"; more than three of one width as "7x16". */
static const char *slots(struct arena *a, const struct board *b)
{
    struct str out = str_new(a);
    const struct lane_plan *most = NULL;
    for (size_t i = 0; i < b->lane_plans.n; i++)
        if (!most || b->lane_plans.v[i].gpus > most->gpus)
            most = &b->lane_plans.v[i];
    for (size_t i = 0, run = 1; most && i < most->slots.n; i += run) {
        const double lanes = most->slots.v[i].lanes;
        for (run = 1; i + run < most->slots.n && most->slots.v[i + run].lanes == lanes;)
            run++;
        run = run > 3 ? run : 1;
        str_add(&out, i ? "+" : "");
        if (run > 1)
            str_addf(&out, "%zux", run);
        str_addf(&out, "%.0f", lanes);
    }
    return out.text;
}

static const char *field_text(struct arena *a, const struct kind *k, const void *record, const struct column *c)
{
    const struct field *f = &k->fields[schema_find(k, c->field)];
    const void *at = schema_member(record, f);
    if (f->type == FIELD_NUM || f->type == FIELD_INT)
        return number(a, *(const double *)at / (c->per > 0 ? c->per : 1));
    if (f->type == FIELD_SPAN)
        return number(a, ((const struct range *)at)->mid);
    if (f->type == FIELD_ENUM)
        return *(const int *)at ? enums_text(f->words, *(const int *)at) : "";
    if (f->type == FIELD_LINK)
        return *(const void *const *)at ? schema_id(f->kind, *(const void *const *)at) : "";
    return *(const char *const *)at ? *(const char *const *)at : "";
}

static const char *cell(struct arena *a, const struct kind *k, const void *record, const struct column *c)
{
    if (k == &kind_device && strcmp(c->field, "mem_gib") == 0)
        return memory(a, record);
    if (k == &kind_board && strcmp(c->field, "slots") == 0)
        return slots(a, record);
    if (k == &kind_system && strcmp(c->field, "mem_bw_gb_s") == 0) {
        const struct device *chip = ((const struct system *)record)->chip;
        return chip ? number(a, chip->mem_bw_gb_s) : "";
    }
    if (k == &kind_model && strcmp(c->field, "act_params") == 0) {
        const struct model *m = record;
        return number(a, (m->experts > 0 ? m->act_params : m->params_total) / c->per);
    }
    return field_text(a, k, record, c);
}

static bool is_number(const struct kind *k, const struct column *c)
{
    const size_t i = schema_find(k, c->field);
    const enum field_type type = i < k->n_fields ? k->fields[i].type : FIELD_NUM;
    return strcmp(c->field, "slots") != 0 && (type == FIELD_NUM || type == FIELD_INT || type == FIELD_SPAN);
}

/* ---- the table ---- */

static size_t n_columns(const struct table *t)
{
    size_t n = 0;
    while (t && n < COLUMNS_MOST && t->columns[n].field)
        n++;
    return n;
}

static struct grid plain_grid(struct arena *a, const struct kind *k, const struct page_list_row *rows, size_t n)
{
    const struct table *t = table_of(k);
    struct grid g = grid_new(a);
    if (!t || !t->no_id)
        grid_column(&g, "id", false);
    for (size_t j = 0; j < n_columns(t); j++)
        grid_column(&g, t->columns[j].heading, is_number(k, &t->columns[j]));
    if (t && t->price) {
        grid_column(&g, n > 0 ? enums_text(&enums_currency, (int)rows[0].currency) : "", true);
        grid_column(&g, "", false);
    }
    for (size_t i = 0; i < n; i++) {
        if (!t || !t->no_id)
            grid_cell(&g, schema_id(k, rows[i].record));
        for (size_t j = 0; j < n_columns(t); j++)
            grid_cell(&g, cell(a, k, rows[i].record, &t->columns[j]));
        if (t && t->price) {
            grid_cell(&g, str_format(a, "%s%s", rows[i].estimated ? "~" : "",
                                     fmt_known(a, rows[i].price, rows[i].price >= 10 ? 1 : 3)));
            grid_cell(&g, rows[i].condition ? rows[i].condition : "");
        }
    }
    return g;
}

static void add_line(struct str *out, const char *line, size_t n, size_t width, const char *title)
{
    const char *name = title ? wrap_plain(out->arena, title, " ") : NULL;
    const size_t room = width + 2 + NAME_LEAST <= LINE ? LINE - width - 2 : 0, length = name ? wrap_width(name) : 0;
    str_addn(out, line, n);
    if (length > 0 && room > 0) {
        for (size_t i = n; i < width + 2; i++)
            str_add(out, " ");
        str_add(out, length <= room ? name : wrap_first(out->arena, name, room - strlen("...")));
        str_add(out, length <= room ? "" : "...");
    }
    while (out->len > 0 && out->text[out->len - 1] == ' ')
        out->text[--out->len] = '\0';
    str_add(out, "\n");
}

/* Returns the name, or the plan of a tariff without one; NULL: it has neither. */
static const char *name_of(const struct kind *k, const void *record)
{
    const char *name = *(const char *const *)schema_member(record, &k->fields[schema_find(k, "name")]);
    return name || k != &kind_tariff ? name : ((const struct tariff *)record)->plan;
}

void page_list(const struct kind *k, const struct page_list_row *rows, size_t n, struct str *out)
{
    struct str table = str_new(out->arena);
    const struct grid g = plain_grid(out->arena, k, rows, n);
    grid_print(&g, &table);
    bool named = false;
    for (size_t i = 0; i < n; i++)
        named = named || name_of(k, rows[i].record);
    size_t i = 0, width = 0;
    for (const char *line = table.text; *line; line += strcspn(line, "\n") + 1)
        width = strcspn(line, "\n") - 2 > width ? strcspn(line, "\n") - 2 : width;
    for (const char *line = table.text; *line; line += strcspn(line, "\n") + 1, i++)
        add_line(out, line + 2, strcspn(line, "\n") - 2, width,
                 i > 0   ? name_of(k, rows[i - 1].record)
                 : named ? "name"
                         : NULL);
}

const char *page_list_words(struct arena *a, const struct kind *k, const void *record)
{
    static const char *const more[] = {"vendor",   "category", "component", "condition", "kind",    "currency",
                                       "provider", "device",   "region",    "retailer",  "country", "socket",
                                       "type",     "scheme",   "tier",      "constant",  "phase",   "date"};
    struct str out = str_new(a);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        const struct column c = {more[i], "", 0};
        if (schema_find(k, more[i]) < k->n_fields)
            str_addf(&out, "%s ", field_text(a, k, record, &c));
    }
    return out.text;
}
