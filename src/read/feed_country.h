/* feed_country.h: countries as price feeds name them, by the records of the catalogue. */
#ifndef FEED_COUNTRY_H
#define FEED_COUNTRY_H

#include "feed_sign.h"

struct catalogue;
struct country;

/* Returns a country by its code ("UK" is GB), one of its names, or the last part of a place ("Sydney, NSW, Australia");
   NULL: none is on record. */
const struct country *feed_country_named(const struct catalogue *c, const char *text);
/* Returns the ISO code of that country, or NULL. */
const char *feed_country_code(const struct catalogue *c, const char *text);
/* Returns the ISO code of the country that a shop's address is made for: ebay.com.au, uk.pcpartpicker.com; NULL: not
   known. */
const char *feed_country_of_address(const struct catalogue *c, const char *address);
/* Returns the currency of a country; unknown when the country is NULL or not known. */
enum currency feed_country_money(const struct catalogue *c, const char *code);
/* Returns the currency that the sign means in a country; unknown when the country is NULL or uses another sign. */
enum currency feed_country_currency(const struct catalogue *c, const char *code, enum feed_sign sign);

#endif
