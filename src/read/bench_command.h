/* bench_command.h: the commands that stand around the results of serving benchmarks: that of the benchmark and that of
   the server. A command is a line of a shell, with the lines that a '\' at the end joins to it, or the options that the
   program itself prints: "Namespace(model='...', max_concurrency=8)". */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct tree;

/* Most bytes of a command, with all its options; longer ones are no command. Real ones have up to 8 kB, and each result
   looks for some options in it. */
enum { BENCH_COMMAND_MOST = 16384 };

/* Start with all zero. */
struct bench_command {
    const char *client, *server; /* the last command of each kind; NULL: none yet */
    char *open;                  /* a command that goes on in the next line; NULL: none */
    size_t open_len, open_room;  /* its bytes; those that it has room for */
    bool wrapped;                /* that one goes on without a '\', as AIPerf prints it */
};

/* Takes the next line of a text. Returns whether it is of a command. */
bool bench_command_line(struct arena *a, struct bench_command *c, const char *line);
/* Returns the value of an option in a command, "max-concurrency" of "--max-concurrency 8" or "max_concurrency=8"; "" of
   one without a value; NULL: it is not there, or command is NULL. */
const char *bench_command_value(struct arena *a, const char *command, const char *option);
/* Adds to a result what the commands state and the result does not: the load and the model. first: the result is
   the first after the benchmark's command, so its load is what the command says, and the program's default otherwise.
 */
void bench_command_fill(struct arena *a, const struct bench_command *c, struct tree *result, bool first);

#endif
