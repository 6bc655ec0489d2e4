#include "names_tune.h"

#include "arena.h"
#include "names_part.h"
#include "names_split.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

/* Words that mean another shape or another product, wherever they stand. */
static const char *const other[] = {
    "visual",       "video",     "image",  "edit",   "vla",     "diffusion", "reward",     "rm",         "prm",
    "classifier",   "mini",      "nano",   "small",  "medium",  "large",     "lite",       "air",        "flash",
    "pro",          "max",       "plus",   "next",   "turbo",   "ultra",     "super",      "tiny",       "micro",
    "slim",         "reap",      "reaped", "prune",  "pruned",  "pruning",   "minitron",   "upscale",    "upscaled",
    "franken",      "expanded",  "layer",  "layers", "depth",   "stack",     "stacked",    "brainstorm", "passthrough",
    "frankenmerge", "assistant", "from",   "t5",     "encoder", "bitnet",    "mamba",      "hybrid",     "safeguard",
    "judge",        "mtp",       "nextn",  "vocab",  "experts", "sae",       "transcoder", "tokenizer",  "config",
    "peft",         "qlora"};
/* Words that mean another product before the size (Qwen3-Coder-30B), and a training behind it (Qwen3-1.7B-Coder). */
static const char *const before_size[] = {"coder", "code", "math", "distill", "distilled", "instruct"};

/* ---- dates ---- */

/* Returns true for 0731 and 2507: month and day, or year and month. */
static bool is_date(const char *word)
{
    enum { DIGITS = 4, FIRST_YEAR = 23, LAST_YEAR = 29, MONTHS = 12, DAYS = 31 };
    if (strlen(word) != DIGITS || strspn(word, "0123456789") != DIGITS)
        return false;
    const int number = atoi(word), high = number / 100, low = number % 100;
    const bool day = high >= 1 && high <= MONTHS && low >= 1 && low <= DAYS,
               month = high >= FIRST_YEAR && high <= LAST_YEAR && low >= 1 && low <= MONTHS;
    return day || month;
}

struct names_words names_tune_undated(const struct names_words *w)
{
    struct names_words out = *w;
    bool numbered = false;
    out.n = 0;
    for (size_t i = 0; i < w->n; i++)
        if (!is_date(w->v[i])) {
            numbered |= names_words_numbered(w->v[i]);
            out.v[out.n++] = w->v[i];
        }
    return numbered ? out : *w;
}

/* ---- the base's name ---- */

static bool is_size(const char *word)
{
    return names_words_is_size(word) || (word[0] == 'e' && names_words_is_size(word + 1));
}

/* Returns true for a name that means one model whatever stands around it: it has a size, and a version or a word that
   no other family has. */
static bool is_whole_name(const struct names_words *form)
{
    bool size = false, version = false;
    for (size_t i = 0; i < form->n; i++) {
        const char *word = form->v[i];
        const bool params = is_size(word) || names_words_is_active(word);
        size |= is_size(word);
        version |= (!params && names_words_numbered(word)) || strcmp(word, "oss") == 0 || strcmp(word, "nemo") == 0;
    }
    return size && version && form->n > 2 && !names_words_numbered(form->v[0]);
}

/* Returns how many words from `at` are the form's, in its sequence; it may end before the active parameters. 0: others
   stand there. */
static size_t run_at(const struct names_words *in, size_t at, const struct names_words *form)
{
    size_t n = 0;
    while (n < form->n && at + n < in->n && strcmp(in->v[at + n], form->v[n]) == 0)
        n++;
    const bool active_left = n + 1 == form->n && names_words_is_active(form->v[n]) &&
                             !(at + n < in->n && names_words_is_active(in->v[at + n]));
    return n == form->n || active_left ? n : 0;
}

/* ---- the other words ---- */

/* Returns true for the length of a context: 64k. */
static bool is_context(const char *word)
{
    const size_t n = names_split_number(word);
    return n > 0 && strcmp(word + n, "k") == 0;
}

/* Returns true if the words around in[at..at+n) say nothing about another shape. A number right behind the base's name
   would be a part of it. */
static bool may_surround(const struct names_words *in, size_t at, size_t n)
{
    for (size_t i = 0; i < in->n; i++) {
        const char *word = in->v[i];
        if (i >= at && i < at + n)
            continue;
        const bool of_tune = at > 0 && strchr(word, '.'); /* darkidol-llama-3.1-8b-instruct-1.0 */
        const bool number_behind = i == at + n && names_words_numbered(word) && !is_context(word) && !of_tune;
        if (NAMES_AMONG(other, word) || is_size(word) || names_words_is_active(word) || number_behind ||
            (i < at && NAMES_AMONG(before_size, word)))
            return false;
    }
    return true;
}

/* Returns the number of words of the record's longest name that stands in the text; 0: none. */
static size_t longest_run(const struct names_rank_search *s, const struct names_words *in, const struct model *m)
{
    const struct names_rank_forms *f = names_rank_forms(s, m);
    size_t most = 0;
    for (size_t i = 0; i < f->n; i++)
        for (size_t at = 0; is_whole_name(&f->v[i]) && at < in->n; at++) {
            const size_t n = run_at(in, at, &f->v[i]);
            if (n > most && may_surround(in, at, n))
                most = n;
        }
    return most;
}

const void *names_tune_base(const struct names_rank_search *s, const char *text)
{
    const struct names_words all = names_words_sequence(s->arena, text), in = names_words_without_variants(&all);
    const struct model *best = NULL;
    size_t most = 0;
    if (names_part_of(s->arena, text).word)
        return NULL;
    for (size_t i = 0; i < s->list->n; i++) {
        const struct model *m = schema_at(s->k, s->list, i);
        const size_t n = longest_run(s, &in, m);
        if (n > most)
            best = m;
        else if (n > 0 && n == most)
            best = NULL;
        most = n > most ? n : most;
    }
    return best;
}
