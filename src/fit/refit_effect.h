/* refit_effect.h: what a user's own measurements do to the constants of the step-time law and to the predictions of
   their machines. */
#ifndef REFIT_EFFECT_H
#define REFIT_EFFECT_H

#include "catalogue.h"
#include "measured.h"
#include "results.h"

struct arena;

struct refit_effect {
    struct calibration_list records; /* for a catalogue over the present one: every record that it has, and new ones */
    struct refit_row *row;           /* the user's rows that can be predicted, in their order */
    size_t n_rows, n_given;          /* of so many */
    struct refit_group
        *group; /* per machine of the user's rows: theirs, and the shipped ones on it; last all other shipped rows */
    size_t n_groups;
    struct refit_factor *factor; /* of groups that a row of the user's belongs to: the most moved first */
    size_t n_factors;
};

/* Fits the constants to both lists together, starting from the catalogue's, which is "before"; of factors, "before" is
   the same fit without the user's rows. Each of the user's rows counts weight times. Everything lies in the arena. */
const struct refit_effect *refit_effect_run(struct arena *a, const struct catalogue *c,
                                            const struct speed_row_list *shipped, const struct speed_row_list *own,
                                            int weight);

#endif
