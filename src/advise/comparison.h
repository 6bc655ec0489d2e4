/* comparison.h: the result of compare.h as plain data: the options of a scenario, each with its machines and
   workloads. */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "catalogue.h"
#include "results.h"

struct request;

enum { COMPARE_STATES = 4, COMPARE_DEPTHS = 9, COMPARE_MOST_MACHINES = 16, COMPARE_LEVERS = 3 };

/* Context depths of the curve of decode speed, in tokens. */
extern const double cells_depths[COMPARE_DEPTHS];

/* Where the number of requests of a year is from. */
enum compare_by { COMPARE_BY_REQUESTS, COMPARE_BY_NEED, COMPARE_BY_SPEED };

/* What a workload asks in a year, whatever runs it: millions of tokens, and the decode speed per user that they follow
   from. */
struct compare_demand {
    enum compare_by
        basis; /* stated requests; the speed that is needed; the middle speed of the options that serve it */
    double tok_s, prompt_mtok, cached_mtok, generated_mtok; /* NaN: no option serves it, and nothing is stated */
};

/* The cheapest ways to run a workload without buying; an offer NULL: none is on record. */
struct compare_elsewhere {
    const struct api *api;     /* billed by the token: of those that are known to be fast enough, else of all */
    const struct cloud *cloud; /* cards rented by the hour that serve it */
    bool assumed_ttft;         /* whether its wait for the first token, which the workload limits, is assumed */
    double n_cards;
    struct elsewhere by_token, by_hour;
};

/* What a bought option is compared with. */
enum compare_pays {
    COMPARE_PAYS_NOT_BOUGHT, /* it buys nothing, or serves nothing */
    COMPARE_PAYS_NOTHING,    /* nothing else is known to serve as much */
    COMPARE_PAYS_UNKNOWN,    /* a price or a cost is unknown */
    COMPARE_PAYS_WITHIN,     /* the horizon */
    COMPARE_PAYS_LATER       /* or never */
};
struct compare_break_even {
    enum compare_pays pays;
    const struct compare_option *against; /* NULL: offers of the catalogue, one for each workload */
    struct range there_year;              /* what running it there costs a year */
    struct range months;                  /* until buying has cost less; unknown: not within the horizon */
};

/* A way to do without buying: an option, or offers of the catalogue, one for each workload. */
struct compare_alternative {
    const struct compare_option *option; /* NULL: offers */
    bool by_token;                       /* of offers: APIs, else rented cards */
};

/* What the first option rents in one way would be much cheaper in the other one (policy.much_cheaper_frac). */
struct compare_cheaper {
    bool found;
    bool by_token;           /* it rents cards, and APIs are cheaper; else the reverse */
    double here_year;        /* what it pays a year */
    struct range there_year; /* what the offers ask */
};

/* One device of a deployment on a roofline plot: its highest rates, and what it reaches while it works on a step. */
struct compare_roof {
    double tflops, gb_s;                   /* NaN: not known */
    double decode_flop_b, decode_tflops;   /* NaN: the device does not run */
    double prefill_flop_b, prefill_tflops; /* of one micro-batch of the prompt */
};

/* One option running one workload. */
struct compare_cell {
    struct prediction figures; /* speeds per user */
    struct device_load device[RESULTS_MAX_DEVICES];
    struct step_part step;                         /* times of one decode step */
    struct step_part prefill_step;                 /* times of one micro-batch of the prompt */
    struct range decode_spread, prefill_spread;    /* factors of the prediction interval */
    double curve_tok_s[COMPARE_DEPTHS];            /* decode speed at each depth; NaN where that context does not fit */
    struct compare_roof roof[RESULTS_MAX_DEVICES]; /* one per device */
    double constants[constant_end];                /* of the step-time law, for the first device */
    const struct link *link;                       /* between devices; NULL for one device */
    const struct link *bridge;                     /* joins pairs of cards; NULL: none */
    const struct link *net;                        /* between machines that share the model; NULL: one machine */
    const struct engine *engine;
    const struct format *kv; /* format of the KV cache */
    enum split split;
    enum backend backend[RESULTS_MAX_DEVICES];
    const struct device *devices[RESULTS_MAX_DEVICES];
    int n_devices;               /* 0: the option has nothing that could run the workload */
    const struct request *asked; /* request of the decode prediction; prefill starts with an empty cache */
    const struct choice *choice; /* model that runs, or that unpinned would: an entry of the workload's any_of */
    struct deployed how;         /* the best deployment; engine NULL: nothing runs */
    struct deployed next;        /* the best of another kind; engine NULL: none runs */
    struct deployed unpinned;    /* the best if it stated none; engine NULL: it would be no better, or none is stated */
    /* What the machine lacks that would answer faster: an NVLink bridge, or "p2p", a driver with peer to peer over
       PCIe; NULL: nothing. And the decode speed with it. */
    const char *wish;
    double wish_tok_s;
    struct not_deployed *not_deployed; /* where nothing runs: kinds of deployment and why they do not */
    int n_not_deployed;
    const char *where; /* what runs it: the id of a machine, or of several joined by " + " */
    const struct machine *machine[COMPARE_MOST_MACHINES];
    int n_machines;        /* 1, or more where a model is split over a link */
    bool may_offload;      /* layers may stay in system RAM if the devices do not hold it */
    bool holds;            /* fits in device memory */
    bool serves;           /* runs as fast as the workload needs, maybe with layers in system RAM */
    bool too_slow;         /* decode is below need_tok_s */
    bool too_late;         /* the first token comes after need_ttft_s */
    bool asked_for;        /* a machine has the name and the role that the workload asks for */
    bool ram_guessed;      /* layers are in system RAM, and what the processor reads of it is not known */
    bool rented;           /* one of its machines is rented by the hour */
    const struct api *api; /* what runs it, billed by the token; then there are no devices. NULL: cards */
    bool assumed_ttft;     /* its wait for the first token is assumed */
    bool no_host;          /* its machine has cards but no board or no processor: nothing runs */
};

/* Watts of a machine that no record states. */
struct compare_assumed {
    const struct assumption *by; /* NULL: nothing is assumed either, and the watts are unknown */
    const char *what;            /* id of the part, or of the machine */
};

struct money_terms;

struct bill {
    struct bill_line *line;
    bool *sold;                /* whether the line is something that is sold */
    bool *work;                /* whether the line is an electrician's or other work */
    const struct price **from; /* the price observation behind each line; NULL: owned, or no price was observed */
    const struct price_class **class_; /* what is said of such things; NULL: owned, or work of an electrician */
    size_t n;
    enum currency currency; /* of all amounts */
};

/* Watts at the wall that may be drawn for hours; NaN: not known, or nothing limits them. */
struct compare_limits {
    double supply_w;  /* by its power supplies, with their losses */
    double outlet_w;  /* by the plug and the outlet */
    double breaker_w; /* by the breaker, less the circuit's other load */
};

/* One machine of an option. */
struct compare_machine {
    const struct machine *machine;
    /* The same with the split and the cards of the deployment that keeps most cards busy. */
    const struct machine *as_used;
    const struct cloud
        *seen; /* observation of the offer that it rents; NULL: it rents none, or none was seen by then */
    struct machine_use use;
    struct power_phase power[COMPARE_STATES]; /* idle, decode, prefill, peak */
    struct build_check *check;
    int n_checks;
    const struct lane_plan *lanes; /* PCIe lanes of its board with its cards; NULL: no board or no plan */
    struct compare_assumed *assumed;
    int n_assumed;
    double asked_h_day; /* hours of generating that its workloads ask; use.busy_h_day is at most a day */
    struct compare_limits limit;
};

struct compare_option {
    const struct option *option;
    struct outcome outcome;
    struct compare_machine *machine; /* one per machine of the option, in its order */
    /* Watts at the wall of all machines by state; a machine that runs no workload idles in decode and prefill. */
    double wall_w[COMPARE_STATES];
    struct compare_cell *cell; /* one per workload */
    struct bill bill;
    struct fund_use *funds;        /* one per fund */
    const struct fund_list *purse; /* the funds that are there when it is bought */
    double years;                  /* that its running costs are counted for */
    double held_years;             /* from buying to the end of the horizon */
    struct compare_option *phase;  /* states of an option with phases, first to last; NULL: one state */
    size_t n_phases;
    const struct compare_option *variant; /* variants of a choice, best first; this one is the first; NULL: none */
    size_t n_variants;
    struct build_check *check; /* checks of its links */
    int n_checks;
    double resale_loss;                       /* over all funds */
    struct compare_break_even break_even;     /* against the cheapest */
    struct compare_break_even *break_even_at; /* against each of the alternatives; NULL: it buys nothing */
    struct range rent_range;                  /* rent a year, with the ranges of the offers */
    double rent;                              /* rent over the horizon; the funds pay it like a price */
    double rent_months;                       /* months of the horizon in which it rents */
    double running_cost_year;                 /* electricity and rent */
    struct energy_use *energy;                /* windows of the tariff, own solar, daily charge */
    size_t n_energy;
    struct workload_cost *cost; /* one per workload */
    double mtok; /* millions of tokens generated over its years by the workloads that fit entirely in GPU memory */
    struct year_cost *year; /* one per year of the horizon */
    size_t n_years;
    const char *circuit;    /* id of the fullest circuit; NULL: the site's own, or none */
    double circuit_other_w; /* its other load */
    bool rented;            /* every machine is rented by the hour or by the token */
    bool possible;          /* see rank_possible */
    /* Height on the plot of speed against price (plotted.h); NaN: it has no point. */
    double plotted_speed;
    double plotted_price;           /* what the funds pay: price, and rent over the horizon; NaN: not known */
    bool plotted_front;             /* no other point is both as cheap and as fast, and better in one of the two */
    const struct workload *slowest; /* whose speed over its need plotted_speed is; NULL: no need is stated */
    double energy_paid;             /* electricity over the horizon */
    int assumed_rates;              /* workloads whose speed rests on rates of other cards */
};

/* A price whose change would put another option first: a run with that price of the thing in that condition, as
   `prices` of a scenario or --price states it, says so, and one with the price one step nearer does not. */
struct compare_lever {
    const struct bill_line *line;       /* the first line that buys the thing */
    double price;                       /* price of one at which the first place changes, with tax */
    double now;                         /* price of one, with tax, before option.price_factor and shocks */
    double step;                        /* to the next price that was tried */
    double change_frac;                 /* of the price: -0.1 is 10 % less */
    bool likely;                        /* that price lies in the 80 % range of the estimate */
    const struct compare_option *first; /* the option that then comes first; NULL: none will do */
};

/* Two sides that must agree. */
struct compare_balance {
    const char *what, *option;
    double parts, total;
};

/* One power cap (caps.h). */
struct cap_point {
    double cap_w;             /* of each card */
    double decode_tok_s;      /* per user */
    double decode_wall_w;     /* of the option */
    double running_cost_year; /* electricity and rent */
};

enum { COMPARE_CAPS = 16 };

/* What a power cap of its cards means for one option. */
struct cap_sweep {
    const struct compare_option *option; /* NULL: no option has cards whose cap can be set */
    const struct workload *workload;     /* whose speed is predicted */
    const struct device *card;
    int n_cards;
    double now_w;                     /* cap that the scenario states; NaN: none */
    struct cap_point v[COMPARE_CAPS]; /* caps go up; the last one is the card's own limit */
    size_t n;
    size_t knee; /* the point from which more watts gain little; n: the curve has none */
};

struct comparison {
    const struct scenario *scenario;
    const struct catalogue *catalogue;
    const struct policy *policy;
    const struct money_terms *terms;         /* money.h */
    struct range tax_frac;                   /* that is added to what is bought */
    double reclaimed_frac;                   /* tax in stated prices that the buyer gets back */
    struct range services_tax_frac;          /* that is added to rent and tokens */
    double outlet_w;                         /* what the site's outlet may carry for hours */
    struct compare_demand *demand;           /* one per workload */
    struct compare_elsewhere *elsewhere;     /* one per workload */
    struct compare_alternative *alternative; /* to buying */
    size_t n_alternatives;
    struct compare_cheaper cheaper; /* than what the first option rents */
    double n_musts;                 /* workloads that have to run */
    double life_years;              /* horizon of all options */
    const struct part *electrician; /* a new circuit, by the catalogue; NULL: none is on record */
    struct range electrician_price; /* what that costs */
    bool answered; /* the first option is possible and serves every workload that has to run, and at least one */
    size_t n;
    struct compare_option *v;                   /* in the scenario's order */
    const struct compare_option **by_rank;      /* the same options, best first */
    struct compare_lever lever[COMPARE_LEVERS]; /* likely ones first, then by the size of the change */
    size_t n_levers;
    /* The option that takes first place once the price of the first one has risen by overtaken_at_frac; NULL with a
       known rise: then no option will do; NULL with an unknown one: nothing changes up to three times the price. */
    const struct compare_option *overtaken_by;
    double overtaken_at_frac;
    struct compare_option *seated;  /* all options, variants of choices too, before their money is worked out */
    struct compare_option *settled; /* the same with their money, not ranked yet */
    size_t n_settled;
    struct compare_option *variant; /* variants of all choices (choices.h) */
    size_t n_variants;
    struct budgeted *budgeted; /* first options by budget and priorities (budgets.h) */
    size_t n_budgeted;
    struct judged *judged; /* figures that the plan's author states (claims.h) */
    size_t n_judged;
    struct compare_balance *balance; /* every sum that was checked */
    size_t n_balance;
    bool balanced; /* all of them agree */
    /* For the pictures (plotted.h, caps.h). */
    size_t largest;        /* workload with the largest weights of those that have to run, or of all if none has to */
    bool plotted_by_need;  /* plotted_speed is a speed over its need, else it is a mean speed */
    double budget;         /* sum of the funds, in the scenario's currency; NaN: none is stated, or a rate is unknown */
    struct cap_sweep caps; /* of the best option that has such cards */
};

#endif
