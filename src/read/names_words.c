#include "names_words.h"

#include "arena.h"
#include "records.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- word lists ---- */

static const char *const device_noise[] = {"nvidia", "amd",      "ati",         "intel",      "apple",    "geforce",
                                           "radeon", "instinct", "tesla",       "quadro",     "graphics", "gpu",
                                           "gpus",   "card",     "corporation", "generation", "edition",  "founders",
                                           "series", "vram",     "memory",      "integrated", "w",        "with"};
static const char *const system_noise[] = {"nvidia", "amd", "apple"};
static const char *const model_noise[] = {
    "instruct", "chat",  "it",       "pt",    "hf",     "base", "gguf",   "imat",    "imatrix",   "i1",     "preview",
    "moe",      "mlx",   "qat",      "qad",   "latest", "meta", "google", "nvidia",  "microsoft", "openai", "mistralai",
    "tencent",  "baidu", "liquidai", "thudm", "zai",    "org",  "ibm",    "unsloth", "bartowski"};
static const char *const quant_noise[] = {"gguf", "qat", "qad", "imatrix"};
static const char *const series[] = {"rtx", "gtx", "rx", "gt", "arc"};
static const char *const variants[] = {"thinking", "reasoning", "abliterated", "uncensored", "derestricted", "heretic"};
/* Words that mean another product or model. */
static const char *const grades[] = {"ti", "super", "d", "xt", "xtx", "gre", "laptop", "sff"};
static const char *const device_tells[] = {"pro", "max", "ultra", "ada", "pcie", "sxm", "nvl", "server", "workstation"};
static const char *const model_tells[] = {"vl",     "vision", "omni",    "audio", "embedding", "reranker", "math",
                                          "coder",  "code",   "distill", "reap",  "mini",      "nano",     "small",
                                          "medium", "large",  "lite",    "air",   "flash",     "pro",      "max"};
/* Machines whose names people put before the chip: "Mac Studio M3 Ultra", "macmini m4", "mac-mini-m4". */
static const char *const machines[] = {"macbook pro", "macbook air", "mac studio", "mac mini",
                                       "mac pro",     "imac",        "macbook"};
/* First letters of brackets that hold a driver, a code name of the chip or a trade mark: "(RADV NAVI31)", "(DG2)",
   "(TM)". */
static const char *const drivers[] = {"radv", "amdvlk", "navi", "vega", "gfx", "llvm", "aco",
                                      "mesa", "nvk",    "dg1",  "dg2",  "bmg", "mtl",  "lnl",
                                      "arl",  "tgl",    "adl",  "rpl",  "r)",  "tm)",  "c)"};
/* Words with which the quant in a model's name begins. */
static const char *const storage[] = {
    "fp8",  "fp16", "f16",   "bf16", "f32",  "fp32", "fp4",  "awq",       "gptq", "nvfp4", "mxfp4",     "mxfp8",  "nf4",
    "int4", "int8", "w4a16", "w8a8", "w4a8", "exl2", "exl3", "autoround", "hqq",  "bnb",   "quantized", "rawint4"};
/* Words that continue the quant. */
static const char *const storage_more[] = {"k",       "s",      "m",     "l",   "xl",   "xs",   "xxs", "nl",   "ks",
                                           "kt",      "kss",    "0",     "1",   "moe",  "r4",   "r8",  "int4", "int8",
                                           "dynamic", "static", "block", "bit", "4bit", "8bit", "nf4"};

static bool among(const char *const list[], size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], word) == 0)
            return true;
    return false;
}
#define AMONG(list, word) among(list, sizeof(list) / sizeof *(list), (word))

bool names_words_is_noise(const struct kind *k, const char *word)
{
    if (k == &kind_device)
        return AMONG(device_noise, word);
    if (k == &kind_model)
        return AMONG(model_noise, word);
    if (k == &kind_system)
        return AMONG(system_noise, word);
    return k == &kind_quant ? AMONG(quant_noise, word)
                            : k == &kind_cpu && (strcmp(word, "amd") == 0 || strcmp(word, "intel") == 0);
}

bool names_words_is_variant(const char *word)
{
    return AMONG(variants, word);
}

bool names_words_is_grade(const char *word)
{
    return AMONG(grades, word);
}

bool names_words_tells(const struct kind *k, const char *word)
{
    return names_words_numbered(word) || (k == &kind_device && (AMONG(grades, word) || AMONG(device_tells, word))) ||
           (k == &kind_model && AMONG(model_tells, word));
}

/* ---- kinds of words ---- */

/* Returns the length of the number at s: digits, with points between digits. */
static size_t number_span(const char *s)
{
    size_t n = 0;
    while (isdigit((unsigned char)s[n]) || (s[n] == '.' && n > 0 && isdigit((unsigned char)s[n + 1])))
        n++;
    return n;
}

static size_t letter_span(const char *s)
{
    size_t n = 0;
    while (islower((unsigned char)s[n]))
        n++;
    return n;
}

bool names_words_numbered(const char *word)
{
    return strpbrk(word, "0123456789") != NULL;
}

static bool is_number(const char *word)
{
    const size_t n = number_span(word);
    return n > 0 && word[n] == '\0';
}

bool names_words_is_size(const char *word)
{
    size_t n = number_span(word);
    if (n > 0 && word[n] == 'x')
        n += 1 + number_span(word + n + 1);
    return n > 0 && (word[n] == 'b' || word[n] == 'm') && word[n + 1] == '\0';
}

bool names_words_is_active(const char *word)
{
    return word[0] == 'a' && isdigit((unsigned char)word[1]) && names_words_is_size(word + 1);
}

/* Returns 24 for 24g, 24gb and 24gib; NaN for another word. */
static double gib_of(const char *word)
{
    const size_t n = number_span(word);
    const bool is = n > 0 &&
                    (strcmp(word + n, "g") == 0 || strcmp(word + n, "gb") == 0 || strcmp(word + n, "gib") == 0);
    return is ? strtod(word, NULL) : NAN;
}

static double cores_of(const char *word)
{
    const size_t n = number_span(word);
    const bool is = n > 0 &&
                    (strcmp(word + n, "c") == 0 || strcmp(word + n, "core") == 0 || strcmp(word + n, "cores") == 0);
    return is ? strtod(word, NULL) : NAN;
}

static bool begins_storage(const char *word)
{
    const char *q = word[0] == 'i' || word[0] == 't' ? word + 1 : word;
    const size_t n = number_span(word);
    return AMONG(storage, word) || (q[0] == 'q' && isdigit((unsigned char)q[1])) ||
           (n > 0 && (strcmp(word + n, "bit") == 0 || strcmp(word + n, "bpw") == 0));
}

/* ---- taking apart ---- */

/* Lower-case words between blanks and signs, with their places in the text. */
struct raw {
    size_t n;
    const char *v[NAMES_WORDS_MOST];
    size_t begin[NAMES_WORDS_MOST], end[NAMES_WORDS_MOST];
};

static bool is_part(const char *text, size_t i)
{
    if (isalnum((unsigned char)text[i]))
        return true;
    return text[i] == '.' && i > 0 && isdigit((unsigned char)text[i - 1]) && isdigit((unsigned char)text[i + 1]);
}

static struct raw split(struct arena *a, const char *text)
{
    struct raw r = {.n = 0};
    for (size_t i = 0; text[i] && r.n < NAMES_WORDS_MOST;) {
        size_t n = 0;
        while (text[i + n] && is_part(text, i + n))
            n++;
        if (n > 0) {
            char *word = arena_strndup(a, text + i, n);
            for (char *p = word; *p; p++)
                *p = (char)tolower((unsigned char)*p);
            r.v[r.n] = word;
            r.begin[r.n] = i;
            r.end[r.n++] = i + n;
        }
        i += n > 0 ? n : 1;
    }
    return r;
}

static void add(struct names_words *w, const char *word)
{
    if (*word && w->n < NAMES_WORDS_MOST && !names_words_has(w, word))
        w->v[w->n++] = word;
}

/* Returns the length of the first part of the word: rtx|3090, 4090|d, v100|sxm2, m3|ultra. Does not split a6000, 30b,
   a3b and l40s. */
static size_t first_part(const char *word)
{
    enum { LONG_NUMBER = 4 };
    const size_t letters = letter_span(word), digits = number_span(word + letters),
                 more = letter_span(word + letters + digits);
    if (letters > 1 && digits > 0)
        return letters;
    if (letters == 1 && digits > 0 && more > 1)
        return letters + digits;
    const char *unit = word + digits;
    const bool whole = strcmp(unit, "gb") == 0 || strcmp(unit, "gib") == 0 || strcmp(unit, "bit") == 0 ||
                       strcmp(unit, "bpw") == 0 || strncmp(unit, "core", 4) == 0;
    if (letters == 0 && digits > 0 && more > 0 && !whole && (digits >= LONG_NUMBER || more > 1))
        return digits;
    return strlen(word);
}

static const char *const *take_apart(struct arena *a, const struct raw *r, size_t from, size_t to, size_t *n)
{
    enum { MOST = 2 * NAMES_WORDS_MOST };
    const char **v = ARENA_ARRAY(a, MOST + 1, const char *);
    *n = 0;
    for (size_t i = from; i < to; i++)
        for (const char *rest = r->v[i]; *rest && *n < MOST;) {
            const size_t part = first_part(rest);
            v[(*n)++] = arena_strndup(a, rest, part);
            rest += part;
        }
    return v;
}

/* Joins a number and its unit: "16 gb", "7 b", "40 core". Returns NULL for other words. */
static const char *joined(struct arena *a, const char *word, const char *next)
{
    static const char *const units[] = {"gb", "gib", "b", "core", "cores", "bit"};
    return next && is_number(word) && AMONG(units, next) ? str_format(a, "%s%s", word, next) : NULL;
}

struct names_words names_words_all(struct arena *a, const char *text)
{
    struct names_words w = {.gib = NAN, .cores = NAN};
    const struct raw r = split(a, text);
    size_t n;
    const char *const *v = take_apart(a, &r, 0, r.n, &n);
    for (size_t i = 0; i < n; i++) {
        const char *one = joined(a, v[i], i + 1 < n ? v[i + 1] : NULL);
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
    else if (k == &kind_device && AMONG(series, word))
        w->series = word;
    else if (!names_words_is_noise(k, word) && strncmp(word, "gfx", 3) != 0)
        add(w, AMONG(mobile, word) ? "laptop" : word);
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
static struct raw without_memory_kind(const struct raw *r)
{
    struct raw out = {.n = 0};
    for (size_t i = 0; i < r->n; i++)
        if (strncmp(r->v[i], "hbm", 3) != 0 && strncmp(r->v[i], "gddr", 4) != 0)
            out.v[out.n++] = r->v[i];
    return out;
}

static struct names_words hardware(struct arena *a, const struct kind *k, const char *text)
{
    struct names_words w = {.gib = NAN, .cores = NAN};
    char *copy = arena_strdup(a, text);
    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    cut_drivers(copy);
    cut_machines(a, copy, k == &kind_system ? &w : NULL);
    const struct raw whole = split(a, copy), r = without_memory_kind(&whole);
    size_t n;
    const char *const *v = take_apart(a, &r, 0, r.n, &n);
    for (size_t i = 0; i < n; i++) {
        const char *one = joined(a, v[i], i + 1 < n ? v[i + 1] : NULL);
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

/* Returns the name without folders, ".gguf" and the part number of a split file. */
static char *stem(struct arena *a, const char *text)
{
    enum { PART = sizeof "-00001-of-00001" - 1 };
    const char *slash = strrchr(text, '/'), *backslash = strrchr(text, '\\');
    char *name = arena_strdup(a, backslash && (!slash || backslash > slash) ? backslash + 1 : slash ? slash + 1 : text);
    size_t n = strlen(name);
    if (n > 5 && str_same_word(name + n - 5, ".gguf"))
        name[n -= 5] = '\0';
    if (n > PART && name[n - PART] == '-' && strncmp(name + n - 9, "-of-", 4) == 0)
        name[n - PART] = '\0';
    return name;
}

/* Returns the index of the word with which the quant begins, r->n if there is none. */
static size_t storage_place(const struct raw *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const char *next = i + 1 < r->n ? r->v[i + 1] : "";
        const bool dynamic = strcmp(r->v[i], "ud") == 0 && begins_storage(next),
                   apart = is_number(r->v[i]) && strcmp(next, "bit") == 0;
        if (begins_storage(r->v[i]) || dynamic || apart)
            return i;
    }
    return r->n;
}

static bool goes_on(const char *word)
{
    const size_t n = number_span(word);
    return AMONG(storage_more, word) || (word[0] == 'g' && is_number(word + 1)) ||
           (n > 0 && strcmp(word + n, "bpw") == 0);
}

static const char *storage_text(struct arena *a, const char *name, const struct raw *r, size_t from)
{
    if (from == r->n)
        return NULL;
    size_t last = strcmp(r->v[from], "ud") == 0 ? from + 1 : from;
    while (last + 1 < r->n && goes_on(r->v[last + 1]))
        last++;
    return arena_strndup(a, name + r->begin[from], r->end[last] - r->begin[from]);
}

static struct names_words model(struct arena *a, const char *text)
{
    struct names_words w = {.gib = NAN, .cores = NAN};
    const char *name = stem(a, text);
    const struct raw r = split(a, name);
    const size_t from = storage_place(&r);
    size_t n;
    const char *const *v = take_apart(a, &r, 0, from, &n);
    for (size_t i = 0; i < n; i++) {
        const char *one = joined(a, v[i], i + 1 < n ? v[i + 1] : NULL), *word = one ? one : v[i];
        if (!names_words_is_noise(&kind_model, word))
            add(&w, word);
        i += one != NULL;
    }
    for (size_t i = from; i < r.n; i++) /* a pruned model may say so behind its quant */
        if (names_words_is_size(r.v[i]) || names_words_is_active(r.v[i]))
            add(&w, r.v[i]);
    w.quant = storage_text(a, name, &r, from);
    return w;
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
    return k == &kind_model ? model(a, text) : plain(a, k, text);
}

bool names_words_has(const struct names_words *w, const char *word)
{
    return among(w->v, w->n, word);
}

bool names_words_within(const struct names_words *part, const struct names_words *whole)
{
    for (size_t i = 0; i < part->n; i++)
        if (!names_words_has(whole, part->v[i]))
            return false;
    return true;
}
