/* comparison.h: the result of compare.h as plain data: the options of a scenario, each with its workloads. */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "catalogue.h"
#include "results.h"

struct request;

enum { COMPARE_STATES = 4, COMPARE_DEPTHS = 9 };

/* Context depths of the curve of decode speed, in tokens. */
extern const double compare_depths[COMPARE_DEPTHS];

/* One option running one workload. */
struct compare_cell {
    struct prediction figures; /* speeds per user */
    struct device_load device[RESULTS_MAX_DEVICES];
    struct step_part step;                      /* times of one decode step */
    struct step_part prefill_step;              /* times of one micro-batch of the prompt */
    struct range decode_spread, prefill_spread; /* factors of the prediction interval */
    double curve_tok_s[COMPARE_DEPTHS];         /* decode speed at each depth; NaN where that context does not fit */
    double decode_flop_b, decode_tflops, prefill_flop_b, prefill_tflops; /* points of the roofline plot */
    double roof_tflops, roof_gb_s;                                       /* roof of all devices together */
    double constants[constant_end]; /* of the step-time law, for the first device */
    const struct link *link;        /* between devices; NULL for one device */
    const struct link *bridge;      /* joins pairs of cards; NULL: none */
    const struct engine *engine;
    const struct format *kv; /* format of the KV cache */
    enum split split;
    enum backend backend[RESULTS_MAX_DEVICES];
    const struct device *devices[RESULTS_MAX_DEVICES];
    int n_devices;               /* 0: the option has nothing that could run the workload */
    const struct request *asked; /* request of the decode prediction; prefill starts with an empty cache */
    const char *where;           /* what runs it: "cards", or the id of a system or cloud offer */
    bool may_offload;            /* layers may stay in system RAM if the devices do not hold it */
    bool holds;                  /* fits in device memory */
    bool serves;                 /* runs as fast as the workload needs, maybe with layers in system RAM */
    bool too_slow;               /* decode is below need_tok_s */
    bool too_late;               /* the first token comes after need_ttft_s */
};

struct compare_option {
    const struct option *option;
    struct outcome outcome;
    struct power_phase power[COMPARE_STATES]; /* idle, decode, prefill, peak */
    struct compare_cell *cell;                /* one per workload */
    struct bill_line *bill;
    /* The price observation behind each line of the bill; NULL: owned, or no price was observed. */
    const struct price **price;
    size_t n_bill;
    struct fund_use *funds;    /* one per fund */
    struct build_check *check; /* every build check that could be judged */
    int n_checks;
    const struct lane_plan *lanes; /* PCIe lanes of its board with its cards; NULL: no board or no plan */
    double resale_loss_aud;        /* over all funds */
    double rent_aud;               /* rent over the policy's years; the funds pay it like a price */
    double running_aud_year;       /* electricity and rent */
    bool possible;                 /* affordable, and can be built and powered: see rank_possible */
};

/* Two sides that must agree. */
struct compare_balance {
    const char *what, *option;
    double parts, total;
};

struct comparison {
    const struct scenario *scenario;
    const struct catalogue *catalogue;
    const struct policy *policy;
    struct range usd_per_aud;
    double use_h_day; /* hours of generating per day, all workloads together */
    double outlet_w;  /* what the site's outlet may carry for hours */
    size_t n;
    struct compare_option *v;              /* in the scenario's order */
    const struct compare_option **by_rank; /* the same options, best first */
    /* The option that takes first place once the price of the first one has risen by overtaken_at_frac; NULL: none does
       up to three times the price, or the first option is rented. */
    const struct compare_option *overtaken_by;
    double overtaken_at_frac;
    struct compare_balance *balance; /* every sum that was checked */
    size_t n_balance;
    bool balanced; /* all of them agree */
};

#endif
