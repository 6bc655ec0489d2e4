#include_next <sys/prctl.h>
#include "../must_use.h"

MUST_USE(prctl)
