/* request_options.h: reads the options that name devices, model, engine and load into a request, for predict, fit and
   explain. The option rows are request_options.def and draft_options.def. */
#ifndef REQUEST_OPTIONS_H
#define REQUEST_OPTIONS_H

#include "answer.h"
#include "command.h"
#include "prepare.h"

/* Fills *q from the options of request_options.def. If quant_free, --quant may be omitted or be "best"; if
   devices_free, either the devices or the model may be omitted. What is omitted stays unset in *q. Returns false with
   diagnostics. */
bool request_options_read(struct command_run *r, struct request *q, bool quant_free, bool devices_free);

/* Fills the drafting of *q from the options of draft_options.def: all three are given, or none. Returns false with
   diagnostics. */
bool request_options_draft(struct command_run *r, struct request *q);

/* Returns the devices of a request in words: "2 x rtx-3090 and rtx-3070", or the machine's id. */
const char *request_options_rig(struct command_run *r, const struct request *q);
/* Which of the given options a command repeats. */
enum request_part {
    REQUEST_LOAD,  /* only the model and its load */
    REQUEST_RIG,   /* all of request_options.def */
    REQUEST_DRAFTS /* those and draft_options.def */
};
/* Returns an argument list that runs `command` on the same case with the given quant: "rigplan", the command, the
   options, then NULL. */
const char *const *request_options_words(struct command_run *r, const char *command, const char *quant,
                                         enum request_part part);
/* Returns the parts of the request that an answer repeats, and the commands that it suggests next. q->quant must be
   set. v: the verdict of the answer. .fit is left NULL: the caller fills it. */
struct answer_case request_options_case(struct command_run *r, const struct request *q, const struct prepared *s,
                                        enum request_part part, enum verdict v);

/* Return the value of an option that takes one of an enum's words, or on or off. Return 0 if the option was not given,
   and also, with a diagnostic that lists the words, if its value is not one of them. */
int request_options_word(struct command_run *r, const char *option, const struct enum_info *e);
enum flag request_options_on_off(struct command_run *r, const char *option);

#endif
