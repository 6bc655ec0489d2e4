/* bench_timed.h: numbers as programs print them, with what rounding hides, and speeds that stand beside their own
   tokens and time. */
#ifndef BENCH_TIMED_H
#define BENCH_TIMED_H

struct bench_format_text;

/* A printed number; half: half of the last digit that is printed, 0 for whole numbers. x is NAN: not there. */
struct bench_timed {
    double x, half;
};

/* Reads a number at *at behind blanks and moves *at behind it. */
struct bench_timed bench_timed_number(const char **at);
/* Returns the number behind the phrase in the line, with blanks and ':' or '=' between. */
struct bench_timed bench_timed_after(const char *line, const char *phrase);
/* Reads a time as Go prints it, "1m6.3s", "300ms" or "250us", in seconds, and moves *at behind it. A number without a
   unit is in seconds. */
struct bench_timed bench_timed_seconds(const char **at);
/* Returns the times that a number stands for in another unit: milliseconds in seconds by 0.001. */
struct bench_timed bench_timed_times(struct bench_timed n, double factor);
/* Returns the speed in tokens/s: the stated one, or tokens / time where none is stated. NAN with the warning that the
   line is left out when it contradicts tokens and time by more than 2 % beyond rounding (then with both figures), or
   when there is no speed above 0. what: "the prompt", "the answer". */
double bench_timed_speed(const struct bench_format_text *t, int line, const char *what, double tokens,
                         struct bench_timed seconds, struct bench_timed speed);

#endif
