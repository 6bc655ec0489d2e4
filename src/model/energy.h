/* energy.h: kilowatt-hours and their cost per year, by the hours of a tariff.

   Idea: a use day and another day of the week are two courses of watts over 24 hours. They are cut where a machine
   starts or stops, where a price of the tariff changes and where one's own solar starts or ends; between two cuts
   everything is constant. Invariant: the windows of a tariff cover each hour of the year once (read/tariff.h), so
   their kilowatt-hours and those of the solar add up to those of the machines, and more watts or hours never cost less.
   Reference: docs/model.md, "Energy". */
#ifndef ENERGY_H
#define ENERGY_H

#include "catalogue.h"
#include "money.h"

enum { ENERGY_MOST_WINDOWS = 24, ENERGY_MOST_LOADS = 16 };

/* One machine over the day: busy from the hour that use begins, then idle as long as it is on. */
struct energy_load {
    double on_h_day, busy_h_day;
    double busy_w, idle_w; /* at the wall, with cooling */
    bool use_days_only;    /* true: off on days without use */
};

/* A tariff and a site in the currency of a scenario, with tax as its owner pays it. */
struct energy_terms {
    const struct site *site;
    const struct tariff *tariff;
    double from_h;  /* hour of the day that use begins */
    double factor;  /* what a price of the tariff is multiplied by: exchange rate and tax */
    double feed_in; /* money per kWh of one's own solar */
};

/* What all machines together use of one window of the tariff in a year. */
struct energy_part {
    double kwh, price, cost; /* price: per kWh */
};

struct energy_year {
    struct energy_part window[ENERGY_MOST_WINDOWS]; /* as tariff.windows; of a flat tariff one */
    size_t n;
    struct energy_part solar;
    double kwh, cost; /* of windows and solar */
};

/* Returns the terms of a scenario; fallback_from_h: hour that use begins where the site states none. */
struct energy_terms energy_terms_of(const struct scenario *s, const struct money_terms *t, double fallback_from_h);
/* Fills *out with the year of n loads. Unknown watts make everything unknown. */
void energy_year(const struct energy_terms *t, const struct energy_load *loads, size_t n, struct energy_year *out);
/* Returns the money per year of the tariff's daily charge. */
double energy_supply_year(const struct energy_terms *t);

#endif
