/* market_like.h: what like things suggest of a price.

   Idea: ln price of a class varies about its mean as a Gaussian process of the features: a linear part (price per
   doubling of memory, bandwidth ...) and a smooth part, by which things with nearly the same features have nearly the
   same price. The process says how sure it is: sure where there are many like things, unsure far from all of them.
   Things of unlike sorts (a cable, a case) share only the level of their group; how far sorts lie apart is part of the
   prior. Things of one sort with the same features differ by a spread of their class
   (market_class.like_own), which is learned and not part of the process.
   Invariant: the variance is between 0 and that of a thing of which nothing is known.
   Reference: C. Rasmussen and C. Williams, Gaussian Processes for Machine Learning (2006), chapter 2. */
#ifndef MARKET_LIKE_H
#define MARKET_LIKE_H

#include "market_class.h"

#include <stdbool.h>
#include <stddef.h>

enum { MARKET_LIKE_MOST = 512 };

/* What like things suggest: a Gaussian process over their features . */
struct market_like {
    size_t n; /* things in each condition in which they were observed, at most MARKET_LIKE_MOST; 0: nothing is known */
    const double *feature; /* n rows of MARKET_CLASS_FEATURES */
    const double *weight;  /* n: of each row's kernel */
    const double *factor;  /* Cholesky factor of the rows' covariance, n x n */
    double mean;           /* ln price about which the process varies */
};

/* Returns the covariance of ln price of two things with these features. */
double market_like_kernel(const double a[MARKET_CLASS_FEATURES], const double b[MARKET_CLASS_FEATURES]);
/* Sets *ln to what the like things of a class suggest for these features and *sigma to its standard deviation.
 *ln lacks the usual offset of the condition in the class. Returns false where nothing is known. */
bool market_like_suggest(const struct market_like *like, const double x[MARKET_CLASS_FEATURES], double *ln,
                         double *sigma);

#endif
