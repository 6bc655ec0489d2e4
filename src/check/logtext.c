#include "logtext.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 128 };

/* Lower case, with one hyphen for every run of spaces, underscores, brackets and signs that are not ASCII. */
static void plain(const char *text, char out[NAME])
{
    size_t n = 0;
    for (; *text && n < NAME - 1; text++) {
        const unsigned char u = (unsigned char)*text;
        if (isalnum(u) || u == '.')
            out[n++] = (char)tolower(u);
        else if (n > 0 && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    out[n] = '\0';
}

const struct engine *logtext_engine(const struct catalogue *c, const char *name)
{
    const struct engine *e = catalogue_find(c, &kind_engine, name);
    char low[NAME];
    plain(name, low);
    return e ? e : catalogue_find(c, &kind_engine, low);
}

/* Is this word the size of a model: "8b", "a3b", "135m"? */
static bool is_size(const char *word)
{
    word += *word == 'a' || *word == 'e';
    const size_t n = strspn(word, "0123456789.");
    return n > 0 && (word[n] == 'b' || word[n] == 'm') && word[n + 1] == '\0';
}

const struct model *logtext_model(const struct catalogue *c, const char *name)
{
    const struct model *m = catalogue_find(c, &kind_model, name);
    const char *slash = strrchr(name, '/');
    char low[NAME];
    plain(slash && !strchr(slash, ' ') ? slash + 1 : name, low);
    while (!m) {
        m = catalogue_find(c, &kind_model, low);
        char *last = strrchr(low, '-');
        if (m || !last || is_size(last + 1))
            break;
        *last = '\0';
    }
    return m;
}

/* The quant of that name, case and signs aside. */
static const struct quant *quant_like(const struct catalogue *c, const char *name)
{
    const struct quant *q = catalogue_find(c, &kind_quant, name);
    char want[NAME], have[NAME];
    plain(name, want);
    for (size_t i = 0; i < c->quants.n && !q && *want; i++) {
        plain(c->quants.v[i].id, have);
        if (strcmp(have, want) == 0)
            q = &c->quants.v[i];
    }
    return q;
}

const struct quant *logtext_quant(const struct catalogue *c, const char *label, double *file_gib)
{
    char name[NAME];
    const char *open = label ? strchr(label, '(') : NULL;
    char *end = NULL;
    *file_gib = NAN;
    if (!label)
        return NULL;
    if (open) {
        const double gib = strtod(open + 1, &end);
        if (end > open + 1 && strncmp(end, " GiB", 4) == 0)
            *file_gib = gib;
    }
    const struct quant *q = catalogue_find(c, &kind_quant, label);
    size_t n = 0;
    for (const char *s = label; *s && *s != ',' && n < NAME - 1; s++)
        if (*s != ' ')
            name[n++] = *s;
    name[n] = '\0';
    q = q ? q : catalogue_find(c, &kind_quant, name);
    if (q)
        return q;
    n = strcspn(label, "(,+");
    n = n < NAME - 1 ? n : NAME - 1;
    while (n > 0 && label[n - 1] == ' ')
        n--;
    memcpy(name, label, n);
    name[n] = '\0';
    q = quant_like(c, name);
    char *rows = strrchr(name, '_');
    if (q || !rows || (strcmp(rows, "_R4") != 0 && strcmp(rows, "_R8") != 0))
        return q;
    *rows = '\0'; /* rows interleaved by four or eight: the same bytes in another order */
    return quant_like(c, name);
}

static const struct format *cache_format(const struct catalogue *c, const char *text)
{
    static const struct {
        const char *in, *id;
    } known[] = {
        {"q8_0", "Q8_0"}, {"iq4_nl", "IQ4_NL"}, {"q5_1", "Q5_1"}, {"q5_0", "Q5_0"}, {"q4_1", "Q4_1"},
        {"q4_0", "Q4_0"}, {"fp8", "FP8"},       {"int8", "INT8"}, {"bf16", "BF16"}, {"16", "F16"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strstr(text, known[i].in))
            return catalogue_find(c, &kind_format, known[i].id);
    return NULL;
}

struct logtext_cache logtext_cache(const struct catalogue *c, const char *text)
{
    struct logtext_cache out = {NULL, NULL, PLACEMENT_LATENT};
    const char *values = text ? strstr(text, "/ V ") : NULL;
    if (!text)
        return out;
    if (strstr(text, "expanded"))
        out.latent = PLACEMENT_LATENT_EXPANDED;
    else if (strstr(text, "kv^T"))
        out.latent = PLACEMENT_LATENT_COPIED;
    char keys[NAME];
    snprintf(keys, sizeof keys, "%.*s", values ? (int)(values - text) : (int)strlen(text), text);
    out.k = cache_format(c, keys);
    out.v = values ? cache_format(c, values) : NULL;
    return out;
}

/* "16gb" or "16-gb" in a plain name: its number, and the name without it. */
static double take_memory(char name[NAME])
{
    for (char *p = name; *p; p++) {
        if (!isdigit((unsigned char)*p) || (p > name && p[-1] != '-'))
            continue;
        char *end;
        const double gib = strtod(p, &end);
        const char *rest = end + (*end == '-');
        if (strncmp(rest, "gb", 2) != 0 || isalnum((unsigned char)rest[2]))
            continue;
        rest += 2 + (rest[2] == '-');
        memmove(p, rest, strlen(rest) + 1);
        if (p > name && *p == '\0' && p[-1] == '-')
            p[-1] = '\0';
        return gib;
    }
    return NAN;
}

/* "m1-max-32-core-gpu" is the catalogue's "m1-max-32c". */
static void shorten_cores(char name[NAME])
{
    char *core = strstr(name, "-core-gpu");
    if (core)
        memmove(core + 1, core + strlen("-core-gpu"), strlen(core + strlen("-core-gpu")) + 1), *core = 'c';
}

static const struct device *one_device(const struct catalogue *c, const char *text, double *mem_gib)
{
    char name[NAME], rtx[NAME + 8];
    plain(text, name);
    const struct device *d = catalogue_find(c, &kind_device, name);
    char whole[NAME];
    memcpy(whole, name, sizeof whole);
    *mem_gib = take_memory(name);
    shorten_cores(name);
    static const char *const makers[] = {"nvidia-", "geforce-", "amd-", "radeon-", "apple-"};
    const char *bare = name;
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        if (!d)
            d = catalogue_find(c, &kind_device, bare);
        if (strncmp(bare, makers[i], strlen(makers[i])) == 0)
            bare += strlen(makers[i]);
    }
    if (!d)
        d = catalogue_find(c, &kind_device, bare);
    if (!d && isdigit((unsigned char)*bare)) {
        snprintf(rtx, sizeof rtx, "rtx-%s", bare);
        d = catalogue_find(c, &kind_device, rtx);
        if (!d) {
            snprintf(rtx, sizeof rtx, "rtx-%s", whole);
            d = catalogue_find(c, &kind_device, rtx);
        }
    }
    if (d && isnan(*mem_gib))
        *mem_gib = d->mem_gib;
    return d;
}

bool logtext_devices(const struct catalogue *c, const char *text, int count, struct request *q)
{
    static const struct device any = {.id = "card", .unified = flag_no, .vendor = vendor_other};
    static const struct device metal = {.id = "Apple", .unified = flag_yes, .vendor = vendor_apple};
    const struct device *kind[RIG_MAX_DEVICES];
    double mem_gib[RIG_MAX_DEVICES];
    int kinds = 0, stated = 1;
    for (const char *rest = text; rest && kinds < RIG_MAX_DEVICES;) {
        char part[NAME];
        const char *plus = strstr(rest, " + ");
        snprintf(part, sizeof part, "%.*s", plus ? (int)(plus - rest) : (int)strlen(rest), rest);
        rest = plus ? plus + 3 : NULL;
        int n = 0, used = 0;
        if (sscanf(part, "%dx %n", &n, &used) == 1 && used > 0)
            stated = n;
        kind[kinds] = one_device(c, part + used, &mem_gib[kinds]);
        if (!kind[kinds])
            kind[kinds] = strstr(part, "Apple") || strstr(part, "Metal") ? &metal : &any;
        kinds++;
    }
    const int all = count > 0 ? count : kinds > stated ? kinds : stated;
    if (kinds == 0 || all > RIG_MAX_DEVICES)
        return false;
    bool known = true;
    q->n = all;
    for (int i = 0; i < all; i++) {
        const int of_first = all > kinds ? all - kinds : 0, k = i < of_first ? 0 : i - of_first;
        q->device[i] = kind[k];
        q->mem_gib[i] = mem_gib[k];
        known = known && !isnan(mem_gib[k]);
    }
    return known;
}

double logtext_after(const char *note, const char *word)
{
    const char *at = note ? strstr(note, word) : NULL;
    char *end;
    if (!at)
        return NAN;
    at += strlen(word);
    const double v = strtod(at, &end);
    return end > at ? v : NAN;
}

double logtext_before(const char *note, const char *word)
{
    const char *at = note ? strstr(note, word) : NULL;
    if (!at)
        return NAN;
    const char *from = at;
    while (from > note && (isdigit((unsigned char)from[-1]) || from[-1] == '.'))
        from--;
    return from < at ? strtod(from, NULL) : NAN;
}

bool logtext_later(const char *date, const char *until)
{
    if (!date || strlen(date) < 4)
        return true;
    const size_t n = strlen(date) >= 7 && date[4] == '-' ? 7 : 4;
    return strncmp(date, until, n) > 0;
}
