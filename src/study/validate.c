#include "validate.h"

#include "validate_collective.h"
#include "validate_logs.h"
#include "validate_memory.h"
#include "validate_offload.h"
#include "validate_sizes.h"
#include "validate_speed.h"
#include "validate_training.h"

#include <string.h>

static void count(const struct validate_row *rows, struct validate_summary *out)
{
    for (size_t i = 0; i < out->n_rows; i++) {
        out->n_predicted += rows[i].status == VALIDATE_PREDICTED;
        out->n_skipped += rows[i].status == VALIDATE_SKIPPED;
        out->n_verdicts += rows[i].judged;
        out->n_right += rows[i].judged && rows[i].fits == rows[i].ran;
        out->n_tight += rows[i].judged && rows[i].fits != rows[i].ran && rows[i].tight;
    }
}

void validate_run(const struct catalogue *c, const struct measured *m, struct setup *s, struct validate_row *rows, double *work,
                  struct validate_summary *out)
{
    memset(out, 0, sizeof *out);
    switch (m->kind) {
    case MEASURED_SPEED:
        out->n_rows = m->speed.n;
        validate_speed_run(c, &m->speed, s, rows, work, out);
        break;
    case MEASURED_MEMORY:
        out->n_rows = m->memory.n;
        validate_memory_run(c, &m->memory, s, rows, work, out);
        break;
    case MEASURED_SIZE:
        out->n_rows = m->size.n;
        validate_sizes_run(c, &m->size, s, rows, work, out);
        break;
    case MEASURED_LOG:
        out->n_rows = m->log.n;
        validate_logs_run(c, &m->log, s, rows, work, out);
        break;
    case MEASURED_TRAINING:
        out->n_rows = m->training.n;
        validate_training_run(c, &m->training, rows, work, out);
        break;
    case MEASURED_OFFLOAD:
        out->n_rows = m->offload.n;
        validate_offload_run(c, &m->offload, s, rows, work, out);
        break;
    case MEASURED_COLLECTIVE:
        out->n_rows = m->collective.n;
        validate_collective_run(c, &m->collective, rows, work, out);
        break;
    }
    count(rows, out);
}
