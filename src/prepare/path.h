/* path.h: which units of a device do an engine's work in the case at hand, from the engine's `paths`. */
#ifndef PATH_H
#define PATH_H

#include "constants.h"
#include "rig.h"

/* Returns the row that says that attention in decode has no kernel made for the card and the model's widest heads in
   builds of that month; NULL: it has one. c needs device, engine, model, backend and flash attention. */
const struct engine_path *path_slow_attention(const struct constants_case *c, double month);
/* Sets c->unfused and c->chunked: whether builds of that month compute the model's recurrent layers in many small
   operations, and a single token as a whole chunk; unknown for a model without such layers. */
void path_recurrent(const struct engine *e, const struct model *m, double month, struct constants_case *c);
/* Returns where matrix products and attention of the case run. The class of the weights is that of q's base format:
   most matrices have it, even where a large embedding of another class makes up most bytes. month is that of the
   engine's build: 12 * year + month - 1; NaN: current. What no row of `paths` covers runs on the device's fastest units
   (0). */
struct rig_path path_of(const struct constants_case *c, const struct quant *q, double month);

#endif
