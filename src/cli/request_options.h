/* request_options.h: reads the options that name devices, model, engine and load into a request, for predict, fit and
   explain. The option rows are request_options.def and draft_options.def. */
#ifndef REQUEST_OPTIONS_H
#define REQUEST_OPTIONS_H

#include "answer.h"
#include "command.h"
#include "prepare.h"

/* Fills *q from the options of request_options.def. With quant_free the quant may be left out or be "best", with
   devices_free the devices may be left out; the request then has none. Returns false with diagnostics. */
bool request_options_read(struct command_run *r, struct request *q, bool quant_free, bool devices_free);

/* Fills the drafting of *q from the options of draft_options.def: all three are given, or none. Returns false with
   diagnostics. */
bool request_options_draft(struct command_run *r, struct request *q);

/* Returns the devices of a request in words: "2 x rtx-3090 and rtx-3070", or the machine's id. */
const char *request_options_rig(struct command_run *r, const struct request *q);
/* Which of the given options a command repeats: options of the model and its load; all of request_options.def; all of
   request_options.def and draft_options.def. */
enum request_part { REQUEST_LOAD, REQUEST_RIG, REQUEST_DRAFTS };
/* Returns the words of a command line that asks another command about the same case, with this quant: "rigplan", the
   command, the options; NULL at the end. */
const char *const *request_options_words(struct command_run *r, const char *command, const char *quant,
                                         enum request_part part);
/* Returns what an answer repeats of the request and the commands it suggests next. The request has a quant. v: the
   verdict of the answer. .fit is left NULL: the caller fills it. */
struct answer_case request_options_case(struct command_run *r, const struct request *q, const struct prepared *s,
                                        enum request_part part, enum verdict v);

/* Return the value of an option that takes a word of an enum, or on|off. 0: not given, or not such a word, with a
   diagnostic that lists the words. */
int request_options_word(struct command_run *r, const char *option, const struct enum_info *e);
enum flag request_options_on_off(struct command_run *r, const char *option);

#endif
