/* refuse_say.h: where and how refuse.h reports what an engine would refuse: on the command line an option is wrong, in
   a scenario a place of the file. */
#ifndef REFUSE_SAY_H
#define REFUSE_SAY_H

#include "command.h"

/* What is checked: the command line, or an option of a scenario with a workload. */
struct refuse_subject {
    struct command_run *r;
    const struct option *option;     /* NULL: the command line */
    const struct machine *machine;   /* the first one that runs it; NULL: the command line */
    const struct workload *workload; /* NULL: the command line */
    bool open;                       /* no engine is stated: the first that loads the quant is judged */
    bool listed;                     /* no quant is stated but the workload's list, of which none loads */
};

/* Returns where the scenario states the setting of the subject's machine, or of its run of the workload, that this
   option of the command line names; without a file: it does not. */
struct origin refuse_say_setting(const struct refuse_subject *s, const char *option);
/* Adds a diagnostic, once for each place. option: the option of the command line that is wrong. */
void refuse_say(const struct refuse_subject *s, const char *option, const char *fmt, ...) PRINTF(3, 4);

#endif
