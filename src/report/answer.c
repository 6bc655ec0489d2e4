#include "answer.h"

#include "fmt.h"
#include "wrap.h"

#include <math.h>

void answer_tokens(struct str *out, double v)
{
    fmt_number(out, v, 1, true);
    str_add(out, v == 1 ? " token" : " tokens");
}

void answer_gib(struct str *out, double v)
{
    fmt_number(out, v, 3, true);
    str_add(out, " GiB");
}

void answer_title(struct str *out, const struct answer_case *c, const struct prediction *f)
{
    struct str s = str_new(out->arena);
    str_addf(&s, "%s in %s on %s", c->model, c->quant, c->rig);
    if (c->split)
        str_addf(&s, " (%s)", c->split);
    str_addf(&s, ", %s, ", c->engine);
    answer_tokens(&s, f->ctx_tokens);
    str_add(&s, " of context");
    if (f->sequences > 1)
        str_addf(&s, " for %.0f users together", f->sequences);
    wrap_text(out, s.text, 0, 0);
    str_add(out, "\n");
}

/* ---- does it fit ---- */

void answer_spare(struct str *out, enum verdict v, double spare_gib, double capacity_gib, int n)
{
    str_add(out, v == verdict_tight ? "It fits, but barely: " : "Yes, it fits: ");
    answer_gib(out, spare_gib);
    str_add(out, " of ");
    answer_gib(out, capacity_gib);
    str_addf(out, " stay free%s.", n > 1 ? " on the fullest card" : "");
}

static const char *too_large(enum loadpart p)
{
    switch (p) {
    case loadpart_overhead: return "GPU context and desktop alone are too large";
    case loadpart_weights: return "the weights alone are too large";
    case loadpart_compute: return "the weights fit, the compute buffers do not";
    case loadpart_cache: return "the weights fit, the cache does not";
    default: return NULL;
    }
}

static void missing(struct str *out, const struct prediction *f, int n)
{
    if (f->missing_device && n > 1)
        str_addf(out, "card %.0f (%s) lacks ", f->missing_index, f->missing_device);
    else if (f->missing_device)
        str_addf(out, "%s lacks ", f->missing_device);
    else
        str_add(out, "system RAM lacks ");
    answer_gib(out, f->missing_gib);
    const char *part = too_large(f->missing_part);
    if (part)
        str_addf(out, "; %s", part);
    str_add(out, ".");
}

static void in_ram(struct str *out, const struct prediction *f, const struct device_load *devices, int n)
{
    double layers = f->offload_layers;
    for (int i = 0; i < n; i++)
        layers += devices[i].layers;
    if (f->offload_layers > 0)
        str_addf(out, "%.0f of %.0f layers", f->offload_layers, layers);
    if (f->offload_layers > 0 && f->expert_layers_in_ram > 0)
        str_add(out, " and ");
    if (f->expert_layers_in_ram > 0)
        str_addf(out, "the experts of %.0f layer%s", f->expert_layers_in_ram, f->expert_layers_in_ram > 1 ? "s" : "");
    str_add(out, " in system RAM (");
    answer_gib(out, f->host_gib);
    str_add(out, ")");
}

static void offloaded(struct str *out, const struct prediction *f, const struct device_load *devices, int n)
{
    str_add(out, "It runs with ");
    in_ram(out, f, devices, n);
    if (!(f->missing_gib > 0)) {
        str_add(out, ", as requested.");
        return;
    }
    str_addf(out, ". It does not fit entirely on the card%s: ", n > 1 ? "s" : "");
    missing(out, f, n);
}

static const struct device_load *fullest(const struct device_load *devices, int n)
{
    const struct device_load *least = devices;
    for (int i = 1; i < n; i++)
        if (devices[i].spare_gib < least->spare_gib)
            least = &devices[i];
    return least;
}

void answer_fits(struct str *out, const struct prediction *f, const struct device_load *devices, int n)
{
    struct str s = str_new(out->arena);
    switch (f->verdict) {
    case verdict_fits:
    case verdict_tight: answer_spare(&s, f->verdict, f->spare_gib, fullest(devices, n)->capacity_gib, n); break;
    case verdict_offload: offloaded(&s, f, devices, n); break;
    default: str_add(&s, "No, it does not fit: "); missing(&s, f, n);
    }
    wrap_text(out, s.text, 0, 0);
}

/* ---- how fast ---- */

static const char *limit(enum bound b)
{
    switch (b) {
    case bound_bandwidth: return "memory bandwidth";
    case bound_dequant: return "unpacking weights";
    case bound_compute: return "arithmetic";
    case bound_power: return "power";
    case bound_launch: return "kernel launches";
    case bound_link: return "the link between the cards";
    case bound_cache: return "reading the KV cache";
    case bound_host: return "the engine on the CPU";
    case bound_ram: return "system RAM";
    default: return NULL;
    }
}

static void limited(struct str *out, enum bound b)
{
    if (limit(b))
        str_addf(out, ", limited by %s", limit(b));
    str_add(out, ".");
}

void answer_range(struct str *out, double low80, double high80)
{
    if (!(low80 < high80))
        return;
    str_add(out, " (80 % range ");
    fmt_number(out, low80, 3, true);
    str_add(out, " to ");
    fmt_number(out, high80, 3, true);
    str_add(out, ")");
}

static void decode(struct str *out, const struct answer_case *c, const struct prediction *f)
{
    struct str s = str_new(out->arena);
    if (c->depth_tokens > 0) {
        str_add(&s, "With ");
        answer_tokens(&s, c->depth_tokens);
        str_add(&s, " in the KV cache it");
    } else
        str_add(&s, "It");
    str_add(&s, " generates ");
    fmt_number(&s, f->decode_tok_s.mid, 3, true);
    str_add(&s, " tokens/s");
    if (c->batch > 1)
        str_addf(&s, " for %.0f users together", c->batch);
    answer_range(&s, f->decode_tok_s.low80, f->decode_tok_s.high80);
    limited(&s, f->bound);
    wrap_text(out, s.text, 0, 0);
}

static void prefill(struct str *out, const struct answer_case *c, const struct prediction *f)
{
    struct str s = str_new(out->arena);
    str_add(&s, "It reads a prompt of ");
    answer_tokens(&s, c->prompt_tokens);
    str_add(&s, " in ");
    fmt_number(&s, f->ttft_s.mid, 3, true);
    str_add(&s, " s (");
    fmt_number(&s, f->prefill_tok_s.mid, 3, true);
    str_add(&s, " tokens/s)");
    limited(&s, f->prefill_bound);
    wrap_text(out, s.text, 0, 0);
}

static void drafting(struct str *out, const struct answer_case *c, const struct prediction *f)
{
    struct str s = str_new(out->arena);
    if (!c->draft || isnan(f->step_tokens))
        return;
    str_addf(&s, "Speculative decoding with %s yields ", c->draft);
    fmt_number(&s, f->step_tokens, 3, true);
    str_add(&s, " tokens per step");
    if (!isnan(f->draft_gain_frac)) {
        str_add(&s, ", ");
        fmt_percent(&s, fabs(f->draft_gain_frac));
        str_addf(&s, " %s than without", f->draft_gain_frac < 0 ? "slower" : "faster");
    }
    if (!isnan(f->draft_gib)) {
        str_add(&s, "; it takes ");
        answer_gib(&s, f->draft_gib);
    }
    str_add(&s, ".");
    wrap_text(out, s.text, 0, 0);
}

/* Rates that the record of a device does not state. */
static void assumed(struct str *out, const struct prediction *f)
{
    struct str s = str_new(out->arena);
    const char *family = enums_words(&enums_family, (int)f->assumed_family);
    if (f->assumed == assumed_missing)
        str_addf(
            &s,
            "The speed is not known: the record does not state the matrix rate, the boost clock or the power limit, "
            "and neither does that of any other %s device.",
            family);
    else if (f->assumed > assumed_nothing)
        str_addf(&s, "Not in the record: %s; taken from other %s devices, which widens the ranges.",
                 enums_words(&enums_assumed, (int)f->assumed), family);
    if (s.len > 0)
        wrap_text(out, s.text, 0, 0);
}

void answer_speed(struct str *out, const struct answer_case *c, const struct prediction *f)
{
    if (!isnan(f->decode_tok_s.mid))
        decode(out, c, f);
    if (!isnan(f->ttft_s.mid))
        prefill(out, c, f);
    if (f->verdict != verdict_no)
        assumed(out, f);
    drafting(out, c, f);
    if (!isnan(f->tp_overhead_frac)) {
        struct str s = str_new(out->arena);
        str_add(&s, "Tensor parallelism loses ");
        fmt_percent(&s, f->tp_overhead_frac);
        str_add(&s, " of each step to sharing between the cards.");
        wrap_text(out, s.text, 0, 0);
    }
}

/* ---- commands that tell more ---- */

void answer_next(struct str *out, const struct answer_case *c)
{
    if (c->fit) {
        str_add(out, "  To see what another quant, or any other single change, would gain:\n");
        wrap_command(out, c->fit, 4);
    }
    if (c->explain) {
        str_add(out, "  To see where the time goes, and what would speed it up:\n");
        wrap_command(out, c->explain, 4);
    }
    if (c->shop) {
        str_add(out, "  Which cards and machines have room for all of it, by price:\n");
        wrap_command(out, c->shop, 4);
    }
    str_add(out, "  For every figure, add --all to this command.\n");
}
