/* explained.h: what `explain` can explain: the rows of an option's result tables. */
#ifndef EXPLAINED_H
#define EXPLAINED_H

#include "compare.h"
#include "figure_input.h"

struct arena;

/* The option whose figures are explained. */
struct explained_case {
    struct arena *arena;
    const struct comparison *comparison;
    const struct compare_option *option;
};

/* One row of a result table. */
struct explained_row {
    const struct figure_table *table;
    /* "idle", "decode", a component's id, the number of a device; NULL: the table has one row per option or workload.
     */
    const char *name;
    const struct workload *workload; /* NULL: the row is about the option as a whole */
    const struct compare_cell *cell; /* of that workload; NULL without one */
    const struct machine *machine;   /* NULL: the row is about no single machine */
    const void *result;
};

struct explained_rows {
    struct explained_row *v;
    size_t n, room;
};

/* Adds to *out the rows of table t that belong to workload w (NULL: to any) and have the given name (name.at NULL: any
   name). The name is that of the row, of its machine, or both: "idle", "pc", "pc.idle". */
void explained_add(const struct explained_case *e, const struct workload *w, const struct figure_table *t,
                   struct figure_word name, struct explained_rows *out);
/* Returns the row's name; of an option with several machines with the machine, "pc.idle". NULL: it has none. */
const char *explained_name(const struct explained_case *e, const struct explained_row *row);
/* Returns whether the input applies to that row: it has no tag, or the row has that tag. The tags of a row are its name
   and
   - power_phase: busy (not idle), working (decode and prefill), linked (a machine that feeds what a link lists)
   - build_check: excursion, for a rule about an excursion record
   - bill_line: bought (not owned), landed (price converted from USD)
   - of a workload: layer, tensor, row, none (split); turns (devices work in turn), parallel (at the same time); gguf,
     pool (engine); card, chip, nvidia (device); cuda, rocm, vulkan ... (backend); offload (layers or experts lie in
     system RAM); experts, linear (kind of model); many (a step of more than one token) */
bool explained_applies(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in);
/* Returns the index of the row's device; 0 where the row is not about one device. */
int explained_device(const struct explained_row *row);

#endif
