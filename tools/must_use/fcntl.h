#include_next <fcntl.h>
#include "must_use.h"

MUST_USE(fcntl)
MUST_USE(open)
MUST_USE(openat)
