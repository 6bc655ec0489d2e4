#include "names_words.h"

#include "arena.h"
#include "names_device.h"
#include "names_split.h"
#include "records.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- word lists ---- */

static const char *const device_noise[] = {
    "nvidia",   "amd",      "ati",    "intel",      "apple",  "geforce",     "radeon",     "instinct", "tesla",
    "quadro",   "graphics", "gpu",    "gpus",       "card",   "corporation", "generation", "edition",  "founders",
    "series",   "vram",     "memory", "integrated", "w",      "with",        "ram",        "unified",  "shared",
    "discrete", "igpu",     "dgpu",   "ryzen",      "radv",   "the",         "my",         "and",      "silicon",
    "uma",      "eco",      "oc",     "ventus",     "suprim", "windforce",   "eagle",      "vulkan",   "rocm",
    "hip",      "metal",    "cuda",   "opencl",     "sycl",   "radeonsi",    "vf",         "mesa"};
static const char *const system_noise[] = {"nvidia",  "amd", "apple",  "silicon", "gmktec", "gmk",   "ram",
                                           "unified", "uma", "memory", "gpu",     "gpus",   "with",  "the",
                                           "my",      "and", "vulkan", "rocm",    "hip",    "metal", "cuda"};
static const char *const model_noise[] = {
    "instruct", "chat",      "it",      "pt",        "hf",      "base",  "gguf",     "imat",  "imatrix",
    "i1",       "preview",   "moe",     "mlx",       "qat",     "qad",   "latest",   "meta",  "google",
    "nvidia",   "microsoft", "openai",  "mistralai", "tencent", "baidu", "liquidai", "thudm", "zai",
    "org",      "ibm",       "unsloth", "bartowski", "mtp",     "ud",    "quantized"};
static const char *const quant_noise[] = {"gguf", "qad", "imatrix", "i1", "quantized"};
static const char *const series[] = {"rtx", "gtx", "rx", "gt", "arc", "mx"};
static const char *const variants[] = {"thinking",   "think",        "reasoning", "abliterated",
                                       "uncensored", "derestricted", "heretic"};
/* Variants with versions of their own: Qwen3-8B-abliterated-v2. */
static const char *const versioned[] = {"abliterated", "uncensored", "derestricted", "heretic"};
/* Words that mean another product or model. */
static const char *const grades[] = {"ti", "super", "d", "xt", "xtx", "gre", "laptop", "sff", "m"};
static const char *const device_tells[] = {"pro", "max", "ultra", "ada", "pcie", "sxm", "nvl", "server", "workstation"};
static const char *const model_tells[] = {"vl",     "vision", "omni",    "audio", "embedding", "reranker", "math",
                                          "coder",  "code",   "distill", "reap",  "mini",      "nano",     "small",
                                          "medium", "large",  "lite",    "air",   "flash",     "pro",      "max"};
/* Machines whose names people put before the chip: "Mac Studio M3 Ultra", "macmini m4", "mac-mini-m4". */
static const char *const machines[] = {"macbook pro", "macbook air", "mac studio", "mac mini",
                                       "mac pro",     "imac",        "macbook"};
/* First letters of brackets that hold a driver, a code name of the chip or a trade mark: "(RADV NAVI31)", "(DG2)",
   "(TM)". */
static const char *const drivers[] = {"radv", "amdvlk", "navi", "vega",       "gfx",       "llvm", "aco", "mesa", "nvk",
                                      "dg1",  "dg2",    "bmg",  "mtl",        "lnl",       "arl",  "tgl", "adl",  "rpl",
                                      "r)",   "tm)",    "c)",   "battlemage", "alchemist", "bdw",  "skl", "kbl",  "cfl",
                                      "whl",  "cml",    "icl",  "rkl",        "glk",       "jsl",  "ehl"};

/* Words with which the quant in a model's name begins. */
static const char *const storage[] = {"fp8",  "fp16",  "f16",       "bf16",    "f32",      "fp32", "fp4",
                                      "awq",  "gptq",  "nvfp4",     "mxfp4",   "mxfp8",    "nf4",  "int4",
                                      "int8", "w4a16", "w8a8",      "w4a8",    "exl2",     "exl3", "autoround",
                                      "hqq",  "bnb",   "quantized", "rawint4", "nvfp4a16", "apex"};
/* Words before the quant that belong to it: Unsloth's UD-Q4_K_XL and qat-UD-Q4_K_XL, ubergarm's smol-IQ4_K. */
static const char *const storage_first[] = {"ud", "smol", "qat", "optiq"};
/* Words that continue the quant. */
static const char *const storage_more[] = {
    "k",   "s",    "m",    "l",    "xl",  "xs",  "xxs",     "nl",      "ks",      "kt",     "kss",
    "0",   "1",    "moe",  "r4",   "r8",  "r16", "int4",    "int8",    "dynamic", "static", "block",
    "bit", "4bit", "8bit", "nf4",  "h6",  "h8",  "mix",     "w2q2k",   "aprojq8", "sexpq8", "outq8",
    "x",   "kl",   "exl2", "exl3", "tr3", "i",   "compact", "quality", "balanced"};

bool names_words_is_noise(const struct kind *k, const char *word)
{
    if (k == &kind_device)
        return NAMES_AMONG(device_noise, word);
    if (k == &kind_model)
        return NAMES_AMONG(model_noise, word);
    if (k == &kind_system)
        return NAMES_AMONG(system_noise, word);
    return k == &kind_quant ? NAMES_AMONG(quant_noise, word)
                            : k == &kind_cpu && (strcmp(word, "amd") == 0 || strcmp(word, "intel") == 0);
}

bool names_words_is_variant(const char *word)
{
    return NAMES_AMONG(variants, word);
}

struct names_words names_words_without_variants(const struct names_words *w)
{
    struct names_words out = *w;
    out.n = 0;
    for (size_t i = 0; i < w->n; i++)
        if (!names_words_is_variant(w->v[i]))
            out.v[out.n++] = w->v[i];
    return out;
}

bool names_words_is_grade(const char *word)
{
    return NAMES_AMONG(grades, word);
}

bool names_words_tells(const struct kind *k, const char *word)
{
    return names_words_numbered(word) ||
           (k == &kind_device && (NAMES_AMONG(grades, word) || NAMES_AMONG(device_tells, word))) ||
           (k == &kind_model && NAMES_AMONG(model_tells, word));
}

/* ---- kinds of words ---- */

bool names_words_numbered(const char *word)
{
    return strpbrk(word, "0123456789") != NULL;
}

bool names_words_is_size(const char *word)
{
    size_t n = names_split_number(word);
    if (n > 0 && word[n] == 'x')
        n += 1 + names_split_number(word + n + 1);
    return n > 0 && (word[n] == 'b' || word[n] == 'm' || word[n] == 't') && word[n + 1] == '\0';
}

bool names_words_sized(const struct names_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (names_words_is_size(w->v[i]) || (w->v[i][0] == 'e' && names_words_is_size(w->v[i] + 1)))
            return true;
    return false;
}

bool names_words_is_active(const char *word)
{
    return word[0] == 'a' && isdigit((unsigned char)word[1]) && names_words_is_size(word + 1);
}

/* Returns 24 for 24g, 24gb, 24gib and the French 24go; NaN for another word. */
static double gib_of(const char *word)
{
    const size_t n = names_split_number(word);
    const bool is = n > 0 && (strcmp(word + n, "g") == 0 || strcmp(word + n, "gb") == 0 ||
                              strcmp(word + n, "gib") == 0 || strcmp(word + n, "go") == 0);
    return is ? strtod(word, NULL) : NAN;
}

static double cores_of(const char *word)
{
    static const char *const units[] = {"c", "core", "cores", "cu", "cus"};
    const size_t n = names_split_number(word);
    return n > 0 && NAMES_AMONG(units, word + n) ? strtod(word, NULL) : NAN;
}

static void add(struct names_words *w, const char *word)
{
    if (*word && w->n < NAMES_WORDS_MOST && !names_words_has(w, word))
        w->v[w->n++] = word;
}

struct names_words names_words_all(struct arena *a, const char *text)
{
    struct names_words w = {.gib = NAN, .cores = NAN};
    const struct names_split r = names_split_text(a, text);
    size_t n;
    const char *const *v = names_split_apart(a, &r, 0, r.n, &n);
    for (size_t i = 0; i < n; i++) {
        const char *one = names_split_joined(a, v[i], i + 1 < n ? v[i + 1] : NULL);
        add(&w, one ? one : v[i]);
        i += one != NULL;
    }
    return w;
}

/* ---- devices and systems ---- */

/* Blanks out brackets that hold a driver, a code name or a trade mark. */
static void cut_drivers(char *text)
{
    for (char *open = strchr(text, '('); open; open = strchr(open + 1, '(')) {
        const char *close = strchr(open, ')');
        for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
            if (strncmp(open + 1, drivers[i], strlen(drivers[i])) == 0)
                memset(open, ' ', close ? (size_t)(close + 1 - open) : strlen(open));
    }
}

/* Returns the length of the machine's name at the start of text, whose words a blank, a '-' or nothing parts; 0: it is
   not there. */
static size_t machine_span(const char *text, const char *machine)
{
    size_t n = 0;
    for (const char *p = machine; *p; p++) {
        if (*p == ' ' && text[n] != ' ' && text[n] != '-')
            continue;
        if (*p != ' ' && text[n] != *p)
            return 0;
        n++;
    }
    return islower((unsigned char)text[n]) ? 0 : n;
}

/* Adds the words of a machine's name; "macbookpro" for "pro", which is not that of a chip. */
static void add_machine(struct arena *a, struct names_words *w, const char *machine)
{
    const size_t first = strcspn(machine, " ");
    const char *second = machine[first] ? machine + first + 1 : "";
    add(w, arena_strndup(a, machine, first));
    add(w, strcmp(second, "pro") == 0 ? str_format(a, "%.*s%s", (int)first, machine, second) : second);
}

/* Returns the text with "mbp" written out. */
static char *machines_in_full(struct arena *a, const char *text)
{
    static const char *const shorts[][2] = {{"mbp", "macbook pro"}, {"mba", "macbook air"}};
    struct str out = str_new(a);
    for (const char *p = text; *p;) {
        size_t n = 0;
        while (isalnum((unsigned char)p[n]))
            n++;
        const char *word = arena_strndup(a, p, n);
        for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
            word = strcmp(word, shorts[i][0]) == 0 ? shorts[i][1] : word;
        str_addf(&out, "%s%.1s", word, p + n);
        p += n + (p[n] != '\0');
    }
    return out.text;
}

/* Blanks out the names of machines; adds their words to w (NULL: nowhere). */
static void cut_machines(struct arena *a, char *text, struct names_words *w)
{
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        for (char *at = text; *at; at++) {
            const size_t n = at > text && isalnum((unsigned char)at[-1]) ? 0 : machine_span(at, machines[i]);
            memset(at, ' ', n);
            if (n > 0 && w)
                add_machine(a, w, machines[i]);
        }
}

static void add_hardware(struct names_words *w, const struct kind *k, const char *word)
{
    static const char *const mobile[] = {"mobile", "notebook"};
    const double gib = gib_of(word), cores = cores_of(word);
    if (!isnan(gib))
        w->gib = gib;
    else if (!isnan(cores))
        w->cores = cores;
    else if (k == &kind_device && NAMES_AMONG(series, word))
        w->series = word;
    else if (!names_words_is_noise(k, word) && strncmp(word, "gfx", 3) != 0)
        add(w, NAMES_AMONG(mobile, word) ? "laptop" : word);
}

/* A series is a word of the name where no other word has a number: TITAN RTX. */
static void settle_series(struct names_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (names_words_numbered(w->v[i]))
            return;
    if (w->series)
        add(w, w->series);
    w->series = NULL;
}

/* Leaves out the kind of memory: the 3 of HBM3 is not a model number. */
static struct names_split without_memory_kind(const struct names_split *r)
{
    struct names_split out = {.n = 0};
    for (size_t i = 0; i < r->n; i++)
        if (strncmp(r->v[i], "hbm", 3) != 0 && strncmp(r->v[i], "gddr", 4) != 0)
            out.v[out.n++] = r->v[i];
    return out;
}

static char *lower_case(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);
    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return copy;
}

static struct names_words hardware(struct arena *a, const struct kind *k, const char *text)
{
    struct names_words w = {.gib = NAN, .cores = NAN};
    char *copy = k == &kind_device ? names_device_read(a, text).text : lower_case(a, text);
    cut_drivers(copy);
    copy = machines_in_full(a, copy);
    cut_machines(a, copy, k == &kind_system ? &w : NULL);
    const struct names_split whole = names_split_text(a, copy), r = without_memory_kind(&whole);
    size_t n;
    const char *const *v = names_split_apart(a, &r, 0, r.n, &n);
    for (size_t i = 0; i < n; i++) {
        const char *one = names_split_joined(a, v[i], i + 1 < n ? v[i + 1] : NULL);
        const size_t at = i + (one != NULL);
        const bool of_cpu = !isnan(cores_of(one ? one : v[i])) && at + 1 < n && strcmp(v[at + 1], "cpu") == 0;
        if (!of_cpu)
            add_hardware(&w, k, one ? one : v[i]);
        i = at + of_cpu;
    }
    settle_series(&w);
    return w;
}

/* ---- models ---- */

static bool begins_storage(const char *word)
{
    const bool one = word[0] == 'i' || word[0] == 't' || word[0] == 'o'; /* iq4, tq1, oq4 */
    const char *q = str_starts(word, "ptq") ? word + 2 : one ? word + 1 : word;
    const size_t n = names_split_number(word);
    const bool family = q[0] == 'q' && isdigit((unsigned char)q[1]) && q[2] == '.'; /* Q3.5-BlueStar-27B */
    return NAMES_AMONG(storage, word) || (q[0] == 'q' && isdigit((unsigned char)q[1]) && !family) ||
           (n > 0 && (strcmp(word + n, "bit") == 0 || strcmp(word + n, "bpw") == 0));
}

/* Returns the repository of its parts, all ".safetensors" or "model-00001-of-00002.safetensors"; else the text. */
static const char *without_parts(struct arena *a, const char *text)
{
    static const char end[] = ".safetensors";
    const size_t n = strlen(text);
    const char *slash = strrchr(text, '/');
    const bool parts = slash && slash > text && n > sizeof end && strcmp(text + n - strlen(end), end) == 0 &&
                       (slash[1] == '*' || str_starts(slash + 1, "model"));
    return parts ? arena_strndup(a, text, (size_t)(slash - text)) : text;
}

/* Returns the name without folders, ".gguf" and the part number of a split file. */
static char *stem(struct arena *a, const char *text)
{
    enum { PART = sizeof "-00001-of-00001" - 1 };
    text = without_parts(a, text);
    const char *slash = strrchr(text, '/'), *backslash = strrchr(text, '\\');
    char *name = arena_strdup(a, backslash && (!slash || backslash > slash) ? backslash + 1 : slash ? slash + 1 : text);
    size_t n = strlen(name);
    if (n > 5 && str_same_word(name + n - 5, ".gguf"))
        name[n -= 5] = '\0';
    if (n > PART && name[n - PART] == '-' && strncmp(name + n - 9, "-of-", 4) == 0)
        name[n - PART] = '\0';
    for (char *x = name; *x; x++) { /* 17Bx16E: experts of Llama 4 */
        const size_t experts = tolower((unsigned char)*x) == 'x' ? names_split_number(x + 1) : 0;
        if (experts > 0 && x > name && tolower((unsigned char)x[-1]) == 'b' &&
            tolower((unsigned char)x[1 + experts]) == 'e')
            *x = ' ';
    }
    return name;
}

/* Returns true for the format that a model was released in, which another format behind it replaces:
   gpt-oss-20b-BF16-abliterated-MXFP4_MOE. */
static bool is_released(const char *word)
{
    return strcmp(word, "bf16") == 0 || strcmp(word, "fp16") == 0 || strcmp(word, "f16") == 0;
}

/* Returns the index of the first word at `from` or behind it with which a quant begins, r->n if there is none. The word
   "quantized" says nothing before a format: quantized.w4a16. */
static size_t storage_from(const struct names_split *r, size_t from)
{
    for (size_t i = from; i < r->n; i++) {
        const char *next = i + 1 < r->n ? r->v[i + 1] : "";
        const char *third = i + 2 < r->n ? r->v[i + 2] : "";
        const bool dynamic = NAMES_AMONG(storage_first, r->v[i]) &&
                             (begins_storage(next) || (NAMES_AMONG(storage_first, next) && begins_storage(third))),
                   apart = names_split_is_number(r->v[i]) && strcmp(next, "bit") == 0;
        const bool again = strcmp(r->v[i], "quantized") == 0 && begins_storage(next),
                   first = strcmp(r->v[i], "apex") == 0 && i == 0;
        if (!again && !first && (begins_storage(r->v[i]) || dynamic || apart))
            return i;
    }
    return r->n;
}

/* Returns the index of the word with which the quant begins, r->n if there is none. */
static size_t storage_place(const struct names_split *r)
{
    const size_t first = storage_from(r, 0);
    const size_t later = first + 1 < r->n && is_released(r->v[first]) ? storage_from(r, first + 1) : r->n;
    return later < r->n && later > first + 1 ? later : first;
}

static bool goes_on(const char *word)
{
    const size_t n = names_split_number(word);
    return NAMES_AMONG(storage_more, word) || (word[0] == 'g' && names_split_is_number(word + 1)) ||
           (str_starts(word, "gs") && names_split_is_number(word + 2)) || (n > 0 && strcmp(word + n, "bpw") == 0);
}

static const char *storage_text(struct arena *a, const char *name, const struct names_split *r, size_t from)
{
    if (from == r->n)
        return NULL;
    size_t last = from;
    while (last + 1 < r->n && NAMES_AMONG(storage_first, r->v[last]))
        last++;
    const bool rounded = last + 1 < r->n && strcmp(r->v[last], "int4") == 0 && strcmp(r->v[last + 1], "autoround") == 0;
    last += rounded;
    while (last + 1 < r->n && goes_on(r->v[last + 1]))
        last++;
    return arena_strndup(a, name + r->begin[from], r->end[last] - r->begin[from]);
}

static void add_word(struct names_words *w, const char *word, bool repeats)
{
    if (*word && w->n < NAMES_WORDS_MOST && (repeats || !names_words_has(w, word)))
        w->v[w->n++] = word;
}

/* Returns true for v2 and v1.1. */
static bool is_version(const char *word)
{
    return word[0] == 'v' && isdigit((unsigned char)word[1]) && names_split_is_number(word + 1);
}

static struct names_words model(struct arena *a, const char *text, bool repeats)
{
    struct names_words w = {.gib = NAN, .cores = NAN};
    const char *name = stem(a, text);
    const struct names_split r = names_split_text(a, name);
    const size_t from = storage_place(&r);
    size_t n;
    const char *const *v = names_split_apart(a, &r, 0, from, &n);
    for (size_t i = 0; i < n; i++) {
        const char *one = names_split_joined(a, v[i], i + 1 < n ? v[i + 1] : NULL), *word = one ? one : v[i];
        if ((i == 0 && strcmp(word, "mtp") == 0) || !names_words_is_noise(&kind_model, word))
            add_word(&w, word, repeats);
        i += one != NULL;
        i += NAMES_AMONG(versioned, word) && i + 1 < n && is_version(v[i + 1]);
    }
    for (size_t i = from; i < r.n; i++) /* a pruned model may say so behind its quant */
        if (names_words_is_size(r.v[i]) || names_words_is_active(r.v[i]))
            add_word(&w, r.v[i], repeats);
    w.quant = storage_text(a, name, &r, from);
    return w;
}

struct names_words names_words_sequence(struct arena *a, const char *text)
{
    return model(a, text, true);
}

struct names_split names_words_written(struct arena *a, const char *text)
{
    return names_split_text(a, stem(a, text));
}

/* ---- the rest ---- */

static struct names_words plain(struct arena *a, const struct kind *k, const char *text)
{
    const struct names_words all = names_words_all(a, text);
    struct names_words w = {.gib = NAN, .cores = NAN};
    for (size_t i = 0; i < all.n; i++)
        if (!names_words_is_noise(k, all.v[i]))
            add(&w, all.v[i]);
    return w;
}

struct names_words names_words_of(struct arena *a, const struct kind *k, const char *text)
{
    if (k == &kind_device || k == &kind_system)
        return hardware(a, k, text);
    return k == &kind_model ? model(a, text, false) : plain(a, k, text);
}

bool names_words_has(const struct names_words *w, const char *word)
{
    return names_split_among(w->v, w->n, word);
}

bool names_words_within(const struct names_words *part, const struct names_words *whole)
{
    for (size_t i = 0; i < part->n; i++)
        if (!names_words_has(whole, part->v[i]))
            return false;
    return true;
}
