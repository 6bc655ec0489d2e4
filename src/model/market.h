/* market.h: what a thing costs, from all observations of it and of its like.

   Idea: ln of a price without tax, in US dollars, is a level of the thing + an index of its class over time + offsets
   of its condition, of the kind of observation (asking, sold, list ...) and of the country. The level of one thing
   moves like a random walk against its class, so an old observation counts less; observations in another condition or
   country share an error that their number does not reduce. The estimate is the generalised least squares mean of all
   observations of the thing, with what like things suggest as one more, weak observation. With no observation of its
   own a thing has only that: its price is estimated. Invariant: the range is that of one price that a buyer would find;
   it grows with the age of the observations and never shrinks below the spread of offers of one thing at one time.
   Reference: N. Cressie, Statistics for Spatial Data, chapter 3 (kriging); docs/model.md, "Prices". The offsets, the
   index and the levels of like things are fitted by fit/price_fit.h. */
#ifndef MARKET_H
#define MARKET_H

#include "catalogue.h"
#include "exchange.h"
#include "market_class.h"
#include "market_like.h"

enum { MARKET_MONTHS = 72 }; /* of the index of a class: from MARKET_MONTHS - 1 months before the date on */

/* One observation, made comparable. */
struct market_quote {
    const struct price *from;
    double month;  /* month.h, with the day as a part */
    double ln_usd; /* ln of US dollars without tax */
    double noise;  /* standard deviation of ln_usd from the range that the source states */
    double sigma;  /* of ln_usd about the level of its thing, when class and offsets are fitted */
    enum condition condition;
    enum pricekind kind;
    enum currency region; /* currency of its country: countries with one currency are one market */
    double trust;         /* 0..1: how far it counts beside the others of its thing (fit/price_trust.h) */
    bool own;             /* a sale or a shop's price from the planner's own book */
    bool outlier;         /* it lies too far from the others of its thing, and does not count */
};

/* One thing that may have a price, with its observations. */
struct market_thing {
    const struct kind *kind;
    const void *record;
    enum priceclass class_;
    struct market_quote *quote; /* n of them; oldest first */
    size_t n;
    /* What like things suggest without it, for each condition in which it was observed. A thing without observations
       has none, and asks the process (struct market_like). */
    struct market_suggestion {
        enum condition condition;
        double ln, sigma;
    } suggestion[condition_end - 1];
    size_t n_suggestions;
};

/* What is fitted for one class. */
struct market_class {
    const struct price_class *terms;
    double newest_month;             /* of its observations; NaN: none */
    double index[MARKET_MONTHS];     /* ln, relative to the date: 0 at the end */
    double condition[condition_end]; /* ln over that of a new thing */
    double like_own;                 /* standard deviation of ln price by which things with the same features differ */
    double like_scale;               /* of the standard deviation of what like things suggest (fit/price_like.h) */
};

struct market {
    const struct catalogue *catalogue;
    struct exchange_terms exchange;
    const char *as_of;
    double month;               /* of as_of */
    struct market_thing *thing; /* kind by kind as market_kinds, each in the order of the catalogue */
    size_t n_things;
    struct market_class class_[priceclass_end];
    struct market_like like[priceclass_end];
    double kind[pricekind_end];        /* ln over a price paid */
    double kind_noise[pricekind_end];  /* shared by all observations of a kind of one thing */
    double kind_single[pricekind_end]; /* of one observation by itself; above 0: the index does not follow it */
    double region[currency_end];       /* ln over US prices, after tax and exchange */
};

/* The kinds of things that may have a price. */
enum { MARKET_KINDS = 6 };
extern const struct kind *const market_kinds[MARKET_KINDS];

/* What is asked. */
struct market_ask {
    const struct market_thing *thing;
    enum condition condition;
    enum currency region;        /* currency of the country where it is bought */
    double month;                /* when; NaN: at the market's date */
    const struct price *without; /* an observation that is left out; NULL: none */
    bool alone;                  /* true: without what like things suggest */
};

struct market_estimate {
    double ln_usd;      /* NaN: nothing is known, or so little that the range is wider than policy.widest_ratio */
    double mean_sigma;  /* standard deviation of the estimate */
    double price_sigma; /* of one price that a buyer would find */
    double abroad_frac; /* part of the estimate that is from other markets: of the weights of observations, 0..1 */
    enum pricebasis basis;
    size_t n;                 /* observations that count */
    double age_months;        /* of the newest; NaN: none */
    const struct price *from; /* the newest observation of that condition, else of any; NULL: none */
};

/* Returns the thing with that record; NULL where it can have no price. */
const struct market_thing *market_find(const struct market *m, const struct kind *k, const void *record);
/* Returns the estimate of ln price. */
struct market_estimate market_estimate(const struct market *m, const struct market_ask *ask);
/* Returns the index of a class at a month, ln relative to the market's date. */
double market_index(const struct market *m, enum priceclass class_, double month);
/* Returns how much ln price of the class is taken to rise in the months from the date on: part of the last year's
   trend, which fades. */
double market_trend(const struct market *m, enum priceclass class_, double months);
/* Returns the standard deviation of ln price that months ahead add. */
double market_step(const struct market *m, enum priceclass class_, double months);
/* Returns the month of a date with its day as a part; of a month its middle, of a year its middle. */
double market_month(const char *date);
/* Returns the country of a price: as stated, else one that pays in its currency; NULL: none is on record. */
const struct country *market_country(const struct catalogue *c, const struct price *p);
/* Fills *out with the price made comparable; usd are the US dollars for one unit of its currency at its date. Returns
   false where that is unknown, or the amount is 0. */
bool market_quote_of(const struct market *m, const struct price *p, double usd, struct market_quote *out);

#endif
