/* memlog_buffers.c: buffers in llama.cpp's log.

   Idea: the word before "KV buffer size" names the place, the words around it the use, whatever stands before them
   (timestamps, containers, quotation marks).
   Invariant: a sum that the log prints and that its lines do not add up to leaves the figure empty, with a warning.
   Source: llama-model.cpp, llama-context.cpp, llama-kv-cache*.cpp, llama-memory-recurrent.cpp of ggml-org/llama.cpp,
   2024-01 to 2026-08; src/llama.cpp of ikawrakow/ik_llama.cpp. */
#include "memlog_buffers.h"

#include "arena.h"
#include "bench_format.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Sizes are printed with two digits; a few lines may be added. */
static const double rounding_mib = 0.02;
/* The table at the end has whole MiB, each of a sum of buffers. */
static const double table_mib = 2.5;

static const char *const part_words[MEMLOG_PARTS] = {"the weights", "the cache", "the recurrent state",
                                                     "the compute buffer"};

/* ---- devices ---- */

static bool is_host(const char *label)
{
    return str_starts(label, "CPU") || str_starts(label, "AMX") || str_starts(label, "BLAS") ||
           str_starts(label, "ACCEL") || strstr(label, "_Host") != NULL;
}

struct memlog_device *memlog_buffers_device(struct memlog_text *t, struct memlog_load *l, const char *label)
{
    static const char *const ways[] = {"_Mapped", "_Private", "-REPACK"};
    const char *own = label;
    for (size_t i = 0; i < sizeof ways / sizeof *ways && !is_host(label); i++)
        if (str_ends(own, ways[i]))
            own = arena_strndup(t->arena, own, strlen(own) - strlen(ways[i]));
    for (int i = 0; i < l->n_devices; i++)
        if (strcmp(l->device[i].label, own) == 0)
            return &l->device[i];
    if (l->n_devices == MEMLOG_DEVICES)
        return NULL;
    struct memlog_device *dev = &l->device[l->n_devices++];
    *dev = (struct memlog_device){
        .label = own, .host = is_host(own), .shared = str_ends(own, "_Split"), .free_mib = NAN, .total_mib = NAN};
    for (int part = 0; part < MEMLOG_PARTS; part++)
        dev->mib[part] = dev->open[part] = NAN;
    return dev;
}

double memlog_buffers_sum(const struct memlog_load *l, enum memlog_part part, bool host)
{
    double sum = NAN;
    for (int i = 0; i < l->n_devices; i++)
        if (l->device[i].host == host && !isnan(l->device[i].mib[part]))
            sum = (isnan(sum) ? 0 : sum) + l->device[i].mib[part];
    return sum;
}

static void plus(double *sum, double x)
{
    if (!isnan(x))
        *sum = (isnan(*sum) ? 0 : *sum) + x;
}

void memlog_buffers_close(struct memlog_load *l)
{
    for (int i = 0; i < l->n_devices; i++)
        for (int part = MEMLOG_CACHE; part <= MEMLOG_STATE; part++) {
            plus(&l->device[i].mib[part], l->device[i].open[part]);
            l->device[i].open[part] = NAN;
        }
}

/* ---- single buffers ---- */

/* A line of a buffer, cut into its words. */
struct buffer {
    const char *function, *label, *use; /* "load_tensors", "CUDA0", "model" */
    double mib;                         /* NAN: not readable */
};

/* Returns the start of the word that ends before end. */
static const char *word_before(const char *line, const char *end, const char **stop)
{
    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    *stop = end;
    while (end > line && !isspace((unsigned char)end[-1]))
        end--;
    return end;
}

static bool cut(struct arena *a, const char *line, struct buffer *b)
{
    static const char *const uses[] = {"model", "KV", "RS", "compute", "output", "input"};
    static const char phrase[] = "buffer size";
    const char *at = strstr(line, phrase), *stop;
    if (!at)
        return false;
    *b = (struct buffer){"", "", "", NAN};
    const char *word = word_before(line, at, &stop);
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
        if ((size_t)(stop - word) == strlen(uses[i]) && strncmp(word, uses[i], strlen(uses[i])) == 0) {
            b->use = uses[i];
            word = word_before(line, word, &stop);
            break;
        }
    b->label = arena_strndup(a, word, (size_t)(stop - word));
    word = word_before(line, word, &stop);
    if (stop == word || stop[-1] != ':')
        return false;
    b->function = arena_strndup(a, word, (size_t)(stop - word) - 1);
    at += strlen(phrase);
    at += strspn(at, " \t");
    const bool is = str_starts(at, "is "); /* the line of a check at the end */
    b->mib = *at == '=' ? unit_b_to_mib(memlog_size_b(at + 1 + strspn(at + 1, " \t"), false)) : NAN;
    return !is && *b->label && !strchr(b->label, '\'') && !strchr(b->label, '"');
}

/* Returns the part of memory that a buffer is of; MEMLOG_PARTS: none that counts. */
static enum memlog_part part_of(const struct buffer *b)
{
    static const char *const foreign[] = {"alloc_compute_meta", "reserve_compute_meta", "warmup", "clip", "whisper"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (strstr(b->function, foreign[i]))
            return MEMLOG_PARTS;
    if (strcmp(b->use, "KV") == 0)
        return strstr(b->function, "recurrent") ? MEMLOG_STATE : MEMLOG_CACHE;
    if (strcmp(b->use, "RS") == 0)
        return MEMLOG_STATE;
    if (strcmp(b->use, "compute") == 0)
        return MEMLOG_COMPUTE;
    if (strcmp(b->use, "model") == 0 || (!*b->use && strstr(b->function, "load_tensors")))
        return MEMLOG_WEIGHTS;
    return MEMLOG_PARTS;
}

bool memlog_buffers_line(struct memlog_text *t, struct memlog_load *l, const char *line, int number)
{
    struct buffer b;
    if (!cut(t->arena, line, &b))
        return false;
    const enum memlog_part part = part_of(&b);
    if (part == MEMLOG_PARTS) {
        if (strcmp(b.use, "compute") == 0)
            memlog_tell(t, number,
                        str_format(t->arena, "the buffer of %.40s (%.40s) is left out: it is not the model's", b.label,
                                   b.function));
        return true;
    }
    struct memlog_device *dev = memlog_buffers_device(t, l, b.label);
    if (isnan(b.mib) || b.mib < 0 || !dev) {
        memlog_tell(t, number,
                    str_format(t->arena,
                               "a buffer of %.40s is not read: expected a size such as 128.00 MiB of one of "
                               "%d devices; the figure is left empty",
                               b.label, MEMLOG_DEVICES));
        if (dev)
            dev->mib[part] = INFINITY;
        return true;
    }
    const char *what = str_format(t->arena, "%s of %.40s, in MiB", part_words[part], b.label);
    if (part == MEMLOG_WEIGHTS) { /* one line for each file of a model in parts */
        plus(&dev->mib[part], b.mib);
        dev->mapped |= str_ends(b.label, "_Mapped");
    }
    if (part == MEMLOG_COMPUTE) {
        memlog_put(t, number, &dev->mib[part], b.mib, rounding_mib, what);
        l->ran = true;
        l->failed = false; /* an attempt before it may have failed */
    }
    if (part == MEMLOG_CACHE || part == MEMLOG_STATE)
        memlog_put(t, number, &dev->open[part], b.mib, 0, what);
    return true;
}

/* ---- sums ---- */

static double open_sum(const struct memlog_load *l, enum memlog_part part)
{
    double sum = NAN;
    for (int i = 0; i < l->n_devices; i++)
        plus(&sum, l->device[i].open[part]);
    return sum;
}

/* Returns the format of "K (f16):", and the size behind it; NULL: it is not there. */
static const char *format_of(struct arena *a, const char *line, const char *key, double *mib)
{
    const char *at = strstr(line, key);
    if (!at)
        return NULL;
    at += strlen(key);
    const size_t n = strcspn(at, ")");
    if (at[n] != ')' || at[n + 1] != ':')
        return NULL;
    *mib = unit_b_to_mib(memlog_size_b(at + n + 2 + strspn(at + n + 2, " \t"), false));
    return arena_strndup(a, at, n);
}

static void take_format(struct memlog_text *t, int number, const char **slot, const char *format, const char *what)
{
    if (*slot && strcmp(*slot, format) != 0) {
        memlog_tell(t, number,
                    str_format(t->arena, "the log says two formats of %s, %.20s and %.20s: the first is taken", what,
                               *slot, format));
        return;
    }
    *slot = format;
}

/* Reads the formats of a cache, and how a latent cache is kept. */
static void formats(struct memlog_text *t, struct memlog_load *l, const char *line, int number)
{
    double k_mib = NAN, v_mib = NAN;
    const char *k = format_of(t->arena, line, " K (", &k_mib), *v = format_of(t->arena, line, " V (", &v_mib);
    const char *latent = format_of(t->arena, line, "c^KV (", &k_mib);
    if (latent) {
        take_format(t, number, &l->kv_type, latent, "the cache");
        l->kv_latent = strstr(line, "kv^T: not used") ? "latent" : "copied";
    }
    if (k)
        take_format(t, number, &l->kv_type, k, "the keys");
    if (v && v_mib > 0)
        take_format(t, number, &l->kv_type_v, v, "the values");
    const bool mla = l->arch && strstr(l->arch, "deepseek2");
    if (mla && k_mib > 0 && !l->kv_latent)
        l->kv_latent = v_mib > 0 ? "expanded" : "latent";
}

bool memlog_buffers_total(struct memlog_text *t, struct memlog_load *l, const char *line, int number)
{
    const bool self = strstr(line, "KV self size") != NULL;
    const char *at = strstr(line, self ? "KV self size" : ": size = ");
    const bool keys = strstr(line, " K (") || strstr(line, "c^KV ("), states = strstr(line, " R (") != NULL;
    if (!at || (!keys && !states))
        return false;
    at = strchr(at, '=');
    const enum memlog_part part = keys ? MEMLOG_CACHE : MEMLOG_STATE;
    const double said = at ? unit_b_to_mib(memlog_size_b(at + 1 + strspn(at + 1, " \t"), false)) : NAN,
                 sum = open_sum(l, part);
    const char *same = l->size_line;
    l->size_line = strstr(line, "ize =");
    if (isnan(said)) {
        memlog_tell(t, number,
                    str_format(t->arena, "the sum of %s is not read: expected a size in MiB", part_words[part]));
    } else if (same && l->size_line && strcmp(same, l->size_line) == 0) {
        memlog_tell(t, number,
                    str_format(t->arena, "%s is said twice for one context, %.10g MiB: it is counted once",
                               part_words[part], said));
        for (int i = 0; i < l->n_devices; i++)
            l->device[i].open[part] = NAN;
    } else if (isnan(sum)) { /* its lines are missing: where it lies is not known */
        struct memlog_device *any = memlog_buffers_device(t, l, "(not said where)");
        if (any)
            plus(&any->mib[part], said);
    } else if (isfinite(sum) && fabs(sum - said) > rounding_mib * (1 + l->n_devices)) {
        memlog_tell(t, number,
                    str_format(t->arena,
                               "the buffers of %s add up to %.10g MiB, and the log says %.10g MiB: it is "
                               "left empty",
                               part_words[part], sum, said));
        for (int i = 0; i < l->n_devices; i++)
            if (!isnan(l->device[i].open[part]))
                l->device[i].open[part] = INFINITY;
    }
    if (keys)
        formats(t, l, line, number);
    for (int i = 0; i < l->n_devices; i++) {
        plus(&l->device[i].mib[part], l->device[i].open[part]);
        l->device[i].open[part] = NAN;
    }
    return true;
}

/* ---- the table at the end ---- */

static void compare(struct memlog_text *t, int number, struct memlog_device *dev, enum memlog_part part, double got,
                    double said)
{
    if (!isfinite(got) || isnan(said) || fabs(got - said) <= table_mib)
        return;
    memlog_tell(t, number,
                str_format(t->arena,
                           "the buffers of %s of %.40s add up to %.10g MiB, and the table at the end says "
                           "%.10g MiB: it is left empty",
                           part_words[part], dev->label, got, said));
    dev->mib[part] = INFINITY;
}

bool memlog_buffers_table(struct memlog_text *t, struct memlog_load *l, const char *line, int number)
{
    const char *dash = strstr(line, "|   - "), *paren = dash ? strstr(dash, "+ (") : NULL;
    double whole, v[MEMLOG_PARTS];
    if (!dash || !paren)
        return false;
    const char *label = memlog_word(t->arena, dash + strlen("|   - "), " |("), *at = paren + strlen("+ (");
    bool good = bench_format_number(&at, &whole);
    for (int i = 0; i < 3 && good; i++) { /* model, context, compute */
        at += strspn(at, " \t=+");
        good = bench_format_number(&at, &v[i]);
    }
    if (!good || !*label || is_host(label))
        return good;
    for (int i = 0; i < l->n_devices; i++) {
        struct memlog_device *dev = &l->device[i];
        if (strcmp(dev->label, label) != 0)
            continue;
        double context = dev->mib[MEMLOG_CACHE];
        plus(&context, dev->mib[MEMLOG_STATE]);
        compare(t, number, dev, MEMLOG_WEIGHTS, dev->mib[MEMLOG_WEIGHTS], v[0]);
        compare(t, number, dev, MEMLOG_CACHE, context, v[1]);
        compare(t, number, dev, MEMLOG_COMPUTE, dev->mib[MEMLOG_COMPUTE], v[2]);
    }
    return true;
}
