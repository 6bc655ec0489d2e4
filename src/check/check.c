#include "check.h"

#include "check_collective.h"
#include "check_logs.h"
#include "check_memory.h"
#include "check_offload.h"
#include "check_sizes.h"
#include "check_speed.h"
#include "check_training.h"

#include <string.h>

static void count(const struct check_row *rows, struct check_summary *out)
{
    for (size_t i = 0; i < out->n_rows; i++) {
        out->n_predicted += rows[i].status == CHECK_PREDICTED;
        out->n_skipped += rows[i].status == CHECK_SKIPPED;
        out->n_verdicts += rows[i].judged;
        out->n_right += rows[i].judged && rows[i].fits == rows[i].ran;
        out->n_tight += rows[i].judged && rows[i].fits != rows[i].ran && rows[i].tight;
    }
}

void check_run(const struct catalogue *c, const struct measured *m, struct prepared *s, struct check_row *rows,
               double *work, struct check_summary *out)
{
    memset(out, 0, sizeof *out);
    switch (m->kind) {
    case MEASURED_SPEED:
        out->n_rows = m->speed.n;
        check_speed_run(c, &m->speed, s, rows, work, out);
        break;
    case MEASURED_MEMORY:
        out->n_rows = m->memory.n;
        check_memory_run(c, &m->memory, s, rows, work, out);
        break;
    case MEASURED_SIZE:
        out->n_rows = m->size.n;
        check_sizes_run(c, &m->size, s, rows, work, out);
        break;
    case MEASURED_LOG:
        out->n_rows = m->log.n;
        check_logs_run(c, &m->log, s, rows, work, out);
        break;
    case MEASURED_TRAINING:
        out->n_rows = m->training.n;
        check_training_run(c, &m->training, rows, work, out);
        break;
    case MEASURED_OFFLOAD:
        out->n_rows = m->offload.n;
        check_offload_run(c, &m->offload, s, rows, work, out);
        break;
    case MEASURED_COLLECTIVE:
        out->n_rows = m->collective.n;
        check_collective_run(c, &m->collective, rows, work, out);
        break;
    }
    count(rows, out);
}
