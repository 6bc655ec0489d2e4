#include_next <signal.h>
#include "must_use.h"

MUST_USE(raise)
MUST_USE(signal)
#if defined _POSIX_C_SOURCE || defined _XOPEN_SOURCE || defined _GNU_SOURCE
MUST_USE(kill)
MUST_USE(sigaction)
MUST_USE(sigaddset)
MUST_USE(sigdelset)
MUST_USE(sigemptyset)
MUST_USE(sigprocmask)
#endif
#if defined _XOPEN_SOURCE || defined _GNU_SOURCE
MUST_USE(sigaltstack)
#endif
