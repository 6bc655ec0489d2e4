/* power.h: watts that a machine draws when idle, in decode, in prefill and at peak: cards as the law of a step says
   (draw.h) or else by their power limits, processors by the cores that the engine keeps busy, supplies by their
   efficiency curves, systems at the wall as measured or else by their maximum. Fractions are the policy's, each with
   its source. Watts that no record states are those of an assumption record; the sums say how far they may be off. */
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

enum { POWER_MOST_LINES = 16 };

/* What a machine does while a model runs on it. */
struct power_work {
    double on[POWER_MOST_LINES];                                    /* cards of each device line that the model is on */
    double decode_w[POWER_MOST_LINES], prefill_w[POWER_MOST_LINES]; /* what these draw together; NaN: not known */
    double cores;                                                   /* of its processor that the engine keeps busy */
    /* Parts of the time in which the processor computes layers in system RAM, and so all its cores are busy. */
    double decode_host_frac, prefill_host_frac;
};

/* One value that is assumed, because no record states it. */
struct power_assumed {
    const struct assumption *by; /* NULL: nothing is assumed either, and the watts are unknown */
    const char *what;            /* id of the part, or of the machine */
};

/* Fills *out with the watts of one state, in total and by part. Unknown: a part has neither watts nor an assumption. A
   rented or remote machine draws nothing here. work: what runs on it; NULL: not known, so cards draw a fraction of
   their limits, and the processor's one busy core is that of a usual engine. */
void power_draw(const struct machine *m, const struct power_site *s, const struct power_work *work,
                enum power_state state, struct power_phase *out);
/* Adds a card that the model is on, with what it draws, to the first line of its kind that has one left. */
void power_work_add(const struct machine *m, const struct device *d, const struct device_load *l,
                    struct power_work *work);
/* Sets the processor's parts of the time from the times of a decode step and of a micro-batch of the prompt. */
void power_work_host(const struct step_part *decode, const struct step_part *prefill, struct power_work *work);
/* Returns the cores that the engine keeps busy in a machine with that many of its cards. */
double power_busy_cores(const struct engine *e, double cards);
/* Returns whether the processor and the board of the machine are assumed to be those of a usual host. */
bool power_host_assumed(const struct machine *m);
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
double power_loss_w(const struct machine *m, double dc_w, double mains_v, const struct policy *p);
/* Returns the efficiency of a supply at load / rating, from the curve measured at the mains voltage nearest to mains_v.
 */
double power_supply_eff(const struct psu *psu, double load, double mains_v, const struct policy *p);
/* Returns ok within psu_sustained_frac of the rating, near within psu_limit_frac, else fails; not checked for unknown
   watts; unknown for a machine that has no supply of its own to check. */
enum checked power_supply_verdict(const struct machine *m, const struct policy *p, double peak_dc_w);

#endif
