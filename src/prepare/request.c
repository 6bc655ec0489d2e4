#include "request.h"

#include <math.h>

struct request request_nothing(void)
{
    struct request q = {.engine_month = NAN,
                        .lanes = NAN,
                        .ngl = NAN,
                        .ctx = NAN,
                        .depth = NAN,
                        .prompt = NAN,
                        .gen = NAN,
                        .batch = NAN,
                        .ubatch = NAN,
                        .parallel = NAN,
                        .ram_gib = NAN,
                        .ram_gb_s = NAN,
                        .cap_speed_frac = NAN,
                        .cap_energy_frac = NAN,
                        .draft_tokens = NAN,
                        .accept_frac = NAN};
    for (int i = 0; i < RESULTS_MAX_DEVICES; i++)
        q.mem_gib[i] = q.limit_gib[i] = q.cap_w[i] = q.tensor_split[i] = NAN;
    for (int i = 0; i < RESULTS_MAX_DEVICES; i++)
        q.position[i] = i;
    return q;
}

bool request_devices_differ(const struct request *q)
{
    for (int i = 1; i < q->n; i++)
        if (q->device[i] != q->device[0])
            return true;
    return false;
}
