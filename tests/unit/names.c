/* names: tests/names.csv holds names as people, drivers, hubs and files write them, each with the id of the record that
   it means. An empty id: the catalogue lacks it, and no other record may stand for it. */
#include "test.h"

#include "arena.h"
#include "csvtext.h"
#include "diag.h"
#include "file.h"
#include "names.h"
#include "names_search.h"
#include "names_words.h"
#include "str.h"

static const struct kind *kind_of(const char *name)
{
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        if (strcmp(catalogue_kinds[i].kind->name, name) == 0)
            return catalogue_kinds[i].kind;
    return NULL;
}

static const char *id_of(const struct kind *k, const void *record)
{
    return record ? schema_id(k, record) : "";
}

/* Every number of the name stands in each record that is offered. */
static void offers_agree(const struct kind *k, const char *name, const struct names_found *found)
{
    const struct names_words asked = names_words_of(test_arena(), k, name);
    for (size_t i = 0; i < found->n && i < NAMES_MOST; i++)
        for (size_t j = 0; j < asked.n; j++)
            if (names_words_numbered(asked.v[j]))
                THAT(names_search_holds(test_arena(), k, found->near[i], NULL, asked.v[j]));
}

static void one(const struct kind *k, const char *name, const char *id, const char *quant)
{
    const struct names_found found = names_find(test_arena(), test_catalogue(), k, name);
    SAME(id_of(k, found.record), id);
    THAT((found.how == NAMES_ONE) == (found.record != NULL));
    if (*quant && found.quant)
        SAME(id_of(&kind_quant, names_find(test_arena(), test_catalogue(), &kind_quant, found.quant).record), quant);
    else
        SAME(quant, "");
    if (!found.record)
        offers_agree(k, name, &found);
}

static void written_names(void)
{
    struct diags d = diag_none(test_arena());
    struct csvtext t;
    size_t size = 0;
    char *text = file_read(test_arena(), &d, "tests/names.csv", &size);
    if (!THAT(text && csvtext_parse(test_arena(), &d, "tests/names.csv", text, size, &t)))
        return;
    THAT(t.n_rows > 250);
    for (size_t i = 0; i < t.n_rows; i++) {
        const struct kind *k = kind_of(csvtext_cell(&t, i, 0));
        test_row("%s '%s'", csvtext_cell(&t, i, 0), csvtext_cell(&t, i, 1));
        if (THAT(k != NULL))
            one(k, csvtext_cell(&t, i, 1), csvtext_cell(&t, i, 2), csvtext_cell(&t, i, 3));
    }
}

/* Each id finds its own record; written with blanks around it, no other record. */
static void own_names(void)
{
    static const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_model,
                                               &kind_quant,  &kind_psu,    &kind_board};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (size_t j = 0; j < catalogue_n_kinds; j++) {
            const struct any_list *list = catalogue_list(test_catalogue(), &catalogue_kinds[j]);
            for (size_t n = 0; catalogue_kinds[j].kind == kinds[i] && n < list->n; n++) {
                const char *id = schema_id(kinds[i], schema_at(kinds[i], list, n));
                test_row("%s '%s'", kinds[i]->name, id);
                const struct names_found found = names_find(test_arena(), test_catalogue(), kinds[i], id);
                SAME(id_of(kinds[i], found.record), id);
                THAT(!found.open);
                const struct names_found spaced = names_find(test_arena(), test_catalogue(), kinds[i],
                                                             str_format(test_arena(), " %s ", id));
                THAT(!spaced.record || strcmp(id_of(kinds[i], spaced.record), id) == 0);
            }
        }
}

static void open_names(void)
{
    static const struct {
        const char *name, *id;
        bool open;
    } rows[] = {
        {"Apple M3 Ultra", "m3-ultra-80c", true},        {"M3 Ultra 96GB", "m3-ultra-60c", true},
        {"M3 Ultra 80-core GPU", "m3-ultra-80c", false}, {"NVIDIA GeForce RTX 3050", "rtx-3050-8gb", true},
        {"RTX 5060 Ti 16GB", "rtx-5060-ti-16gb", false}, {"3090", "rtx-3090", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].name);
        const struct names_found found = names_find(test_arena(), test_catalogue(), &kind_device, rows[i].name);
        SAME(id_of(&kind_device, found.record), rows[i].id);
        THAT(found.open == rows[i].open);
    }
}

static void hints(void)
{
    static const struct {
        const struct kind *k;
        const char *name, *hint;
    } rows[] = {
        {&kind_device, "Tesla V100-SXM2", "it could be 'v100-sxm2-32gb' or 'v100-sxm2-16gb'"},
        {&kind_device, "EVGA RTX 3090", "without 'evga' it would be 'rtx-3090'"},
        {&kind_device, "RTX 3080 20GB", "with another memory size: 'rtx-3080-10gb' (10 GiB)"},
        {&kind_device, "M4 Max 256GB",
         "with another memory size: 'm4-max-40c' (48 to 128 GiB) or 'm4-max-32c' (36 GiB)"},
        {&kind_device, "GTX 1070 Ti", ""},
        {&kind_device, "RTX 5099", ""},
        {&kind_device, "GTX 1050", ""}, /* the catalogue has a GTX 1050 Ti */
        {&kind_model, "lama-3.1-8b", "did you mean 'llama-3.1-8b'?"},
        {&kind_model, "gpt-oss", "it could be 'gpt-oss-20b' or 'gpt-oss-120b'"},
        {&kind_model, "Qwen2.5-VL-7B", ""},
        {&kind_system, "mac mini m4", "it could be 'mac-mini-m4-16', 'mac-mini-m4-24' or 'mac-mini-m4-32'"},
        {&kind_system, "macbook pro m3", "it could be 'macbook-pro-m3-8', 'macbook-pro-m3-16' or 'macbook-pro-m3-24'"},
        {&kind_quant, "Q4_K_X", "did you mean 'Q4_K_M'?"},
        {&kind_quant, "RAWINT4", ""},
        {&kind_quant, "Q6", "it could be 'Q6_K', 'UD-Q6_K' or 'UD-Q6_K_XL'"},
        {&kind_quant, "Q4", "it could be 'Q4_K_M', 'Q4_K_S', 'Q4_1', 'Q4_0', 'Q4_0+imat', 'Q4_K_M+MXFP4exp', ..."},
        {&kind_model, "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].name);
        const struct names_found found = names_find(test_arena(), test_catalogue(), rows[i].k, rows[i].name);
        THAT(found.record == NULL);
        SAME(names_hint(test_arena(), rows[i].k, &found), rows[i].hint);
    }
}

static const char *released_of(const void *model)
{
    const char *released = ((const struct model *)model)->released;
    return released ? released : "";
}

/* The name of a family offers its models, the newest first, and takes none. */
static void families(void)
{
    static const char *const rows[] = {"gemma", "llama", "mistral", "qwen", "glm", "Qwen2.5"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i]);
        const struct names_found found = names_find(test_arena(), test_catalogue(), &kind_model, rows[i]);
        THAT(found.record == NULL && found.newest && found.how == NAMES_SEVERAL && found.n > 3);
        for (size_t j = 1; j < found.n && j < NAMES_MOST; j++)
            THAT(strcmp(released_of(found.near[j - 1]), released_of(found.near[j])) >= 0);
    }
}

/* A version offers its minor versions first and keeps room for its own models; a family's member is no family. */
static void versions(void)
{
    const struct names_found found = names_find(test_arena(), test_catalogue(), &kind_model, "llama3");
    bool old = false;
    THAT(found.newest && str_starts(schema_id(&kind_model, found.near[0]), "llama-3."));
    for (size_t i = 0; i < NAMES_MOST; i++)
        old |= strcmp(schema_id(&kind_model, found.near[i]), "llama-3-8b") == 0;
    THAT(old);
    SAME(id_of(&kind_model, names_find(test_arena(), test_catalogue(), &kind_model, "mistral-nemo").record),
         "mistral-nemo-12b");
}

static void bits(void)
{
    static const struct {
        const char *name;
        int bits;
    } rows[] = {{"Q4", 4},     {"q4", 4},   {"4bit", 4},  {"4-bit", 4},  {"int4", 4},   {"INT8", 8},
                {"Q4_K_M", 0}, {"Q4_0", 0}, {"W4A16", 0}, {"FP8", 0},    {"", 0},       {"4", 0},
                {"q", 0},      {"int", 0},  {"q40", 0},   {"8 bits", 8}, {"RAWINT4", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].name);
        THAT(names_bits(test_arena(), rows[i].name) == rows[i].bits);
    }
}

static void search(void)
{
    const struct kind *m = &kind_model, *d = &kind_device;
    THAT(names_search_holds(test_arena(), m, FIND(model, "qwen3-8b"), NULL, "qwen3"));
    THAT(names_search_holds(test_arena(), m, FIND(model, "qwen3.5-9b"), NULL, "Qwen3"));
    THAT(!names_search_holds(test_arena(), m, FIND(model, "qwen2.5-3b"), NULL, "qwen3"));
    THAT(!names_search_holds(test_arena(), m, FIND(model, "qwen3-8b"), NULL, "8b qwen3"));
    THAT(names_search_holds(test_arena(), d, FIND(device, "rtx-3090"), NULL, "24gb"));
    THAT(!names_search_holds(test_arena(), d, FIND(device, "rtx-3090"), NULL, "12gb"));
    THAT(!names_search_holds(test_arena(), d, FIND(device, "rtx-3090"), NULL, "nvidia"));
    THAT(names_search_holds(test_arena(), d, FIND(device, "rtx-3090"), "NVIDIA", "nvidia"));
}

SUITE(names, {"names as they are written", written_names}, {"ids of the catalogue", own_names},
      {"names that leave a size open", open_names}, {"what is near", hints}, {"families of models", families},
      {"versions of a family", versions}, {"bits only", bits}, {"search", search})
