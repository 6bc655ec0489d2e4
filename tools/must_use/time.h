#include_next <time.h>
#include "must_use.h"

MUST_USE(strftime)
#if defined _POSIX_C_SOURCE || defined _XOPEN_SOURCE || defined _GNU_SOURCE
MUST_USE(clock_gettime)
MUST_USE(gmtime_r)
MUST_USE(localtime_r)
MUST_USE(nanosleep)
#endif
