#include "kind_name.h"

#include "near.h"

#include <string.h>

/* Words for a kind besides its name and its plural. */
static const struct {
    const char *word, *kind;
} synonyms[] = {
    {"gpu", "device"},        {"card", "device"},       {"graphics-card", "device"}, {"accelerator", "device"},
    {"chip", "device"},       {"mac", "system"},        {"machine", "system"},       {"computer", "system"},
    {"box", "system"},        {"llm", "model"},         {"quantization", "quant"},   {"quantisation", "quant"},
    {"mix", "quant"},         {"power-supply", "psu"},  {"power-supplies", "psu"},   {"supply", "psu"},
    {"motherboard", "board"}, {"mainboard", "board"},   {"processor", "cpu"},        {"component", "part"},
    {"ram", "part"},          {"cost", "price"},        {"rental", "cloud"},         {"tokens", "api"},
    {"plug", "outlet"},       {"interconnect", "link"}, {"backend", "engine"},       {"electricity", "tariff"},
    {"policies", "policy"},
};

/* Returns the letter with '-' for '_' and for a blank. */
static char dashed(char c)
{
    return c == '_' || c == ' ' ? '-' : c;
}

/* True if they are equal when case, '_' or a blank for '-', and an s at the end of name are ignored. */
static bool same(const char *name, const char *word)
{
    const size_t n = strlen(word), m = strlen(name);
    if (m != n && !(m == n + 1 && (name[n] == 's' || name[n] == 'S')))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char pair[] = {dashed(name[i]), '\0'}, own[] = {dashed(word[i]), '\0'};
        if (!str_same_word(pair, own))
            return false;
    }
    return true;
}

/* Returns the kind that the word is a synonym of, or the word. */
static const char *without_synonym(const char *name)
{
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (same(name, synonyms[i].word))
            return synonyms[i].kind;
    return name;
}

const struct catalogue_kind *kind_name_known(const char *name)
{
    const char *word = without_synonym(name);
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        if (same(word, catalogue_kinds[i].kind->name) || same(word, catalogue_kinds[i].key))
            return &catalogue_kinds[i];
    return NULL;
}

const struct catalogue_kind *kind_name_find(struct command_run *r, const char *name)
{
    struct near best = {0};
    const struct catalogue_kind *known = kind_name_known(name);
    if (known)
        return known;
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        near_consider(&best, name, catalogue_kinds[i].kind->name);
        near_consider(&best, name, catalogue_kinds[i].key);
    }
    if (best.name)
        command_usage(r, "unknown kind of record '%s'; did you mean '%s'?", name, best.name);
    else
        command_usage(r, "unknown kind of record '%s' (see: rigplan list)", name);
    return NULL;
}
