/* Power caps: laws that hold for every card, model, quant and engine. Random cases from the seed that is printed. */
#include "test.h"

#include "compatibility.h"
#include "engine_quant.h"
#include "predict.h"
#include "prepare.h"

enum { CASES = 400 };

static struct prepared s;

/* A case that an engine would start on cards of that kind, with a known limit. */
static struct request case_of(const struct device *card)
{
    const struct catalogue *c = test_catalogue();
    for (;;) {
        struct request q = request_nothing();
        q.n = test_whole(0, 2) ? 1 : test_whole(2, 4);
        for (int i = 0; i < q.n; i++)
            q.device[i] = card;
        q.model = &c->models.v[test_whole(0, (int)c->models.n - 1)];
        q.engine = test_whole(0, 1) ? FIND(engine, "llama.cpp") : &c->engines.v[test_whole(0, (int)c->engines.n - 1)];
        q.quant = &c->quants.v[test_whole(0, (int)c->quants.n - 1)];
        q.split = q.n > 1 ? (test_whole(0, 1) ? split_layer : split_tensor) : split_none;
        q.endless_memory = true;
        q.depth = test_whole(0, 30000);
        q.prompt = test_whole(1, 8000);
        q.gen = test_whole(1, 1000);
        q.batch = q.parallel = test_whole(0, 2) ? 1 : test_whole(2, 32);
        q.ctx = 65536 * q.batch;
        q.ram_gib = 1e6;
        if (q.quant->of || !engine_quant_loads(q.engine, q.quant) ||
            compatibility_check(&q, q.engine).rule != COMPATIBILITY_YES)
            continue;
        test_row("%d x %s, %s %s, %s, depth %g, prompt %g, gen %g, batch %g", q.n, card->id, q.model->id, q.quant->id,
                 q.engine->id, q.depth, q.prompt, q.gen, q.batch);
        return q;
    }
}

static struct prediction capped(const struct request *asked, double cap_w)
{
    static struct predict_out out;
    struct request q = *asked;
    for (int i = 0; i < q.n; i++)
        q.cap_w[i] = cap_w;
    THAT(prepare_case(test_catalogue(), &q, &s));
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
    return out.figures;
}

static const struct device *any_card(void)
{
    const struct device_list *all = &test_catalogue()->devices;
    for (;;) {
        const struct device *d = &all->v[test_whole(0, (int)all->n - 1)];
        if (d->unified != flag_yes && d->tdp_w > 0)
            return d;
    }
}

static void larger_caps_are_never_slower(void)
{
    for (int i = 0; i < CASES; i++) {
        const struct device *card = any_card();
        const struct request q = case_of(card);
        struct prediction low = capped(&q, card->tdp_w * 0.1);
        for (double part = 0.2; part < 1.25; part += test_uniform(0.01, 0.2)) {
            const struct prediction high = capped(&q, card->tdp_w * part);
            ORDER(low.decode_tok_s.mid, high.decode_tok_s.mid);
            ORDER(low.prefill_tok_s.mid, high.prefill_tok_s.mid);
            low = high;
        }
        const struct prediction none = capped(&q, NAN), top = capped(&q, card->tdp_w);
        CLOSE(top.decode_tok_s.mid, none.decode_tok_s.mid, 1e-12); /* a cap at the limit is none */
        CLOSE(top.prefill_tok_s.mid, none.prefill_tok_s.mid, 1e-12);
    }
}

/* A card with a lower limit says what its chip says under that cap. Constants of a device may differ by measurements of
   one of them; they are the same machine within 5 %. */
static void siblings_agree(void)
{
    const struct device_list *all = &test_catalogue()->devices;
    int pairs = 0;
    for (size_t d = 0; d < all->n; d++) {
        const struct device *low = &all->v[d];
        for (int i = 0; low->chip_of && i < CASES; i++) {
            struct request q = case_of(low);
            const double cap_w = low->tdp_w * (test_whole(0, 1) ? 1 : test_uniform(0.6, 1));
            const struct prediction own = capped(&q, cap_w);
            for (int k = 0; k < q.n; k++)
                q.device[k] = low->chip_of;
            const struct prediction full = capped(&q, cap_w);
            CLOSE(own.decode_tok_s.mid, full.decode_tok_s.mid, 0.05);
            CLOSE(own.prefill_tok_s.mid, full.prefill_tok_s.mid, 0.05);
        }
        pairs += low->chip_of != NULL;
    }
    THAT(pairs > 0);
}

SUITE(property_caps, {"larger caps are never slower", larger_caps_are_never_slower}, {"siblings agree", siblings_agree})
