#include_next <sys/time.h>
#include "../must_use.h"

MUST_USE(setitimer)
