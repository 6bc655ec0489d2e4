/* power.h: watts that a machine draws when idle, in decode, in prefill and at peak: cards by their power limits,
   supplies by their efficiency curves, systems at the wall. Fractions are the policy's, each with its source. Watts
   that no record states are those of an assumption record; the sums say how far they may be off. */
#ifndef POWER_H
#define POWER_H

#include "records.h"
#include "results.h"

enum power_state { POWER_IDLE, POWER_DECODE, POWER_PREFILL, POWER_PEAK, POWER_N_STATES };

/* What the watts of a machine depend on besides its parts. */
struct power_site {
    const struct policy *policy;
    const struct assumption_list *assumptions;
    double mains_v; /* nominal voltage of its outlet */
};

/* One value that is assumed, because no record states it. */
struct power_assumed {
    const struct assumption *by; /* NULL: nothing is assumed either, and the watts are unknown */
    const char *what;            /* id of the part, or of the machine */
};

/* Fills *out with the watts of one state, in total and by part. Unknown: a part has neither watts nor an assumption. A
 * rented or remote machine draws nothing here. */
void power_draw(const struct machine *m, const struct power_site *s, enum power_state state, struct power_phase *out);
/* Writes what power_draw assumes, at most `most` values, and returns how many there are, as snprintf does. */
int power_assumed(const struct machine *m, const struct power_site *s, struct power_assumed *out, int most);
/* Adds to *out, the watts of one machine, those of the switch and adapters that a link lists: at the wall, since they
   hang on no supply of the machine. */
void power_add_link(const struct connection *over, const struct power_site *s, enum power_state state,
                    struct power_phase *out);
/* Writes what power_add_link assumes, as power_assumed does. */
int power_assumed_link(const struct connection *over, const struct power_site *s, struct power_assumed *out, int most);
/* Returns the watts lost in the supplies at a DC load of dc_w; NaN without a supply. Beyond the last point of the curve
   the efficiency stays that of the last point. */
double power_loss_w(const struct machine *m, double dc_w, double mains_v);
/* Returns ok within psu_sustained_frac of the rating, near within psu_limit_frac, else fails; not checked for unknown
   watts; unknown for a machine that has no supply of its own to check. */
enum checked power_supply_verdict(const struct machine *m, const struct policy *p, double peak_dc_w);

#endif
