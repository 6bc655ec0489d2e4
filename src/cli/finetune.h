/* finetune.h: predict --finetune: memory of fine-tuning on the devices of a request. The option rows are
   finetune_options.def. */
#ifndef FINETUNE_H
#define FINETUNE_H

#include "command.h"

/* Returns true if --finetune is given. Adds a usage error where another option of fine-tuning is given without it. */
bool finetune_asked(struct command_run *r);
/* Reads the request, judges every device and prints the answer. Returns the exit code. */
int finetune_run(struct command_run *r);

#endif
