/* fund_limits.h: what a fund may pay for. */
#ifndef FUND_LIMITS_H
#define FUND_LIMITS_H

#include "records.h"

/* What rent and tokens are called among the kinds of a fund. */
#define FUND_LIMITS_RENT "rent"

/* Returns whether the fund pays for anything at any time: it is neither for one maker, one shop or some kinds, nor
   monthly. */
bool fund_limits_none(const struct fund *f);
/* Returns whether the fund buys some things only: those of a maker, of a shop, or of some kinds. */
bool fund_limits_restricted(const struct fund *f);
/* Returns whether a restricted fund buys a thing of that maker, shop (NULL: not stated) and kind. */
bool fund_limits_allow(const struct fund *f, enum vendor vendor, const char *shop, const char *kind);
/* Returns whether a word names a kind of thing that funds may be for. */
bool fund_limits_kind(const char *word);

#endif
