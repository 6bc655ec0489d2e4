/* differences.h: what two options differ in, as plain data: lists of rows. The two may be of one scenario, of two
   scenarios, or of one scenario at two dates. The functions that fill it are in differ.h.

   Invariant: where a list ends in a total, the differences of the rows above it add up to that of the total. */
#ifndef DIFFERENCES_H
#define DIFFERENCES_H

#include "comparison.h"

enum { DIFFER_CAUSES = 3, DIFFER_SIDES = 2, DIFFER_STATES = 3 };

/* A number that a term of a step depends on, and that is not the same on both sides. */
struct differ_cause {
    const char *name, *unit;
    double a, b;   /* NaN: that side's term does not depend on it */
    double effect; /* ln of the factor by which it changes the term, to first order */
    double factor; /* that factor */
};

/* What one side's bill says of a thing; lines of several machines together. */
struct differ_goods {
    const struct bill_line *line; /* the first of them; NULL: not on that bill */
    double qty, owned_qty;
    bool sold;
};

struct differ_row {
    struct difference is; /* the numbers; NaN where the row is about words */
    enum unit unit;
    int digits;
    bool total; /* the sum of the rows above it */
    int n_causes;
    struct differ_cause cause[DIFFER_CAUSES]; /* the largest effect first */
    double rest_factor;               /* what the causes leave of b / a; NaN: not a term, or a side has none of it */
    const struct differ_goods *goods; /* two of them, for a row of the bill; else NULL */
    const struct build_check *check[DIFFER_SIDES]; /* of a row about checks; NULL: not made on that side */
};

struct differ_list {
    struct arena *arena;
    struct differ_row *v; /* rows that differ */
    size_t n, room;
    size_t n_equal; /* rows that are equal and left out; terms that are 0 on both sides do not count */
};

struct differ_side {
    const struct comparison *comparison;
    const struct compare_option *option;
};

/* A workload that both sides have, by its id. */
struct differ_workload {
    const struct workload *workload[DIFFER_SIDES];
    const struct compare_cell *cell[DIFFER_SIDES];
    struct differ_list how;     /* deployment: engine, quant, cards, split ... */
    struct differ_list decode;  /* milliseconds per token of one user; a total */
    struct differ_list prefill; /* seconds until the first token; a total */
    struct differ_list memory;  /* GiB on the devices together; a total */
    struct differ_list devices; /* GiB of each device */
};

struct differ {
    struct differ_side side[DIFFER_SIDES];
    bool full;                 /* also small terms, and the memory of each device */
    bool one_comparison;       /* one scenario at one date */
    bool currencies_differ;    /* amounts of B are in the currency of A then, at the rate of A's date */
    enum currency currency;    /* of all amounts */
    double money;              /* that amounts of B are multiplied by; NaN: no rate is known */
    struct differ_list inputs; /* fields of the scenarios */
    struct differ_list dates;  /* exchange rates, unit prices and offers; without rows for one date */
    struct differ_list figures;
    struct differ_list price;                /* lines of the bills; a total */
    struct differ_list cost;                 /* over the years; a total */
    struct differ_list power[DIFFER_STATES]; /* idle, decode, peak: watts by part; a total each */
    struct differ_list checks;
    struct differ_workload *workload;
    size_t n_workloads;
    struct text_list only[DIFFER_SIDES]; /* titles of workloads that only that side has */
};

#endif
