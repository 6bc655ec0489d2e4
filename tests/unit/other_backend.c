/* advise/other_backend: which backend is named, and which other one is proposed. */
#include "test.h"

#include "arena.h"
#include "other_backend.h"
#include "predict.h"
#include "prepare.h"

#include <math.h>
#include <string.h>

static struct prepared s;
static struct predict_out out;

static void predicted(const char *device, int n, const char *engine, enum backend b, struct request *q)
{
    *q = test_request(device, n, "llama-3.1-8b", strcmp(engine, "vllm") == 0 ? "FP8" : "Q4_K_M");
    q->engine = FIND(engine, engine);
    q->backend = b;
    THAT(prepare_case(test_catalogue(), q, &s));
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
}

static void named_where_there_is_a_choice(void)
{
    static const struct {
        const char *device, *engine;
        enum backend asked, named;
    } rows[] = {{"rx-7900-xtx", "llama.cpp", backend_unknown, backend_vulkan},
                {"rx-7900-xtx", "llama.cpp", backend_rocm, backend_rocm},
                {"arc-b580", "llama.cpp", backend_sycl, backend_sycl},
                {"rx-7900-xtx", "vllm", backend_unknown, backend_unknown}, /* ROCm only */
                {"rtx-3090", "llama.cpp", backend_unknown, backend_unknown},
                {"rtx-3090", "llama.cpp", backend_vulkan, backend_vulkan}, /* not the usual one */
                {"m4-max-40c", "llama.cpp", backend_unknown, backend_unknown}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request(rows[i].device, 1, "llama-3.1-8b",
                                        strcmp(rows[i].engine, "vllm") == 0 ? "FP8" : "Q4_K_M");
        test_row("%s, %s", rows[i].device, rows[i].engine);
        q.engine = FIND(engine, rows[i].engine);
        q.backend = rows[i].asked;
        q.mem_gib[0] = isnan(q.device[0]->mem_gib) ? 64 : q.mem_gib[0];
        THAT(prepare_case(test_catalogue(), &q, &s));
        THAT(other_backend_now(q.engine, &s.rig) == rows[i].named);
    }
}

/* What is proposed is the prediction with that backend, divided by the one without; what is left out gains 10 % in
   neither phase. */
static void gains_are_those_of_a_prediction(void)
{
    static const char *const devices[] = {"rx-7900-xtx", "rx-9070-xt", "arc-b580", "arc-a770", "rtx-3090"};
    static const enum backend backends[] = {backend_cuda, backend_rocm, backend_vulkan, backend_sycl};
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT_OF(devices) * COUNT_OF(backends); i++) {
        const char *device = devices[i / COUNT_OF(backends)];
        const enum backend now = backends[i % COUNT_OF(backends)];
        struct request q, other;
        struct other_backend found;
        if (!rig_runs(FIND(device, device), now))
            continue;
        test_row("%s, %s", device, enums_text(&enums_backend, (int)now));
        predicted(device, 1, "llama.cpp", now, &q);
        const struct prediction before = out.figures;
        const bool any = other_backend_find(a, test_catalogue(), &q, &s, &before, &found);
        for (size_t k = 0; k < COUNT_OF(backends); k++) {
            if (backends[k] == now || !rig_runs(FIND(device, device), backends[k]) ||
                (backends[k] == backend_vulkan && FIND(device, device)->vendor == vendor_nvidia))
                continue;
            predicted(device, 1, "llama.cpp", backends[k], &other);
            const double decode = out.figures.decode_tok_s.mid / before.decode_tok_s.mid - 1,
                         prefill = out.figures.prefill_tok_s.mid / before.prefill_tok_s.mid - 1;
            if (any && found.backend == backends[k]) {
                CLOSE(found.decode_gain_frac, decode, 1e-9);
                CLOSE(found.prefill_gain_frac, prefill, 1e-9);
            }
            THAT(any || (decode <= 0.1 && prefill <= 0.1));
        }
    }
    arena_free(a);
}

SUITE(other_backend, {"named where there is a choice", named_where_there_is_a_choice},
      {"gains are those of a prediction", gains_are_those_of_a_prediction})
