/* bench_facts.h: what is known of a result that the result itself does not say: a mapping of texts with keys of
   llama-bench's JSON. */
#ifndef BENCH_FACTS_H
#define BENCH_FACTS_H

struct arena;
struct tree;

/* Returns an empty mapping. */
struct tree *bench_facts_new(struct arena *a);
/* Sets a fact, over an earlier one; text NULL: it is not known. */
void bench_facts_set(struct arena *a, struct tree *facts, const char *key, const char *text);
/* Returns a fact; NULL: not known. */
const char *bench_facts_get(const struct tree *facts, const char *key);
/* Forgets all facts but those of the devices: gpu_info and backends. */
void bench_facts_forget(struct tree *facts);
/* Adds to a result what is known and what it lacks. */
void bench_facts_fill(struct arena *a, const struct tree *facts, struct tree *result);

#endif
