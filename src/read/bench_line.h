/* bench_line.h: commands of a shell that run a program which measures speeds: llama.cpp's, koboldcpp, ollama,
   mlx_lm, vLLM and ExLlama. */
#ifndef BENCH_LINE_H
#define BENCH_LINE_H

#include <stdbool.h>

struct arena;
struct tree;

/* The command whose lines are read; begins with zeros. */
struct bench_line {
    bool more;   /* it goes on in the next line */
    int program; /* which of the programs, for this file's own use */
};

/* Returns true when the line is a command or a part of one, and sets the facts (bench_facts.h) that its options state;
   a new command forgets the facts before. A value that is a variable of the shell is not known. */
bool bench_line_line(struct arena *a, struct bench_line *c, struct tree *facts, const char *line);

#endif
