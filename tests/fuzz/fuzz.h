/* fuzz.h: the readers of outside bytes, one by one. Each gets bytes that anyone could have written; it must neither
   break nor hold what BUG_UNLESS forbids. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct diags;

struct fuzz_input {
    struct arena *a; /* of this input alone */
    struct diags *d;
    const uint8_t *bytes;
    const char *text; /* the same bytes and a zero byte */
    size_t size;
};

struct fuzz_reader {
    const char *name; /* the value of FUZZ_READER */
    void (*read)(const struct fuzz_input *in);
    const char *corpus; /* shell patterns of the files that it is tried with, from the repository's root */
    bool prints;        /* it writes to standard output and error as a command does */
};

/* All of them; target.c holds the table. */
extern const struct fuzz_reader fuzz_readers[];
extern const size_t fuzz_n_readers;
/* Returns the reader of that name; NULL: there is none. */
const struct fuzz_reader *fuzz_reader_named(const char *name);

/* Model files: GGUF, a config.json of Hugging Face. */
void fuzz_gguf(const struct fuzz_input *in);
void fuzz_hf(const struct fuzz_input *in);

/* Records: catalogues, scenarios of both versions, a file that a scenario includes, machines, measured files, price
   books read and appended to, offers, trees of JSON and YAML that are written again. */
void fuzz_catalogue_json(const struct fuzz_input *in);
void fuzz_catalogue_yaml(const struct fuzz_input *in);
void fuzz_scenario(const struct fuzz_input *in);
void fuzz_scenario_json(const struct fuzz_input *in);
void fuzz_scenario_1(const struct fuzz_input *in);
void fuzz_include(const struct fuzz_input *in);
void fuzz_machine(const struct fuzz_input *in);
void fuzz_measured(const struct fuzz_input *in);
void fuzz_book(const struct fuzz_input *in);
void fuzz_book_append(const struct fuzz_input *in);
void fuzz_offers(const struct fuzz_input *in);
void fuzz_tree(const struct fuzz_input *in);

/* What programs print: benchmarks and servers, start logs, descriptions of hardware, gnuplot's pictures; and which of
   them a file is. */
void fuzz_bench(const struct fuzz_input *in);
void fuzz_memlog(const struct fuzz_input *in);
void fuzz_rig(const struct fuzz_input *in);
void fuzz_svg(const struct fuzz_input *in);
void fuzz_guess(const struct fuzz_input *in);

/* Prices: feeds, the rows of a price book made of them, a machine made of a list of parts, titles. */
void fuzz_feed(const struct fuzz_input *in);
void fuzz_price_import(const struct fuzz_input *in);
void fuzz_parts(const struct fuzz_input *in);
void fuzz_titles(const struct fuzz_input *in);

/* Words of a command line, each line one word or value. */
void fuzz_names(const struct fuzz_input *in);
void fuzz_search(const struct fuzz_input *in);
void fuzz_sets(const struct fuzz_input *in);
void fuzz_own_prices(const struct fuzz_input *in);
void fuzz_command_line(const struct fuzz_input *in);

/* Prints the messages of d into a text. */
void fuzz_show(struct arena *a, struct diags *d);
/* Returns the path of a file of this name, in a folder of this process that is removed at its end, which holds the
   bytes. */
const char *fuzz_file(struct arena *a, const char *name, const void *bytes, size_t size);
/* Returns the lines of the text, most of them at most, *n of them. */
const char *const *fuzz_lines(const struct fuzz_input *in, size_t most, size_t *n);

#endif
