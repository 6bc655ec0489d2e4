/* request_files.h: which of a model's files --model and --quant mean. */
#ifndef REQUEST_FILES_H
#define REQUEST_FILES_H

#include "command.h"
#include "request.h"

/* Returns the value of --model without the weight format behind a colon, OWNER/NAME:Q4_K_M, which *tag becomes (NULL:
   none); NULL: no model is named. */
const char *request_files_name(const struct command_run *r, const char **tag);
/* Returns where the model's file is, for its published size: the repository or path that --model states, with the
   folder of the quant where it is a whole repository. */
const char *request_files_repo(const struct command_run *r, const char *quant);
/* Returns the mix that the maker of the named repository, OWNER/NAME, has under the quant's name, or MLX's own format
   of that name; else the quant, which may be NULL. */
const struct quant *request_files_quant(const struct command_run *r, const struct model *m, const struct quant *q);
/* Says which repositories have another file under the quant's name, and that a file whose name states formats of some
   of its tensors is sized as the plain mix. quant: as it was written. */
void request_files_say(struct command_run *r, const struct request *q, const char *quant);

#endif
