#include_next <stdlib.h>
#include "must_use.h"

MUST_USE(atexit)
MUST_USE(calloc)
MUST_USE(malloc)
MUST_USE(realloc)
MUST_USE(system)
#if defined _POSIX_C_SOURCE || defined _XOPEN_SOURCE || defined _GNU_SOURCE
MUST_USE(setenv)
MUST_USE(unsetenv)
#endif
#if defined _XOPEN_SOURCE || defined _GNU_SOURCE
MUST_USE(realpath)
#endif
