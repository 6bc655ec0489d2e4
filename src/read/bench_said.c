/* bench_said.c: devices in prose.

   Idea: the longest run of words that is a device's name to the catalogue is a mention; a number beside it counts the
   cards. All mentions of a text must be of one device: people also name what they compare with, and nothing tells the
   two apart for sure. Invariant: a line that compares, or a laptop's chip of a desktop card's name, is never taken. */
#include "bench_said.h"

#include "arena.h"
#include "bench_format.h"
#include "names.h"
#include "numtext.h"
#include "str.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { MOST_WORDS = 60, MOST_NAME = 8, MOST_COUNT = 64, MOST_LINES = 400 };

struct words {
    const char *v[MOST_WORDS];
    bool ends[MOST_WORDS]; /* a mark behind it ends what it belongs to: "RTX 3090, RTX 4090" */
    size_t n;
};

struct mention {
    const char *text;
    const struct device *device; /* NULL: several have that name */
    int count;                   /* 0: not stated */
    bool laptop;
};

struct reader {
    struct arena *a;
    struct names_index *index;
    const struct catalogue *c;
};

/* ---- words ---- */

/* Returns the word without the marks around it. */
static const char *bare(struct arena *a, const char *from, size_t n)
{
    static const char marks[] = "()[]{},;:*#\"'`!?~_|";
    while (n > 0 && strchr(marks, *from)) {
        from++;
        n--;
    }
    while (n > 0 && (strchr(marks, from[n - 1]) || from[n - 1] == '.'))
        n--;
    return arena_strndup(a, from, n);
}

/* Splits "16x3090" and "4xH100" into the count, "16x", and the name. */
static void add_word(struct arena *a, struct words *w, const char *word)
{
    const size_t digits = strspn(word, "0123456789");
    const bool times = digits > 0 && digits < 3 && (word[digits] == 'x' || word[digits] == 'X') &&
                       isalnum((unsigned char)word[digits + 1]);
    if (*word && w->n < MOST_WORDS)
        w->v[w->n++] = times ? arena_strndup(a, word, digits + 1) : word;
    if (times && w->n < MOST_WORDS)
        w->v[w->n++] = word + digits + 1;
}

static struct words split(struct arena *a, const char *line)
{
    struct words w = {.ends = {false}};
    for (const char *at = line + strspn(line, " \t"); *at; at += strspn(at, " \t")) {
        const size_t n = strcspn(at, " \t");
        add_word(a, &w, bare(a, at, n));
        if (w.n > 0)
            w.ends[w.n - 1] = strchr(",;:.", at[n - 1]) != NULL;
        at += n;
    }
    return w;
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (; word && *list; list++)
        if (str_same_word(word, *list))
            return true;
    return false;
}

static const char *at_word(const struct words *w, size_t i)
{
    return i < w->n ? w->v[i] : NULL;
}

/* ---- counts ---- */

/* Returns the number in "4", "4x", "x4" or "two"; 0: it is none. marked: only with the x, or in letters. */
static int count_in(const char *word, bool marked)
{
    static const char *const words[] = {"one", "two", "three", "four", "five", "six", "seven", "eight"};
    if (!word)
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_same_word(word, words[i]))
            return (int)i + 1;
    if (str_same_word(word, "single") || str_same_word(word, "dual"))
        return str_same_word(word, "dual") ? 2 : 1;
    const bool before = (*word == 'x' || *word == 'X') && str_is_digit(word[1]);
    const char *at = word + before;
    const size_t n = strspn(at, "0123456789");
    const char *rest = at + n;
    const bool after = (*rest == 'x' || *rest == 'X') && !rest[1];
    double x = 0;
    if (n == 0 || n > 2 || !(after || !*rest) || (marked && !before && !after) || !numtext_parse(at, n, &x))
        return 0;
    return x >= 1 && x <= MOST_COUNT ? (int)x : 0;
}

/* Returns how many the words around the name, from i to end, count; 0: they do not. */
static int count_around(const struct words *w, size_t i, size_t end)
{
    static const char *const cards[] = {"cards", "gpus", "card", "gpu", "gpu's", NULL}, *const times[] = {"x", NULL};
    const bool counted = is_one_of(at_word(w, end), cards) || is_one_of(w->v[end - 1], cards);
    int n = i > 0 ? count_in(w->v[i - 1], !counted) : 0;
    if (n == 0 && i > 1 && is_one_of(w->v[i - 1], times))
        n = count_in(w->v[i - 2], false);
    for (size_t k = end; n == 0 && k < end + 2 && k < w->n; k++)
        n = count_in(w->v[k], true);
    return n;
}

/* ---- mentions ---- */

/* Returns whether a single word can be a device's name: "A100", not "4090", "a100" of a path or "M2" of a disk. */
static bool says_device(const char *word)
{
    size_t digits = 0;
    for (const char *p = word; *p; p++)
        digits += str_is_digit(*p);
    return isupper((unsigned char)*word) && digits >= 2;
}

/* Returns whether a device's name can begin with the word: people write it in capitals, or begin with the maker. */
static bool begins_name(const char *word)
{
    static const char *const makers[] = {"nvidia", "amd", "intel", "apple",  "geforce",  "radeon", "rtx",
                                         "gtx",    "rx",  "tesla", "quadro", "instinct", "arc",    NULL};
    return isupper((unsigned char)*word) || is_one_of(word, makers);
}

static bool has_digit(const char *text)
{
    return text[strcspn(text, "0123456789")] != '\0';
}

static struct mention look_up(const struct reader *r, const char *text)
{
    struct arena *scratch = arena_new();
    const struct names_found f = names_find_in(r->index, scratch, &kind_device, text);
    struct mention m = {.text = NULL};
    const bool one = f.how == NAMES_ONE, several = f.how == NAMES_SEVERAL && f.n > 0;
    bool alone = one;
    for (size_t i = 0; one && f.open && i < f.n && i < NAMES_MOST; i++)
        alone &= f.near[i] == f.record; /* else another one has this name as well */
    m.device = alone && names_longer(scratch, r->c, &kind_device, text, f.record).n == 0 ? f.record : NULL;
    if (one || several)
        m.text = arena_strdup(r->a, text);
    arena_free(scratch);
    return m;
}

/* Returns how many words from i on can be one name: up to a mark, a word between two things or one that was there. */
static size_t name_words(const struct words *w, size_t i)
{
    static const char *const between[] = {"and", "or", "+",  "&",  "/",  "plus", "with", "on", "in",
                                          "for", "at", "to", "is", "vs", "x",    "-",    NULL};
    size_t n = 0;
    for (; n < MOST_NAME && i + n < w->n && !is_one_of(w->v[i + n], between); n++) {
        for (size_t k = i; k < i + n; k++)
            if (str_same_word(w->v[k], w->v[i + n]))
                return n;
        if (w->ends[i + n])
            return n + 1;
    }
    return n;
}

/* Returns the mention that begins with the word i, the longest, and sets *end behind it; text NULL: none. */
static struct mention mention_at(const struct reader *r, const struct words *w, size_t i, size_t *end)
{
    static const char *const portable[] = {"laptop", "mobile", "notebook", "max-q", NULL};
    struct mention found = {.text = NULL};
    for (size_t n = name_words(w, i); n > 0 && !found.text; n--) {
        struct str phrase = str_new(r->a);
        for (size_t k = i; k < i + n; k++)
            str_addf(&phrase, "%s%s", k > i ? " " : "", w->v[k]);
        const bool counted = i > 0 && count_in(w->v[i - 1], true) > 0 && strlen(phrase.text) > 3;
        if (!has_digit(phrase.text) || (!begins_name(w->v[i]) && !counted) ||
            (n == 1 && !says_device(phrase.text) && !counted))
            continue;
        found = look_up(r, phrase.text);
        *end = i + n;
    }
    if (!found.text)
        return found;
    found.count = count_around(w, i, *end);
    for (size_t k = *end; k < *end + 3 && k < w->n; k++)
        found.laptop |= is_one_of(w->v[k], portable);
    return found;
}

/* ---- lines ---- */

/* Returns whether people wrote the line: no row of a table, command, log or address. */
static bool is_prose(const char *line)
{
    static const char *const marks[] = {"llama_", "ggml_", "llm_load", "print_info", "load_tensors", "INFO", "WARNING",
                                        "://",    " --",   "$ ",       "=>",         "\":",          "0x",   ".gguf"};
    const char *at = line + strspn(line, " \t>");
    if (*at == '|' || *at == '{' || *at == '$' || strstr(line, " | "))
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strstr(line, marks[i]))
            return false;
    return true;
}

static bool compares(const struct words *w)
{
    static const char *const words[] = {"than",     "vs",      "versus",   "compared", "comparison", "unlike",
                                        "other",    "another", "others",   "instead",  "reported",   "reports",
                                        "expected", "similar", "upgraded", "friend",   "sold",       NULL};
    for (size_t i = 0; i < w->n; i++)
        if (is_one_of(w->v[i], words))
            return true;
    return false;
}

/* Reads "|  0%   33C  P8  12W / 600W |  23245MiB /  32607MiB |", a row of nvidia-smi. */
static void read_memory(struct bench_said *s, const char *line, bool *differ)
{
    const char *at = strstr(line, "MiB /");
    double mib = 0;
    if (*line != '|' || !at)
        return;
    at += strlen("MiB /");
    if (!bench_format_number(&at, &mib) || !str_starts(at, "MiB"))
        return;
    *differ |= s->mem_mib > 0 && s->mem_mib != (int)mib;
    s->mem_mib = (int)mib;
}

/* Reads "MODEL: meta-llama/Llama-3.1-8B-Instruct" and "- Model: gpt-oss:20b (MXFP4)". */
static void read_model(struct reader *r, struct bench_said *s, const char *line, int number, bool *differ)
{
    static const char *const keys[] = {"model:", "target model:"};
    const char *at = line + strspn(line, " \t-*>#");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const size_t n = strlen(keys[i]);
        const char *from = strlen(at) > n && str_same_word(arena_strndup(r->a, at, n), keys[i]) ? at + n : NULL;
        from = from ? from + strspn(from, " *\t") : NULL;
        const char *name = from ? bare(r->a, from, strcspn(from, " \t")) : NULL;
        if (!name || !has_digit(name) || strlen(name) < 4)
            continue;
        *differ |= s->model && strcmp(s->model, name) != 0;
        s->model = name;
        s->model_line = number;
    }
}

static void note(struct reader *r, struct bench_said *s, const struct mention *m, int line, bool compared)
{
    const bool clear = m->device && !m->laptop && !compared;
    const bool same = s->gpu && s->device == m->device;
    if (same && clear) {
        s->count = s->count ? s->count : m->count;
        if (m->count && s->count != m->count)
            s->count = -1; /* the text contradicts itself */
        return;
    }
    if (!s->open || !strstr(s->open, m->text))
        s->open = s->open ? str_format(r->a, "%.120s, '%.40s'", s->open, m->text)
                          : str_format(r->a, "'%.40s'", m->text);
    if (s->gpu || !clear || s->line > 0) {
        s->gpu = NULL;
        s->line = line;
        return;
    }
    s->gpu = m->text;
    s->device = m->device;
    s->count = m->count;
    s->line = line;
}

struct bench_said bench_said_read(struct arena *a, const struct catalogue *c, const char *text)
{
    struct reader r = {a, names_index_new(a, c), c};
    struct bench_format_lines lines = {.rest = text};
    struct bench_said said = {.gpu = NULL};
    bool sizes = false, models = false;
    int left = MOST_LINES;
    for (const char *line = bench_format_next(a, &lines); line && left > 0; line = bench_format_next(a, &lines)) {
        read_memory(&said, line, &sizes);
        if (!is_prose(line))
            continue;
        read_model(&r, &said, line, lines.number, &models);
        const struct words w = split(a, line);
        left--;
        const bool compared = compares(&w);
        size_t end = 0;
        for (size_t i = 0; i < w.n; i = end) {
            const struct mention m = mention_at(&r, &w, i, &end);
            if (m.text)
                note(&r, &said, &m, lines.number, compared);
            else
                end = i + 1;
        }
    }
    if (said.gpu && said.count < 0)
        said.gpu = NULL;
    if (said.gpu)
        said.open = NULL;
    said.mem_mib = sizes ? 0 : said.mem_mib;
    said.model = models ? NULL : said.model;
    return said;
}
