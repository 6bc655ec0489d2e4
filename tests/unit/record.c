/* record/: what every table must keep to: names end with their unit's suffix, defaults are in range, words are words.
 */
#include "test.h"

#include "enums.h"
#include "figure_input.h"
#include "measured.h"
#include "results.h"
#include "str.h"
#include "check.h"

/* Calls visit for the kind and, once each, the kinds nested in it. */
static void walk(const struct kind *k, void (*visit)(const struct kind *))
{
    visit(k);
    for (size_t i = 0; i < k->n_fields; i++)
        if (k->fields[i].type == FIELD_ONE || k->fields[i].type == FIELD_LIST)
            walk(k->fields[i].kind, visit);
}

static void walk_all(void (*visit)(const struct kind *))
{
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        walk(catalogue_kinds[i].kind, visit);
    walk(&kind_scenario, visit);
    for (size_t i = 0; i < check_kinds.n; i++)
        walk(check_kinds.v[i]->row, visit);
}

static const struct figure_table *const tables[] = {
    &figures_device_load, &figures_prediction,  &figures_step_part,   &figures_power_phase, &figures_fund_use,
    &figures_bill_line,   &figures_outcome,     &figures_speedup,     &figures_step_input,  &figures_step_factor,
    &figures_refit_row,   &figures_refit_group, &figures_refit_range, &figures_refit_factor};

static bool is_number(const struct field *f)
{
    return f->type == FIELD_NUM || f->type == FIELD_INT || f->type == FIELD_SPAN;
}

static void suffixes_of(const struct kind *k)
{
    for (size_t i = 0; i < k->n_fields; i++)
        if (is_number(&k->fields[i])) {
            test_row("%s.%s", k->name, k->fields[i].name);
            THAT(k->fields[i].unit < UNIT_END && str_ends(k->fields[i].name, unit_suffix(k->fields[i].unit)));
        }
}

/* A longer suffix that also fits would be the truer unit: _gb_s is not seconds. */
static bool has_longer_suffix(const char *name, enum unit own)
{
    for (int u = 0; u < UNIT_END; u++) {
        const char *suffix = unit_suffix((enum unit)u);
        if (strlen(suffix) > strlen(unit_suffix(own)) && str_ends(name, suffix))
            return true;
    }
    return false;
}

/* Columns of measurement files carry the names that their publishers gave them. */
static bool is_measured(const struct kind *k)
{
    size_t i = 0;
    while (i < check_kinds.n && check_kinds.v[i]->row != k)
        i++;
    return i < check_kinds.n;
}

/* Plain numbers whose names end as a unit does: an exchange rate as an amount of money, least bits as minutes. */
static bool is_no_unit(const struct field *f)
{
    static const char *const names[] = {"usd_per_aud", "bits_min", "cache_bits_min"};
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        found |= f->unit == UNIT_NONE && strcmp(f->name, names[i]) == 0;
    return found;
}

static void truest_of(const struct kind *k)
{
    for (size_t i = 0; i < k->n_fields; i++)
        if (is_number(&k->fields[i]) && !is_measured(k) && !is_no_unit(&k->fields[i])) {
            test_row("%s.%s", k->name, k->fields[i].name);
            THAT(!has_longer_suffix(k->fields[i].name, k->fields[i].unit));
        }
}

static void units_live_in_names(void)
{
    walk_all(suffixes_of);
    walk_all(truest_of);
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        for (size_t j = 0; j < tables[i]->n; j++) {
            const struct figure *f = &tables[i]->v[j];
            test_row("%s.%s", tables[i]->name, f->name);
            THAT(str_ends(f->name, unit_suffix(f->unit)));
            THAT(f->type > FIGURE_RANGE || !has_longer_suffix(f->name, f->unit));
        }
}

static void fields_of(const struct kind *k)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        test_row("%s.%s", k->name, f->name);
        THAT(f->doc && *f->doc);
        THAT(f->offset >= k->n_fields * sizeof(struct origin) && f->offset < k->size);
        THAT(schema_find(k, f->name) == i);
        THAT(f->type != FIELD_ENUM || f->words != NULL);
        THAT((f->kind != NULL) == (f->type == FIELD_LINK || f->type == FIELD_ONE || f->type == FIELD_LIST));
        if (is_number(f)) {
            THAT(f->low < f->high);
            THAT(f->need != NEED_DEFAULT || (f->number >= f->low && f->number <= f->high));
        }
        if (f->need == NEED_DEFAULT && f->type == FIELD_ENUM)
            THAT(f->word && enums_find(f->words, f->word) > 0);
        THAT(*schema_type_words(f) != '\0');
    }
    THAT(schema_find(k, "no such field") == k->n_fields);
}

static void tables_are_sound(void)
{
    walk_all(fields_of);
}

static void figures_are_sound(void)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        for (size_t j = 0; j < tables[i]->n; j++) {
            const struct figure *f = &tables[i]->v[j];
            test_row("%s.%s", tables[i]->name, f->name);
            THAT(f->doc && *f->doc);
            THAT(results_find(tables[i], f->name) == f);
            THAT(f->type == FIGURE_TEXT || (f->law && *f->law));
            THAT(f->type > FIGURE_RANGE || (f->digits >= 1 && f->digits <= 6 && f->direction != direction_unknown));
            THAT((f->type == FIGURE_WORD) == (f->words != NULL));
        }
    THAT(results_find(&figures_prediction, "no such figure") == NULL);
}

/* Every word of the inputs column names something, and no figure enters itself (else figure_input_enters stops the
   program). */
static void inputs_of_figure(const struct figure_table *t, const struct figure *f)
{
    struct figure_input_walk w = figure_input_of(t, f);
    struct figure_input in;
    size_t n = 0;
    for (; figure_input_next(&w, &in); n++) {
        test_row("%s.%s: %.*s", t->name, f->name, (int)in.text.n, in.text.at);
        THAT(in.figure || in.kind || in.asked);
        THAT(!in.kind || in.field || in.word);
    }
    test_row("%s.%s", t->name, f->name);
    THAT(n > 0 || f->type == FIGURE_TEXT);
    THAT(!figure_input_enters(t, f, &kind_testbed, NULL, 0));
}

static void inputs_name_what_there_is(void)
{
    for (size_t i = 0; i < figure_input_n_tables; i++)
        for (size_t j = 0; j < figure_input_tables[i]->n; j++)
            inputs_of_figure(figure_input_tables[i], &figure_input_tables[i]->v[j]);
}

/* A field of a kind, given by name, enters a figure, or does not. */
static void what_enters(void)
{
    static const struct {
        const struct figure_table *table;
        const char *figure;
        const struct kind *kind;
        const char *field;
        bool enters;
    } rows[] = {
        {&figures_power_phase, "wall_w", &kind_device, "tdp_w", true},
        {&figures_power_phase, "wall_w", &kind_device, "mem_bw_gb_s", true}, /* what it draws depends on its work */
        {&figures_power_phase, "heat_btu_h", &kind_price, "amount", false},
        {&figures_outcome, "life_cost", &kind_tariff, "price_kwh", true},
        {&figures_outcome, "price", &kind_tariff, "price_kwh", false},
        {&figures_outcome, "price", &kind_price, "amount", true},
        {&figures_prediction, "decode_tok_s", &kind_device, "mem_bw_gb_s", true},
        {&figures_prediction, "decode_tok_s", &kind_device, "family", true},
        {&figures_prediction, "weights_gib", &kind_device, "mem_gib", false},
        {&figures_prediction, "kv_gib", &kind_workload, "ctx_tokens", true},
        {&figures_prediction, "ttft_s", &kind_price, "amount", false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct kind *k = rows[i].kind;
        test_row("%s.%s and %s.%s", rows[i].table->name, rows[i].figure, k->name, rows[i].field);
        THAT(figure_input_enters(rows[i].table, results_find(rows[i].table, rows[i].figure), k,
                                 &k->fields[schema_find(k, rows[i].field)], 0) == rows[i].enters);
    }
    THAT(figure_input_enters(&figures_step_part, results_find(&figures_step_part, "kv_s"), &kind_calibration, NULL,
                             constant_cache_bw));
    THAT(!figure_input_enters(&figures_step_part, results_find(&figures_step_part, "kv_s"), &kind_calibration, NULL,
                              constant_hop_us));
}

/* The forms of a word. */
static void forms_of_inputs(void)
{
    static const struct figure odd = {
        .name = "odd",
        .inputs = "a.b idle:|policy.cpu_idle_w power_phase.idle.wall_w *price "
                  "calibration.hop_us calibration.hops device.tdp asked.accept cache_format.block_b @nothing"};
    struct figure_input_walk w = figure_input_of(&figures_outcome, &odd);
    struct figure_input in;
    THAT(figure_input_next(&w, &in) && !in.figure && !in.kind && !in.asked);
    THAT(figure_input_next(&w, &in) && in.kind == &kind_policy && in.otherwise && figure_input_tagged(&in, "idle") &&
         !figure_input_tagged(&in, "idl"));
    THAT(figure_input_next(&w, &in) && in.table == &figures_power_phase && figure_input_is(in.row, "idle") &&
         in.figure == results_find(in.table, "wall_w"));
    THAT(figure_input_next(&w, &in) && in.of_all && in.figure == results_find(&figures_outcome, "price"));
    THAT(figure_input_next(&w, &in) && in.kind == &kind_calibration && in.word == constant_hop_us && !in.field);
    THAT(figure_input_next(&w, &in) && !in.kind);
    THAT(figure_input_next(&w, &in) && !in.kind);
    THAT(figure_input_next(&w, &in) && in.asked != NULL);
    THAT(figure_input_next(&w, &in) && in.of_cache && in.kind == &kind_format && in.field);
    THAT(figure_input_next(&w, &in) && !in.figure && !in.kind && !in.asked);
    THAT(!figure_input_next(&w, &in));
}

static void figure_values(void)
{
    const struct prediction p = {.weights_gib = 2.385, .decode_tok_s = {1, 2, 3.5, 4, 5}, .verdict = verdict_tight};
    CLOSE(results_value(results_find(&figures_prediction, "weights_gib"), &p), 2.385, 0);
    CLOSE(results_value(results_find(&figures_prediction, "decode_tok_s"), &p), 3.5, 0);
    CLOSE(results_value(results_find(&figures_prediction, "verdict"), &p), NAN, 0);
}

static void words_of(const struct enum_info *e)
{
    THAT(e->n > 2);
    SAME(e->word[0].text, NULL);
    SAME(enums_words(e, 0), "unknown");
    for (int i = 1; i < e->n; i++) {
        test_row("%s %d", e->name, i);
        THAT(enums_text(e, i) && *enums_text(e, i));
        THAT(enums_words(e, i) && *enums_words(e, i));
        THAT(enums_find(e, enums_text(e, i)) == i);
        THAT(strcmp(enums_text(e, i), "unknown") != 0);
    }
    THAT(enums_find(e, "no such word") == 0 && enums_find(e, "unknown") == 0 && enums_find(e, "") == 0);
}

static void every_enum_has_words(void)
{
#define ROW(e) words_of(&enums_##e);
    ENUMS(ROW)
#undef ROW
}

static void finding_by_id_and_alias(void)
{
    const struct catalogue *c = test_catalogue();
    size_t aliases = 0;
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct kind *k = catalogue_kinds[i].kind;
        const struct any_list *list = catalogue_list(c, &catalogue_kinds[i]);
        const struct field *alias = &k->fields[schema_find(k, "aliases")];
        for (size_t j = 0; j < list->n; j++) {
            const void *r = schema_at(k, list, j);
            const struct text_list *more = schema_member(r, alias);
            test_row("%s %s", k->name, schema_id(k, r));
            THAT(catalogue_find(c, k, schema_id(k, r)) == r);
            for (size_t n = 0; n < more->n; n++)
                THAT(catalogue_find(c, k, more->v[n]) == r);
            aliases += more->n;
        }
        THAT(catalogue_find(c, k, "no-such-id") == NULL);
    }
    THAT(aliases > 10);
    const struct kind *k = NULL;
    THAT(catalogue_find_any(c, "rtx-3090", &k) == FIND(device, "rtx-3090") && k == &kind_device);
    THAT(catalogue_find_any(c, "no-such-id", &k) == NULL);
}

SUITE(record, {"units live in names", units_live_in_names}, {"tables are sound", tables_are_sound},
      {"result tables are sound", figures_are_sound}, {"values of figures", figure_values},
      {"inputs name what there is", inputs_name_what_there_is}, {"inputs of a law", what_enters},
      {"forms of inputs", forms_of_inputs}, {"every enum has words", every_enum_has_words},
      {"finding by id and alias", finding_by_id_and_alias})
