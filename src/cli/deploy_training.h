/* deploy_training.h: deploy --finetune: the best way to fine-tune a model on the devices of a request. The option rows
   are finetune_options.def; the method may also be "best". */
#ifndef DEPLOY_TRAINING_H
#define DEPLOY_TRAINING_H

#include "command.h"

/* Returns true if --finetune is given. Adds a usage error where another option of fine-tuning is given without it. */
bool deploy_training_asked(struct command_run *r);
/* Reads the request, searches and prints the answer. Returns the exit code; 1 where nothing fits. */
int deploy_training_run(struct command_run *r);

#endif
