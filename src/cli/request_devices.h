/* request_devices.h: the values of --gpu and --system: which devices a request has. */
#ifndef REQUEST_DEVICES_H
#define REQUEST_DEVICES_H

#include "command.h"
#include "request.h"

/* Adds the devices of --gpu to *q: "rtx-3090:2,rtx-3070", "2x RTX 3090" or "3090 x2". Returns false with a diagnostic.
 */
bool request_devices_add(struct command_run *r, const char *spec, struct request *q);
/* Adds the chip of the system with its memory to *q. Returns false with a diagnostic. */
bool request_devices_add_system(struct command_run *r, const char *id, struct request *q);
/* Returns false with a diagnostic where a chip is sold with several memory sizes and --gpu (text) names none. */
bool request_devices_have_memory(struct command_run *r, const char *text, const struct request *q);
/* Returns the option that a name belongs to: "--gpu", "--system" or "--model"; NULL: it names nothing. */
const char *request_devices_option(struct command_run *r, const char *name);

#endif
