/* build_rules.h: adds checks to the list of a machine or link. Names, what is compared and remedies of the rules are
   the rows of record/build_rule.def. A value that is not known makes a check `not checked`, with the unknown fact in
   words; never `ok`. */
#ifndef BUILD_RULES_H
#define BUILD_RULES_H

#include "records.h"
#include "results.h"

struct catalogue;

/* Memory of the caller for words. used is how much the words need; with size 0 they are only counted. */
struct build_words {
    char *text;
    size_t used, size;
};

/* What the checks of one machine depend on. */
struct build_case {
    const struct machine *machine;
    const struct policy *policy;
    const struct outlet *outlet;
    const struct excursion_list *excursions;
    const struct assumption_list *assumptions;
    const struct catalogue *catalogue; /* of all parts: to find what was taken out of the machine */
    const char *as_of;                 /* date on which it is bought */
    double other_w;       /* peak DC watts of everything but the cards; the excursion of the cards is added to it */
    double ups_load_frac; /* of its UPS; NaN: it has none, or the load is unknown */
    struct build_words *words;
};

enum build_rule {
#define RULE(id, name, doc, remedy) BUILD_RULES_##id,
#include "build_rule.def"
#undef RULE
    BUILD_RULES_N
};

/* The list that checks are added to. */
struct build_rules {
    const char *machine; /* whose checks they are */
    struct build_check *out;
    int n, most;
    struct build_words *words;
};

/* What a rule found. */
struct build_finding {
    enum checked verdict;
    const char *name; /* NULL: the rule's */
    const char *part; /* that limits */
    double need, have;
    const char *unit;   /* NULL: a yes/no check, without need and have */
    const char *said;   /* the fault in words; NULL: what the rule compares */
    const char *remedy; /* NULL: the rule's, where the verdict is near or fails */
};

/* Adds a check. n counts it even where the list is full. */
void build_rules_add(struct build_rules *r, enum build_rule rule, const struct build_finding *f);
/* Adds the check need <= have, both in `unit`: ok or fails; not checked with the words `unknown` if one of them is NaN.
 */
void build_rules_compare(struct build_rules *r, enum build_rule rule, const char *part, double need, double have,
                         const char *unit, const char *unknown);
/* Add a yes/no check: ok; near or fails, with the fault in words; not checked, with the unknown fact in words. */
void build_rules_ok(struct build_rules *r, enum build_rule rule, const char *part);
void build_rules_near(struct build_rules *r, enum build_rule rule, const char *part, const char *said);
void build_rules_fails(struct build_rules *r, enum build_rule rule, const char *part, const char *said);
void build_rules_open(struct build_rules *r, enum build_rule rule, const char *part, const char *unknown);
/* Returns the texts up to NULL joined, in the caller's memory; "" where they are only counted. */
const char *build_rules_say(struct build_rules *r, const char *first, ...);

/* Returns the n names, then `of` and `last`, in the caller's memory: "board, CPU and case of pc"; "" where they are
   only counted. */
const char *build_rules_list(struct build_rules *r, const char *const *names, int n, const char *of, const char *last);

/* A number as text, with one decimal if it is not whole; "?" for NaN. */
struct build_number {
    char text[24];
};
struct build_number build_rules_number(double value);

#endif
