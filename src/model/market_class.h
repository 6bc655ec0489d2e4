/* market_class.h: the class of a thing, whose prices move together, and the features by which prices of like things
   compare. */
#ifndef MARKET_CLASS_H
#define MARKET_CLASS_H

#include "catalogue.h"

/* The features: the first is 1, then whether used and whether refurbished, then the sort of the thing (0, or the
   category of a part), then what it offers. Features of unlike sorts do not compare. */
enum { MARKET_CLASS_USED = 1, MARKET_CLASS_SORT = 3, MARKET_CLASS_FIRST = 4, MARKET_CLASS_FEATURES = 15 };

/* Returns the class of a record of kind k; priceclass_unknown for kinds that are not bought. */
enum priceclass market_class_of(const struct kind *k, const void *record);
/* Fills out with the features of a thing in that condition, in a month: 1, condition, sort, and ln of what is sold
   (memory, bandwidth, arithmetic, watts, cores, size), its age, its maker. A feature that the record does not state is
   0 and counts as the mean of the class does: the features are deviations from typical values. */
void market_class_features(const struct kind *k, const void *record, enum condition condition, double month,
                           double out[MARKET_CLASS_FEATURES]);
/* Returns the class whose law of like things a class shares: all cards have one, so do all machines sold whole, and so
   do all parts but memory and storage. */
enum priceclass market_class_group(enum priceclass c);

#endif
