/* finetune.h: predict --finetune: memory of fine-tuning on the devices of a request. The option rows are
   finetune_options.def. */
#ifndef FINETUNE_H
#define FINETUNE_H

#include "command.h"
#include "request.h"
#include "training_request.h"

/* Returns true if --finetune is given. Adds a usage error where another option of fine-tuning is given without it. */
bool finetune_asked(struct command_run *r);
/* Fills *q and *out from the options. With best_allowed the method may be "best": out->tune is then unknown. Returns
   false with diagnostics: an option of inference, an unknown word, a sequence longer than the model's. */
bool finetune_read(struct command_run *r, bool best_allowed, struct request *q, struct training_settings *out);
/* Reads the request, judges every device and prints the answer. Returns the exit code. */
int finetune_run(struct command_run *r);

#endif
