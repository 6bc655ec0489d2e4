#include_next <poll.h>
#include "must_use.h"

MUST_USE(poll)
