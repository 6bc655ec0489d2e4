/* launch.h: the command that starts a deployment. Its options, and the words that they take, are records of the engine
   (engine_option.def); a published file of the model comes from the model's record (model_file.def). */
#ifndef LAUNCH_H
#define LAUNCH_H

#include "launch_case.h"

#include <stdbool.h>

struct arena;

struct launch {
    struct text_list before;    /* commands to run first, each one line for a shell */
    struct text_list variables; /* environment variables: NAME=value */
    struct text_list words;     /* the command, without the variables, before a shell's quotes */
    const char *command;        /* variables and command in one line, quoted for a shell; NULL: none on record */
    const char *lines;          /* the same for a terminal of 80 columns, indented; long ones end in backslashes */
    const char *modelfile;      /* ollama: text of the file Modelfile; NULL: not needed */
    struct text_list after;     /* commands that follow in another terminal */
    struct text_list notes;     /* sentences: what to do first, and what no option of the engine sets */
};

/* Fills *out with the command that starts a deployment. Returns false when no command is on record; the notes then say
   why. */
bool launch_lines(struct arena *a, const struct launch_case *d, struct launch *out);

#endif
