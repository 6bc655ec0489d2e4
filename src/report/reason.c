#include "reason.h"

#include "fmt.h"

#include <math.h>

static void gib(struct str *out, double v)
{
    fmt_number(out, v, 3, true);
    str_add(out, " GiB");
}

/* What is too large, in the order in which memory fills: context and desktop, weights, buffers, cache. */
static void too_large(struct str *out, enum loadpart part)
{
    switch (part) {
    case loadpart_overhead: str_add(out, " (GPU context and desktop alone are too large)"); break;
    case loadpart_weights: str_add(out, " (its weights are too large)"); break;
    case loadpart_compute: str_add(out, " (its weights fit, its compute buffers do not)"); break;
    case loadpart_cache: str_add(out, " (its weights fit, its cache does not)"); break;
    default: break;
    }
}

static void missing(struct str *out, const struct prediction *f)
{
    if (f->missing_device && isnan(f->missing_gib)) {
        str_addf(out, "the memory of device %.0f (%s) is unknown", f->missing_index, f->missing_device);
        return;
    }
    if (f->missing_device)
        str_addf(out, "device %.0f (%s) lacks ", f->missing_index, f->missing_device);
    else
        str_add(out, "system RAM lacks ");
    gib(out, f->missing_gib);
    if (f->missing_device)
        too_large(out, f->missing_part);
}

void reason_of_ram(struct str *out, const struct prediction *f)
{
    if (f->offload_layers > 0)
        str_addf(out, "%.0f layer%s", f->offload_layers, f->offload_layers > 1 ? "s" : "");
    if (f->offload_layers > 0 && f->expert_layers_in_ram > 0)
        str_add(out, " and ");
    if (f->expert_layers_in_ram > 0)
        str_addf(out, "the experts of %.0f layer%s", f->expert_layers_in_ram, f->expert_layers_in_ram > 1 ? "s" : "");
    const bool one = f->offload_layers == 1 && !(f->expert_layers_in_ram > 0);
    str_addf(out, " %s in system RAM (", one ? "is" : "are");
    gib(out, f->host_gib);
    str_add(out, ")");
}

void reason_of_case(struct str *out, const struct prediction *f)
{
    switch (f->verdict) {
    case verdict_fits:
        str_add(out, "every device has room for its part; the fullest keeps ");
        gib(out, f->spare_gib);
        str_add(out, " free");
        break;
    case verdict_tight:
        str_add(out, "every device has room for its part, but the fullest keeps only ");
        gib(out, f->spare_gib);
        str_add(out, " free");
        break;
    case verdict_offload:
        if (f->missing_gib > 0) {
            missing(out, f);
            str_add(out, ", so ");
            reason_of_ram(out, f);
        } else {
            str_add(out, "as requested, ");
            reason_of_ram(out, f);
        }
        break;
    case verdict_no: missing(out, f); break;
    default: break;
    }
    if (f->verdict != verdict_no && f->assumed == assumed_missing)
        str_addf(out, "; its speed is not known, because no record of the %s family states the rates",
                 enums_words(&enums_family, (int)f->assumed_family));
}

void reason_of_device(struct str *out, const struct device_load *d)
{
    if (d->verdict == verdict_no) {
        str_add(out, "lacks ");
        gib(out, d->missing_gib);
        too_large(out, d->missing_part);
        return;
    }
    gib(out, d->total_gib);
    str_add(out, " of ");
    gib(out, d->capacity_gib);
    str_add(out, " used, ");
    gib(out, d->spare_gib);
    str_add(out, " free");
}
