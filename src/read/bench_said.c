/* bench_said.c: devices in prose.

   Idea: the longest run of words that is a device's name to the catalogue is a mention; a number beside it counts the
   cards, and so do the rows of nvidia-smi. All mentions of a text must be of one device, or of a name that several
   share with it: people also name what they compare with, and nothing tells the two apart for sure. A processor is the
   device only where no other is named. Invariant: a line that compares, or a laptop's chip of a desktop card's name, is
   never taken. */
#include "bench_said.h"

#include "arena.h"
#include "bench_format.h"
#include "names.h"
#include "numtext.h"
#include "str.h"
#include "text_set.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { MOST_WORDS = 60, MOST_NAME = 8, MOST_COUNT = 64, MOST_LINES = 400, MOST_MENTIONS = 60, MOST_LOOKED_UP = 2000 };

struct words {
    const char *v[MOST_WORDS];
    bool ends[MOST_WORDS]; /* a mark behind it ends what it belongs to: "RTX 3090, RTX 4090" */
    size_t n;
};

struct mention {
    const char *text;
    const struct device *device;    /* NULL: several have that name */
    const void *others[NAMES_MOST]; /* which */
    int count;                      /* 0: not stated */
    int line;
    bool laptop, compared, processor; /* processor: the name is one's */
};

struct reader {
    struct arena *a;
    struct names_index *index;
    struct text_set looked_up; /* phrases that were looked up, with their place in `known` */
    struct mention *known;
    size_t n_known, room_known;
    struct mention found[MOST_MENTIONS];
    size_t n;
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

/* Returns the length of the sign for "times" at text; 0: there is none. */
static size_t times_sign(const char *text)
{
    static const char *const signs[] = {"x", "X", "*", "\xC3\x97"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_starts(text, signs[i]))
            return strlen(signs[i]);
    return 0;
}

/* Splits "16x3090" and "4*H100" into the count, "16x", and the name. */
static void add_word(struct arena *a, struct words *w, const char *word)
{
    const size_t digits = strspn(word, "0123456789"), sign = times_sign(word + digits);
    const bool times = digits > 0 && digits < 3 && sign > 0 && isalnum((unsigned char)word[digits + sign]);
    if (*word && w->n < MOST_WORDS)
        w->v[w->n++] = times ? str_format(a, "%.*sx", (int)digits, word) : word;
    if (times && w->n < MOST_WORDS)
        w->v[w->n++] = word + digits + sign;
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
    const bool after = times_sign(rest) > 0 && !rest[times_sign(rest)];
    double x = 0;
    if (n == 0 || n > 2 || !(after || !*rest) || (marked && !before && !after) || !numtext_parse(at, n, &x))
        return 0;
    return x >= 1 && x <= MOST_COUNT ? (int)x : 0;
}

/* Returns how many the words around the name, from i to end, count; 0: they do not. */
static int count_around(const struct words *w, size_t i, size_t end)
{
    static const char *const cards[] = {"cards", "gpus", "card", "gpu", "gpu's", NULL}, *const times[] = {
                                                                                            "x", "\xC3\x97", NULL};
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

/* Returns whether the word i is the name of a server's card in small letters, "a100", where the text says that
   something ran on it: "on a100". */
static bool ran_on(const struct words *w, size_t i)
{
    static const char *const before[] = {"on", "with", "using", NULL}, *const begin[] = {"a",  "b",  "h", "l",
                                                                                         "gb", "gh", "mi"};
    bool card = false;
    for (size_t k = 0; k < sizeof begin / sizeof *begin; k++)
        card |= str_starts(w->v[i], begin[k]) && strspn(w->v[i] + strlen(begin[k]), "0123456789") >= 2;
    return card && i > 0 && is_one_of(w->v[i - 1], before);
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

/* Returns whether the words can be a name: all have a digit but a few machines of two words, "DGX Spark". */
static bool can_be_name(const char *phrase)
{
    static const char *const plain[] = {"DGX Spark", "Jetson ", "Strix Halo"};
    bool named = has_digit(phrase);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        named |= strstr(phrase, plain[i]) != NULL;
    return named;
}

static struct mention look_up_anew(const struct reader *r, const char *text)
{
    struct arena *scratch = arena_new();
    const struct names_found f = names_find_in(r->index, scratch, &kind_device, text);
    struct mention m = {.text = NULL};
    const bool one = f.how == NAMES_ONE, several = f.how == NAMES_SEVERAL && f.n > 0;
    bool alone = one;
    for (size_t i = 0; one && f.open && i < f.n && i < NAMES_MOST; i++)
        alone &= f.near[i] == f.record; /* else another one has this name as well */
    m.device = alone && names_longer_in(r->index, scratch, &kind_device, text, f.record).n == 0 ? f.record : NULL;
    for (size_t i = 0; i < f.n && i < NAMES_MOST; i++)
        m.others[i] = f.near[i];
    if (one || several)
        m.text = arena_strdup(r->a, text);
    arena_free(scratch);
    return m;
}

/* Returns what a phrase, which stays, means. Logs say the same again and again, so each is looked up once; those behind
   MOST_LOOKED_UP mean nothing. */
static struct mention look_up(struct reader *r, const char *text)
{
    const size_t place = text_set_find(&r->looked_up, text);
    if (place != TEXT_SET_NONE)
        return r->known[place];
    if (r->n_known == MOST_LOOKED_UP)
        return (struct mention){.text = NULL};
    text_set_add(&r->looked_up, text, r->n_known);
    r->known = arena_more(r->a, r->known, r->n_known, &r->room_known, sizeof *r->known);
    r->known[r->n_known] = look_up_anew(r, text);
    return r->known[r->n_known++];
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
static struct mention mention_at(struct reader *r, const struct words *w, size_t i, size_t *end)
{
    static const char *const portable[] = {"laptop", "mobile", "notebook", "max-q", NULL}, *const processors[] = {
                                                                                               "Ryzen", "Core", "Xeon",
                                                                                               "EPYC", "Threadripper"};
    struct mention found = {.text = NULL};
    for (size_t n = name_words(w, i); n > 0 && !found.text; n--) {
        struct str phrase = str_new(r->a);
        for (size_t k = i; k < i + n; k++)
            str_addf(&phrase, "%s%s", k > i ? " " : "", w->v[k]);
        const bool counted = i > 0 && count_in(w->v[i - 1], true) > 0 && strlen(phrase.text) > 3;
        if (!can_be_name(phrase.text) || (!begins_name(w->v[i]) && !counted && !(n == 1 && ran_on(w, i))) ||
            (n == 1 && !says_device(phrase.text) && !counted && !ran_on(w, i)))
            continue;
        found = look_up(r, phrase.text);
        *end = i + n;
    }
    if (!found.text)
        return found;
    for (size_t k = 0; k < sizeof processors / sizeof *processors; k++)
        found.processor |= strstr(found.text, processors[k]) != NULL;
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

/* Reads "MODEL: meta-llama/Llama-3.1-8B-Instruct", "- Model: gpt-oss:20b (MXFP4)" and a page of Hugging Face. */
static void read_model(struct reader *r, struct bench_said *s, const char *line, int number, bool *differ)
{
    static const char *const keys[] = {"model:", "target model:"}, *const place = "https://huggingface.co/";
    const char *at = line + strspn(line, " \t-*>#");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const size_t n = strlen(keys[i]);
        const char *from = strlen(at) > n && str_same_word(arena_strndup(r->a, at, n), keys[i]) ? at + n : NULL;
        from = from ? from + strspn(from, " *\t") : NULL;
        from = from && str_starts(from, place) ? from + strlen(place) : from;
        const char *name = from ? bare(r->a, from, strcspn(from, " \t")) : NULL;
        if (!name || !has_digit(name) || strlen(name) < 4)
            continue;
        *differ |= s->model && strcmp(s->model, name) != 0;
        s->model = name;
        s->model_line = number;
    }
}

/* Takes up a row of nvidia-smi, "|   0  NVIDIA GB10   On  |   0000000F:01:00.0 Off |". */
static void read_row(struct reader *r, const char *line, int number)
{
    const char *at = line + strspn(line, "| \t");
    const size_t digits = strspn(at, "0123456789");
    const char *name = at + digits + strspn(at + digits, " "), *end = strstr(name, "  "), *bar = strchr(name, '|');
    if (*line != '|' || digits == 0 || name < at + digits + 2 || !end || !bar || end > bar || !strstr(bar, ":00.0"))
        return;
    struct mention m = look_up(r, arena_strndup(r->a, name, (size_t)(end - name)));
    for (size_t i = 0; i < r->n; i++)
        if (m.text && r->found[i].line < 0 && strcmp(r->found[i].text, m.text) == 0) {
            r->found[i].count++;
            return;
        }
    m.count = 1;
    m.line = -number;
    if (m.text && r->n < MOST_MENTIONS)
        r->found[r->n++] = m;
}

static bool among(const struct mention *m, const struct device *d)
{
    bool is = m->device == d;
    for (size_t i = 0; !m->device && i < NAMES_MOST; i++)
        is |= m->others[i] == d;
    return is;
}

/* Lists what the text names, each name once. */
static void list(struct reader *r, struct bench_said *s, const struct mention *m)
{
    if (!s->open || !strstr(s->open, m->text))
        s->open = s->open ? str_format(r->a, "%.120s, '%.40s'", s->open, m->text)
                          : str_format(r->a, "'%.40s'", m->text);
}

/* Sets what all mentions agree on. */
static void decide(struct reader *r, struct bench_said *s)
{
    const struct mention *best = NULL;
    bool cards = false, clear = true;
    for (size_t i = 0; i < r->n; i++)
        cards |= !r->found[i].processor;
    for (size_t i = 0; i < r->n; i++)
        if (r->found[i].device && !(cards && r->found[i].processor) && (!best || best->line < 0))
            best = &r->found[i];
    for (size_t i = 0; i < r->n; i++) {
        const struct mention *m = &r->found[i];
        if (cards && m->processor)
            continue;
        list(r, s, m);
        clear &= best && among(m, best->device) && !m->laptop && !m->compared;
        if (m->line < 0)
            s->listed = m->count;
        else if (s->count && m->count && s->count != m->count)
            clear = false; /* the text contradicts itself */
        else
            s->count = s->count ? s->count : m->count;
    }
    if (!best || !clear)
        return;
    s->gpu = best->text;
    s->device = best->device;
    s->line = best->line < 0 ? -best->line : best->line;
    s->count = s->count == 0 && s->listed == 1 ? 1 : s->count;
    s->open = NULL;
}

struct bench_said bench_said_read(struct arena *a, const struct catalogue *c, const char *text)
{
    struct reader r = {.a = a, .index = names_index_new(a, c), .looked_up = text_set_new(a)};
    struct bench_format_lines lines = {.rest = text};
    struct bench_said said = {.gpu = NULL};
    bool sizes = false, models = false;
    int left = MOST_LINES;
    for (const char *line = bench_format_next(a, &lines); line && left > 0; line = bench_format_next(a, &lines)) {
        read_memory(&said, line, &sizes);
        read_row(&r, line, lines.number);
        if (is_prose(line) || strstr(line, "https://huggingface.co/"))
            read_model(&r, &said, line, lines.number, &models);
        if (!is_prose(line))
            continue;
        const struct words w = split(a, line);
        left--;
        const bool compared = compares(&w);
        size_t end = 0;
        for (size_t i = 0; i < w.n; i = end) {
            struct mention m = mention_at(&r, &w, i, &end);
            m.line = lines.number;
            m.compared = compared;
            if (!m.text)
                end = i + 1;
            else if (r.n < MOST_MENTIONS)
                r.found[r.n++] = m;
        }
    }
    decide(&r, &said);
    said.mem_mib = sizes ? 0 : said.mem_mib;
    said.model = models ? NULL : said.model;
    return said;
}
