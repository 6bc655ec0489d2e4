/* prepare.h: from what a user names (devices, model, quant, engine, and what is left unsaid) to a prepared case on a
   prepared rig. What nobody says is the policy's and the engine's default; the other defaults are here, in one place.
 */
#ifndef PREPARE_H
#define PREPARE_H

#include "catalogue.h"
#include "predict.h"
#include "request.h"

struct prepared {
    struct llm llm;
    struct rig rig;
    struct predict_case predict;
    double tensor_split[RIG_MAX_DEVICES];
    struct placement_buffers buffers;
    struct prepared *drafts; /* room for what drafts; NULL where no request asks for drafting */
    struct predict_draft draft;
};

/* False when the model has too many layers to be prepared. *out must stay where it is: the case points into it. */
bool prepare_case(const struct catalogue *c, const struct request *q, struct prepared *out);
/* The engine of a request: as named, else the usual one. */
const struct engine *prepare_engine(const struct catalogue *c, const struct request *q);
/* The backend of the i-th device: as asked, else what device and engine have in common. */
enum backend prepare_backend(const struct request *q, const struct engine *e, int i);
/* The i-th device under that policy: what programs may use of it, and what they and a desktop take. */
struct rig_device prepare_device(const struct request *q, const struct engine *e, const struct policy *p, int i);
/* The same on another rig or with other options, where *out is prepared for that model and quant: far cheaper. */
void prepare_again(const struct catalogue *c, const struct request *q, struct prepared *out);
/* The constants and spreads of the case as it stands (prepare_case does it), for who changes its split. */
void prepare_constants(const struct catalogue *c, double month, struct predict_case *p, struct rig *r);
/* What the calibration of one of its devices goes by. */
struct constants_case prepare_constants_case(const struct predict_case *p, const struct rig_device *r, double month);

#endif
