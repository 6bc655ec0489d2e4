/* clock.h: time that passes, and waiting. */
#ifndef CLOCK_H
#define CLOCK_H

/* Returns seconds on a clock that nobody sets. */
double clock_now_s(void);
/* Waits so many seconds, fewer when a signal comes. */
void clock_pause(double s);

#endif
