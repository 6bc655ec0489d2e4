/* explained_find.h: the records that a row of a result table was computed from. */
#ifndef EXPLAINED_FIND_H
#define EXPLAINED_FIND_H

#include "explained.h"

struct explained_record {
    const char *label; /* "rtx-3090", "policy", "chat-8b", "devices[0]" */
    const void *record;
};

struct explained_records {
    struct explained_record *v;
    size_t n, room;
};

/* Adds to *out the records of the input's kind that the row was computed from, each once. */
void explained_find(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in,
                    struct explained_records *out);

#endif
