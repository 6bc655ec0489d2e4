/* feed_country.h: countries as price feeds name them, and what follows for prices: the currency that a bare sign means
   there and the order of day and month. */
#ifndef FEED_COUNTRY_H
#define FEED_COUNTRY_H

#include "enums.h"

#include <stdbool.h>
#include <stddef.h>

/* Signs that several currencies share. */
enum feed_sign { FEED_SIGN_NONE, FEED_SIGN_DOLLAR, FEED_SIGN_KRONE, FEED_SIGN_YEN };

/* Returns the ISO code of a country: from its code ("UK" is GB), its English or own name, or the last part of a place
   ("Sydney, NSW, Australia"); NULL: not known. */
const char *feed_country_code(const char *text);
/* Returns the ISO code of the country that a shop's address is made for: ebay.com.au, uk.pcpartpicker.com; NULL: not
   known. */
const char *feed_country_of_address(const char *address);
/* Returns the currency of a country; unknown when the country is NULL or not known. */
enum currency feed_country_money(const char *code);
/* Returns the currency that the sign means in a country; unknown when the country is NULL or uses another sign. */
enum currency feed_country_currency(const char *code, enum feed_sign sign);
/* Returns whether the currency is written with that sign. */
bool feed_country_writes(enum currency c, enum feed_sign sign);
/* Returns whether the country writes the month before the day: 03/12/2026 is 12 March. */
bool feed_country_month_first(const char *code);

#endif
