/* refit_effect.h: how a user's own measurements change the constants of the step-time law and the predictions of their
   machines. */
#ifndef REFIT_EFFECT_H
#define REFIT_EFFECT_H

#include "catalogue.h"
#include "measured.h"
#include "results.h"

struct arena;

struct refit_effect {
    /* A catalogue file to load over the present one: replaces each of its records and adds new ones. */
    struct calibration_list records;
    /* The user's rows that can be predicted, rows of one machine together. */
    struct refit_row *row;
    size_t n_rows;
    size_t n_given; /* all of the user's rows */
    /* For each machine of the user's rows: the user's rows on it, and the shipped rows on it. Last: all other shipped
       rows. */
    struct refit_group *group;
    size_t n_groups;
    /* Factors of groups that a row of the user belongs to, the most changed first. */
    struct refit_factor *factor;
    size_t n_factors;
};

/* Fits the constants to both lists together, starting from the catalogue's. Rows and groups compare with predictions of
   the catalogue as it is; factors compare with the same fit to the shipped rows alone, so that a difference comes from
   the user's rows. Each of the user's rows counts weight times (1 or more). The result lies in the arena. */
const struct refit_effect *refit_effect_run(struct arena *a, const struct catalogue *c,
                                            const struct speed_row_list *shipped, const struct speed_row_list *own,
                                            int weight);

#endif
