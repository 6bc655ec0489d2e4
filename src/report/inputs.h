/* inputs.h: the numbers that a figure was computed from, as the inputs column of its result table names them, each with
   its value, its unit and where it comes from. */
#ifndef INPUTS_H
#define INPUTS_H

#include "explained_find.h"
#include "str.h"

/* One input: a figure; or a field of a record; or a constant of the step-time law or a prediction interval (kind and
   word, without a field); or an option of `rigplan predict` (asked). */
struct inputs_value {
    const char *list;         /* title of the list in result_inputs.def that names it; NULL: named directly */
    struct figure_word named; /* its name in the table */
    const struct figure *figure;
    struct explained_row row;           /* the figure's row */
    const struct compare_option *other; /* for a figure of every option (*name): the option of this value; else NULL */
    const struct kind *kind;
    const struct field *field;
    const char *label; /* of the record */
    const void *record;
    int word; /* constant or phase */
    const char *asked;
    bool known;
};

struct inputs {
    struct inputs_value *v;
    size_t n, room;
};

/* Fills *out with every input of that figure of the row, each once. Where a constant or an interval is among them, the
   fields that decide which calibration and spread records match follow at the end. */
void inputs_of(const struct explained_case *e, const struct explained_row *row, const struct figure *f,
               struct inputs *out);
/* Returns "rtx-3090.tdp_w" or, with every part that explain needs to find it, "power_phase.idle.wall_w"; "decode_tok_s
   of chat-8b" for a figure of a workload that the row is not about. */
const char *inputs_name(const struct explained_case *e, const struct explained_row *row, const struct inputs_value *v);
/* Returns the value with its unit; "unknown" where it is not known. */
const char *inputs_text(const struct explained_case *e, const struct explained_row *row, const struct inputs_value *v);
/* Returns the value; NaN where it is unknown or not a number. */
double inputs_number(const struct explained_row *row, const struct inputs_value *v);
/* Returns what the input is, in words; of a list also its first entries. */
const char *inputs_doc(const struct explained_case *e, const struct inputs_value *v);
/* Returns source and date of a catalogue value or constant; NULL where no source is stated. */
const char *inputs_source(const struct explained_case *e, const struct inputs_value *v);
/* Returns "aud-8343.yaml:31", "--set" or "default"; NULL where a source is stated. */
const char *inputs_place(const struct explained_case *e, const struct inputs_value *v);
/* Returns whether the figure of that row is known. */
bool inputs_figure_known(const struct figure *f, const void *result);
/* Returns whether a page may leave the value out: a default word, or a default number of a list. */
bool inputs_is_plain(const struct inputs_value *v);

/* Prints, for a case of `rigplan predict`, every stated field that a figure of the prediction depends on: of the
   devices (each record once), the model, the quant, the link and the bridge (NULL: none). */
void inputs_case(struct str *out, const struct device *const devices[], int n, const struct model *m,
                 const struct quant *q, const struct link *l, const struct link *bridge);

#endif
