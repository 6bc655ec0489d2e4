/* comparison.h: a scenario's options against its workloads, as compare.h works them out. Plain data. */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "catalogue.h"
#include "results.h"

struct request;

enum { COMPARE_STATES = 4, COMPARE_DEPTHS = 9 };

/* Depths at which decode is traced, in tokens. */
extern const double compare_depths[COMPARE_DEPTHS];

/* One option running one workload. */
struct compare_cell {
    struct prediction figures;
    struct device_load device[RESULTS_MAX_DEVICES];
    struct step_part step;                      /* of a decode step */
    struct step_part prefill_step;              /* of a micro-batch of the prompt */
    struct range decode_spread, prefill_spread; /* factors of the prediction interval */
    double curve_tok_s[COMPARE_DEPTHS];         /* decode behind that much context; NaN where memory does not hold it */
    double decode_flop_b, decode_tflops, prefill_flop_b, prefill_tflops; /* on the roofline */
    double roof_tflops, roof_gb_s;                                       /* of all devices together */
    double constants[constant_end];                                      /* of the step-time law, on the first device */
    const struct link *link;                                             /* between devices, NULL for one */
    const struct link *bridge;                                           /* of pairs; mostly NULL */
    const struct engine *engine;
    const struct format *kv; /* of the cache */
    enum split split;
    enum backend backend[RESULTS_MAX_DEVICES];
    const struct device *devices[RESULTS_MAX_DEVICES];
    int n_devices;               /* 0: the option has nothing that could run it */
    const struct request *asked; /* decode as it was predicted; prefill starts from nothing */
    const char *where;           /* which of its machines: "cards", or a system's id */
    bool holds, serves;          /* it fits; and it meets what the workload needs */
    bool too_slow, too_late;     /* decode under need_tok_s; first token after need_ttft_s */
};

struct compare_option {
    const struct option *option;
    struct outcome outcome;
    struct power_phase power[COMPARE_STATES]; /* idle, decode, prefill, peak */
    struct compare_cell *cell;                /* one per workload */
    struct bill_line *bill;
    const struct price *
        *price; /* the observation behind each line of the bill; NULL: owned, or no price was observed */
    size_t n_bill;
    struct fund_use *funds;    /* one per fund */
    struct build_check *check; /* every rule of building that could be judged */
    int n_checks;
    const struct lane_plan *lanes; /* of its board for its cards, NULL: none */
    double resale_loss_aud;        /* over all pots */
    double rent_aud;               /* rent over the policy's years, paid from the funds like a price */
    double running_aud_year;       /* energy and rent */
    bool possible;                 /* paid for, and the house carries it */
};

/* A sum that must come out. */
struct compare_balance {
    const char *what, *option;
    double parts, total;
};

struct comparison {
    const struct scenario *scenario;
    const struct catalogue *catalogue;
    const struct policy *policy;
    struct range usd_per_aud;
    double use_h_day; /* hours of generating per day, all workloads */
    double outlet_w;  /* what the site's outlet may carry for hours */
    size_t n;
    struct compare_option *v; /* in the scenario's order */
    const struct compare_option **by_rank;
    const struct compare_option
        *heir; /* who stands first once the first one's price has risen by heir_at_frac; NULL: nobody does */
    double heir_at_frac;
    struct compare_balance *balance; /* every sum that was checked */
    size_t n_balance;
    bool balanced; /* all of them came out */
};

#endif
