/* feed_money.h: prices as people and shops write them: $1,299.00, US $975.00, AU $1,450, 1.299,00 EUR, 1 299 kr, ~$318,
   $700-900, around 1.1k. */
#ifndef FEED_MONEY_H
#define FEED_MONEY_H

#include "feed_sign.h"
#include "feed_digits.h"

struct feed_money {
    double amount, low, high;        /* amount is the middle of a range; low and high are NaN where there is none */
    double shipping;                 /* "+ $20 shipping"; NaN: not stated */
    enum currency shipping_currency; /* as currency and sign, of shipping; unknown and NONE: that of the price */
    enum feed_sign shipping_sign;
    enum currency currency; /* unknown: none is stated, or the sign is shared */
    enum feed_sign sign;    /* a sign that several currencies share; NONE: the currency is known or not stated */
    enum feed_mark mark;
    const char *at, *end; /* where it stands in the text */
};

/* Returns whether a cell states no price: empty, "-", "n/a", "TBD", "No Prices Available". */
bool feed_money_blank(const char *cell);
/* Reads a cell that should be a price. Returns NULL, or words that say why it is not read: "it holds two prices". A
   cell that is blank or states a bound ("from $700"), a rate ("$0.40/hr"), a negative or no amount is not read. */
const char *feed_money_cell(const char *cell, struct feed_money *out);
/* Reads a cell in the same way, and only where nothing but words that may stand beside a price is around it: "420 new".
   Returns false when it is not read. */
bool feed_money_alone(const char *cell, struct feed_money *out);
/* Finds the next price with a sign or a common currency code in free text, or a number behind a word like "around" with
   a k behind it. Returns false when there is none. A price that is a bound or a rate is passed over. */
bool feed_money_find(const char *text, struct feed_money *out);
/* Returns the currency that a word or sign states ("USD", "US $", "€"); *sign is set where several share it. */
enum currency feed_money_currency(const char *text, enum feed_sign *sign);

#endif
