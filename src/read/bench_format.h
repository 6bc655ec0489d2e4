/* bench_format.h: the formats of benchmark text that is no JSON or CSV. Each has two functions: NAME_has says whether
   the text holds the format, NAME_read adds a mapping for each result, with the keys of llama-bench's JSON and these:
   - program: what printed the result; absent: llama-bench;
   - engine: id of the engine that ran; absent: llama.cpp;
   - sequences: sequences at once, avg_ts being their sum; absent: 1;
   - flags: words of a speed row's flags, joined by ';'.
   A line that looks like a result and is not read is a warning; the other results are read. */
#ifndef BENCH_FORMAT_H
#define BENCH_FORMAT_H

#include "origin.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;
struct tree;

struct bench_format_text {
    struct arena *arena;
    struct diags *d;
    const char *file, *text; /* text in UTF-8 */
    struct tree *list;       /* the results so far */
};

/* A walk over the lines of a text: start with {.rest = text}. It ends where the list, if one is given, holds more than
   BENCH_MOST_RESULTS: the file is then refused. */
struct bench_format_lines {
    const char *rest; /* NULL: no more */
    int number;       /* of the line that was taken last, from 1 */
    const struct tree *list;
};

/* Returns a copy of the next line without its line ending; NULL: no more. */
char *bench_format_next(struct arena *a, struct bench_format_lines *lines);
/* Reads a number, "4,000.00", at *at behind blanks, and moves *at behind it. Returns false when there is none. */
bool bench_format_number(const char **at, double *out);
/* Returns the number behind the phrase in the line, with blanks and ':' or '=' between; NAN: it is not there. */
double bench_format_after(const char *line, const char *phrase);
/* Adds the warning that a line, which looks like a result, is left out. */
void bench_format_leave(const struct bench_format_text *t, struct origin at, const char *why);
/* Adds a result of so many tokens of a prompt or of an answer (the other 0) behind depth tokens. NAN: not stated. */
struct tree *bench_format_result(const struct bench_format_text *t, int line, const char *program, double prompt,
                                 double gen, double depth, double tokens_per_s);

#endif
