/* figure_input.h: reads the `inputs` column of a result table: words, separated by spaces, that name the inputs of a
   law.
   - name: a figure of the same row
   - table.name: a figure of another table, in every row that belongs to this one
   - table.row.name: a figure of one row, power_phase.idle.wall_w
   - kind.field: a field of the records of that kind that the option and the workload use
   - cache_format.field: a field of the format that the KV cache is kept in; format.field is about the weights
   - calibration.constant: a constant of the step-time law, calibration.weight_bw
   - spread.phase: a prediction interval, spread.decode
   - asked.option: an option of `rigplan predict`, asked.draft_tokens is --draft-tokens
   - @list: every word of a list of result_inputs.def
   - *name: a figure of this table, taken from every option of the scenario
   tag:word is an input only of rows with that tag (explained.h lists the tags), "idle:device.idle_w". |word is an input
   only where the word before it is unknown, "site.breaker_a |outlet.breaker_a". */
#ifndef FIGURE_INPUT_H
#define FIGURE_INPUT_H

#include "records.h"
#include "results.h"

/* A part of a text; at is NULL where there is none. */
struct figure_word {
    const char *at;
    size_t n;
};

/* One input. Set is either figure, or kind with field or word, or asked; if none is set, the text does not name an
   input. */
struct figure_input {
    struct figure_word text; /* the name, without the tag and without a leading | or * */
    struct figure_word only; /* the tag */
    bool otherwise;          /* written as |name */
    bool of_all;             /* written as *name */
    bool of_cache;           /* written as cache_format.field; kind is format */
    const char *asked;       /* the option of predict */
    const struct figure_table *table;
    const struct figure *figure;
    struct figure_word row; /* of the table */
    const struct kind *kind;
    const struct field *field;
    int word; /* enum constant (calibration) or enum phase (spread); 0: none */
};

/* The tables that `explain` covers: every figure in them has inputs. */
extern const struct figure_table *const figure_input_tables[];
extern const size_t figure_input_n_tables;
/* A list that inputs name as @name (result_inputs.def). */
struct figure_input_list {
    const char *name, *doc, *words;
};
extern const struct figure_input_list figure_input_lists[];
extern const size_t figure_input_n_lists;
/* Returns the table with that name, or NULL. */
const struct figure_table *figure_input_table(struct figure_word name);

/* A walk over the inputs of a figure, through the lists that it names. */
struct figure_input_walk {
    const struct figure_table *own;
    const char *rest[6];        /* text that is left, of the figure and of each open list */
    struct figure_word only[6]; /* tag of each open list */
    int depth;                  /* open lists */
    const char *list;           /* what the outermost open list is about; NULL: no list is open */
};
/* Starts a walk over the inputs of f, a figure of table own. */
struct figure_input_walk figure_input_of(const struct figure_table *own, const struct figure *f);
/* Starts a walk over the fields that decide which calibration and spread records match a case. They are inputs of every
   figure that names a constant or an interval. */
struct figure_input_walk figure_input_keys(void);
/* Fills *out with the next input; returns false at the end. */
bool figure_input_next(struct figure_input_walk *w, struct figure_input *out);
/* Returns whether the word is that text. */
bool figure_input_is(struct figure_word w, const char *text);
/* Returns whether the input's tag is that text; a space of the text is written _ in a tag. */
bool figure_input_tagged(const struct figure_input *in, const char *tag);
/* Returns whether the field (NULL: any field of that kind), constant or phase (0: any) is an input of the figure in
   some row, by itself or through other figures. */
bool figure_input_enters(const struct figure_table *t, const struct figure *f, const struct kind *k,
                         const struct field *field, int word);

#endif
