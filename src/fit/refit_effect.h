/* refit_effect.h: how a user's own measurements change the constants of the step-time law and the predictions for
   their machines. */
#ifndef REFIT_EFFECT_H
#define REFIT_EFFECT_H

#include "catalogue.h"
#include "measured.h"
#include "refit_range.h"

struct arena;
struct fit_speed_rows;

struct refit_effect {
    /* Calibration records that replace every one in the catalogue, plus new ones; written out as a catalogue file. */
    struct calibration_list records;
    /* The user's rows that can be predicted, rows of one machine together. */
    struct refit_row *row;
    size_t n_rows;
    size_t n_given; /* all of the user's rows */
    /* Two groups for each machine that the user measured (the user's rows and the shipped rows), then one group of all
       other shipped rows. */
    struct refit_group *group;
    size_t n_groups;
    struct refit_ranges ranges; /* of the user's machines */
    /* Calibration factors that apply to at least one fitted row of the user, most changed first. */
    struct refit_factor *factor;
    size_t n_factors;
};

/* Fits the constants to the shipped rows and the user's rows of speed files together, starting from the catalogue's.
   The
   user's rows also have factors of their own (key own), which no shipped row has, so that ten rows of a machine decide
   over what is known of its device. "Before" means the current catalogue for rows and groups, but a fit to the shipped
   rows alone for factors, so that a changed factor is the effect of the user's rows. Each of the user's rows counts
   weight times (1 or more). The result lies in the arena. */
const struct refit_effect *refit_effect_run(struct arena *a, const struct catalogue *c,
                                            const struct fit_speed_rows *shipped, const struct speed_row_list *own,
                                            int weight);

#endif
