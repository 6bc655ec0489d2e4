#define _POSIX_C_SOURCE 200809L
#include "clock.h"

#include "bug.h"

#include <errno.h>
#include <time.h>

static const double ns_in_s = 1e9;

double clock_now_s(void)
{
    struct timespec t;
    BUG_UNLESS(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (double)t.tv_sec + (double)t.tv_nsec / ns_in_s;
}

void clock_pause(double s)
{
    BUG_UNLESS(s >= 0);
    const struct timespec t = {(time_t)s, (long)((s - (double)(time_t)s) * ns_in_s)};
    BUG_UNLESS(nanosleep(&t, NULL) == 0 || errno == EINTR);
}
