/* launch_value.h: what a deployment says about each thing that an option of an engine can set, as text. */
#ifndef LAUNCH_VALUE_H
#define LAUNCH_VALUE_H

#include "launch_case.h"

#include <stdbool.h>

struct arena;

/* A deployment that is being written as a command. */
struct launch_job {
    struct arena *arena;
    const struct launch_case *d;
    const struct model_file *file;       /* published file of model and quant; NULL: none on record */
    const struct model_file *draft_file; /* published file of the draft model; NULL: no such model, or none on record */
};

struct launch_job launch_value_job(struct arena *a, const struct launch_case *d);
/* Returns true when that build has an option that sets it. */
bool launch_value_settable(const struct launch_job *j, enum sets what);
/* Returns what the deployment sets it to, or NULL when the deployment does not set it. What an engine always writes has
   an empty value. */
const char *launch_value_of(const struct launch_job *j, enum sets what);
/* Returns the name of a file or folder of that model and quant: what is written where no published one is on record. */
const char *launch_value_placeholder(const struct launch_job *j, const struct model *m, const struct quant *quant);
#endif
