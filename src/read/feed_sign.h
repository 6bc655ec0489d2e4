/* feed_sign.h: signs and codes of currencies in front of and behind numbers. */
#ifndef FEED_SIGN_H
#define FEED_SIGN_H

#include "enums.h"

#include <stdbool.h>
#include <stddef.h>

/* Signs that several currencies share. */
enum feed_sign { FEED_SIGN_NONE, FEED_SIGN_DOLLAR, FEED_SIGN_KRONE, FEED_SIGN_YEN };

struct feed_sign_read {
    enum currency currency; /* unknown: none, or the sign is shared */
    enum feed_sign sign;    /* a shared sign */
    size_t n;               /* bytes read; 0: there is no sign or code */
};

/* Reads a sign or code at the start of text: "$", "US $", "A$", "€", "EUR", "kr.". front: it stands in front of the
   number. free: in free text, where only the usual codes count, because AMD and TRY are codes too. */
struct feed_sign_read feed_sign_at(const char *text, bool front, bool free);
/* Returns whether the currency is written with that shared sign. */
bool feed_sign_writes(enum currency c, enum feed_sign sign);

#endif
