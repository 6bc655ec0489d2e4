#include "bench_facts.h"

#include "tree_make.h"

#include <stddef.h>
#include <string.h>

struct tree *bench_facts_new(struct arena *a)
{
    return tree_make_map(a, NULL, NULL, (struct origin){.line = 1, .col = 1});
}

void bench_facts_set(struct arena *a, struct tree *facts, const char *key, const char *text)
{
    struct tree *old = tree_member(facts, key);
    if (!old && !text)
        return;
    if (!old)
        tree_make_text(a, facts, key, text, facts->at);
    else
        old->text = text ? text : "";
}

const char *bench_facts_get(const struct tree *facts, const char *key)
{
    const struct tree *t = tree_get(facts, key);
    return t && *t->text ? t->text : NULL;
}

void bench_facts_forget(struct tree *facts)
{
    for (struct tree *t = facts->first; t; t = t->next)
        if (strcmp(t->key, "gpu_info") != 0 && strcmp(t->key, "backends") != 0)
            t->text = "";
}

void bench_facts_fill(struct arena *a, const struct tree *facts, struct tree *result)
{
    for (const struct tree *t = facts->first; t; t = t->next)
        if (*t->text && !tree_get(result, t->key))
            tree_make_text(a, result, t->key, t->text, result->at);
}
