/* names: tests/names.csv holds names as people, drivers, hubs and files write them, each with the id of the record that
   it means. An empty id: the catalogue lacks it, and no other record may stand for it. */
#include "test.h"

#include "arena.h"
#include "csvtext.h"
#include "diag.h"
#include "file.h"
#include "names.h"
#include "names_quant.h"
#include "names_search.h"
#include "names_words.h"
#include "str.h"

/* names_find with the words of the catalogue split once for all lookups of all tests. */
static struct names_found found_as(const struct kind *k, const char *text)
{
    static struct names_index *index;
    if (!index)
        index = names_index_new(arena_new(), test_catalogue());
    return names_find_in(index, test_arena(), k, text);
}

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

/* Every number of the name stands in each record that is offered; in one of them where the name is that of several, or
   a tag with several meanings. The nearest quants only have as many bits. */
static void offers_agree(const struct kind *k, const char *name, const struct names_found *found)
{
    const struct names_words asked = names_words_of(test_arena(), k, name);
    const bool several = strpbrk(name, "/:") != NULL;
    for (size_t j = 0; j < asked.n && found->n > 0 && found->how != NAMES_NEAREST; j++) {
        size_t holding = 0;
        for (size_t i = 0; i < found->n && i < NAMES_MOST; i++)
            holding += names_search_holds(test_arena(), k, found->near[i], NULL, asked.v[j]);
        if (names_words_numbered(asked.v[j]))
            THAT(holding > 0 && (several || holding == (found->n < NAMES_MOST ? found->n : NAMES_MOST)));
    }
}

static void one(const struct kind *k, const char *name, const char *id, const char *quant)
{
    const struct names_found found = found_as(k, name);
    SAME(id_of(k, found.record), id);
    THAT((found.how == NAMES_ONE) == (found.record != NULL));
    if (*quant && found.quant)
        SAME(id_of(&kind_quant, found_as(&kind_quant, found.quant).record), quant);
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
                const struct names_found found = found_as(kinds[i], id);
                SAME(id_of(kinds[i], found.record), id);
                THAT(!found.open);
                const struct names_found spaced = found_as(kinds[i], str_format(test_arena(), " %s ", id));
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
        {"M3 Ultra 80-core GPU", "m3-ultra-80c", false}, {"NVIDIA GeForce RTX 3060", "rtx-3060-12gb", false},
        {"RTX 5060 Ti 16GB", "rtx-5060-ti-16gb", false}, {"3090", "rtx-3090", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].name);
        const struct names_found found = found_as(&kind_device, rows[i].name);
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
        {&kind_device, "Golden Sample RTX 3090", "without 'golden', 'sample' it would be 'rtx-3090'"},
        {&kind_device, "RTX 3090 48GB", "with another memory size: 'rtx-3090' (24 GiB)"},
        {&kind_device, "M4 Max 256GB",
         "with another memory size: 'm4-max-40c' (48 to 128 GiB) or 'm4-max-32c' (36 GiB)"},
        {&kind_device, "GTX 1090 Ti", ""},
        {&kind_device, "RTX 5099", ""},
        {&kind_device, "GTX 750", ""}, /* the catalogue has a GTX 750 Ti */
        {&kind_model, "lama-3.1-8b", "did you mean 'llama-3.1-8b'?"},
        {&kind_model, "gpt-oss", "it could be 'gpt-oss-20b' or 'gpt-oss-120b'"},
        {&kind_model, "Qwen2.5-VL-14B", "that is the name of a model that sees pictures"},
        {&kind_system, "mac mini m4", "it could be 'mac-mini-m4-16', 'mac-mini-m4-24' or 'mac-mini-m4-32'"},
        {&kind_system, "macbook pro m3", "it could be 'macbook-pro-m3-8', 'macbook-pro-m3-16' or 'macbook-pro-m3-24'"},
        {&kind_quant, "Q4_K_X", "did you mean 'Q4_K_M'?"},
        {&kind_quant, "Q1_1", "the nearest are 'IQ1_M', 'IQ1_S', 'TQ1_0', 'UD-IQ1_S', 'UD-IQ1_M', 'UD-TQ1_0', ..."},
        {&kind_quant, "XYZ", ""},
        {&kind_quant, "Q6", "it could be 'Q6_K', 'Q6_K_L', 'UD-Q6_K', 'UD-Q6_K_XL', 'UD-Q6_K_S', 'UD-Q6_K_L', ..."},
        {&kind_quant, "Q4", "it could be 'Q4_K_M', 'Q4_K_L', 'Q4_K_S', 'Q4_1', 'Q4_0', 'Q4_0+imat', ..."},
        {&kind_device, "RTX 4090 / RTX 3090", "it could be 'rtx-4090' or 'rtx-3090'"},
        {&kind_device, "A100", "it could be 'a100-pcie-80gb', 'a100-pcie-40gb', 'a100-sxm-80gb' or 'a100-sxm-40gb'"},
        {&kind_device, "RTX 5099M", ""}, /* no RTX 5099 */
        {&kind_model, "qwen38 27b", "did you mean 'qwen3.8-27b'?"},
        {&kind_model, "mtp-qwen3.6-27b", "that is the name of the prediction layers (MTP) apart from their model"},
        {&kind_model, "mmproj-F32.gguf", "that is the name of a vision projector, a part of a model"},
        {&kind_model, "qwen3-8b-lora", "that is the name of an adapter, a part of a model"},
        {&kind_model, "ggml-vocab-llama-bpe", "that is the name of a vocabulary without weights"},
        {&kind_model, "Qwen3-TTS-0.6B", "that is the name of a model of speech or sound"},
        {&kind_model, "Qwen3-Reranker-8B", "that is the name of a model that ranks texts"},
        {&kind_model, "Qwen3-8B-MoE", "that is the name of a mixture of experts"},
        {&kind_model, "codellama:latest",
         "the newest are 'codellama-70b', 'codellama-7b', 'codellama-13b' and 'codellama-34b'"},
        {&kind_model, "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].name);
        const struct names_found found = found_as(rows[i].k, rows[i].name);
        THAT(found.record == NULL);
        SAME(names_hint(test_arena(), rows[i].k, &found), rows[i].hint);
    }
}

/* Names for which a record only stands: the caller must say so. */
static void stand_ins(void)
{
    static const struct {
        const struct kind *k;
        const char *name, *id, *taken;
    } rows[] = {
        {&kind_model, "Sushi-Llama-3.1-8B", "llama-3.1-8b", "looks like a fine-tune of"},
        {&kind_model, "Huihui-Qwen3.5-2B-abliterated.Q8_0.gguf", "qwen3.5-2b", "looks like a fine-tune of"},
        {&kind_model, "DeepSeek-V4-Flash-0731-GGUF", "deepseek-v4-flash", "looks like another date's release of"},
        {&kind_model, "Qwen3-30B-A3B-Instruct-2507", "qwen3-30b-a3b-2507", ""},
        {&kind_model, "gemma-3-27b-it-abliterated", "gemma-3-27b", ""},
        {&kind_model, "Qwen3.6-27B-MTP-GGUF", "qwen3.6-27b", ""},
        {&kind_quant, "Q8", "Q8_0", "is short for"},
        {&kind_quant, "UD-IQ4_NL", "UD-IQ4_NL", ""},
        {&kind_quant, "UD-Q5_1", "Q5_1", "is Unsloth's own mix near"},
        {&kind_quant, "UD-Q4_K_M", "UD-Q4_K_M", ""},
        {&kind_quant, "smol-IQ4_K", "smol-IQ4_K", ""},
        {&kind_quant, "sym_int4", "INT4", "is a format of ipex-llm near"},
        {&kind_quant, "IQ4_KS_R16", "iq4_ks", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].name);
        const struct names_found found = found_as(rows[i].k, rows[i].name);
        SAME(id_of(rows[i].k, found.record), rows[i].id);
        SAME(found.taken ? found.taken : "", rows[i].taken);
    }
}

/* Names that are a part of others: the longest one leaves nothing out. */
static void longer_names(void)
{
    static const struct {
        const char *name, *id;
        size_t n;
    } rows[] = {{"RTX PRO 6000", "rtx-pro-6000-ws", 2},
                {"RTX PRO 6000 Blackwell Server", "rtx-pro-6000-server", 0},
                {"H200", "h200-sxm-141gb", 1},
                {"RTX 3090", "rtx-3090", 0},
                {"Apple M3", "m3-10c", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].name);
        const struct names_found found = found_as(&kind_device, rows[i].name);
        SAME(id_of(&kind_device, found.record), rows[i].id);
        THAT(names_longer(test_arena(), test_catalogue(), &kind_device, rows[i].name, found.record).n == rows[i].n);
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
        const struct names_found found = found_as(&kind_model, rows[i]);
        THAT(found.record == NULL && found.newest && found.how == NAMES_SEVERAL && found.n > 3);
        for (size_t j = 1; j < found.n && j < NAMES_MOST; j++)
            THAT(strcmp(released_of(found.near[j - 1]), released_of(found.near[j])) >= 0);
    }
}

/* A version offers its minor versions first and keeps room for its own models; a family's member is no family. */
static void versions(void)
{
    const struct names_found found = found_as(&kind_model, "llama3");
    bool old = false;
    THAT(found.newest && str_starts(schema_id(&kind_model, found.near[0]), "llama-3."));
    for (size_t i = 0; i < NAMES_MOST; i++)
        old |= strcmp(schema_id(&kind_model, found.near[i]), "llama-3-8b") == 0;
    THAT(old);
    SAME(id_of(&kind_model, found_as(&kind_model, "mistral-nemo").record), "mistral-nemo-12b");
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
        THAT(names_quant_bits(test_arena(), rows[i].name) == rows[i].bits);
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

/* A text of more bytes than are looked up names nothing. */
static void too_long(void)
{
    char text[NAMES_LONGEST + 2];
    memset(text, ' ', sizeof text);
    memcpy(text, "RTX 3090", strlen("RTX 3090"));
    text[NAMES_LONGEST] = '\0';
    THAT(found_as(&kind_device, text).record == FIND(device, "rtx-3090"));
    text[NAMES_LONGEST] = ' ';
    text[NAMES_LONGEST + 1] = '\0';
    THAT(found_as(&kind_device, text).how == NAMES_NONE);
}

SUITE(names, {"names as they are written", written_names}, {"ids of the catalogue", own_names},
      {"names that leave a size open", open_names}, {"what is near", hints}, {"records that stand in", stand_ins},
      {"names that are a part of others", longer_names}, {"families of models", families},
      {"versions of a family", versions}, {"bits only", bits}, {"search", search},
      {"texts that are too long", too_long})
