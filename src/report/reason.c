#include "reason.h"

#include "fmt.h"

#include <math.h>

static void gib(struct str *out, double v)
{
    fmt_number(out, v, 3, true);
    str_add(out, " GiB");
}

static void missing(struct str *out, const struct prediction *f)
{
    if (f->missing_device)
        str_addf(out, "device %.0f (%s) lacks ", f->missing_index, f->missing_device);
    else
        str_add(out, "system RAM lacks ");
    gib(out, f->missing_gib);
    if (f->missing_device)
        str_addf(out, ", its %s no longer fit", enums_words(&enums_loadpart, (int)f->missing_part));
    if (f->missing_part == loadpart_cache)
        str_add(out, "s");
}

static void in_ram(struct str *out, const struct prediction *f)
{
    if (f->offload_layers > 0)
        str_addf(out, "%.0f layers", f->offload_layers);
    if (f->offload_layers > 0 && f->expert_layers_in_ram > 0)
        str_add(out, " and ");
    if (f->expert_layers_in_ram > 0)
        str_addf(out, "the experts of %.0f layers", f->expert_layers_in_ram);
}

void reason_of_case(struct str *out, const struct prediction *f)
{
    switch (f->verdict) {
    case verdict_fits:
        str_add(out, "every device holds its part; the fullest has ");
        gib(out, f->spare_gib);
        str_add(out, " left");
        break;
    case verdict_tight:
        str_add(out, "every device holds its part, but the fullest has only ");
        gib(out, f->spare_gib);
        str_add(out, " left");
        break;
    case verdict_offload:
        if (f->missing_gib > 0) {
            str_add(out, "wholly on the devices it does not fit: ");
            missing(out, f);
            str_add(out, "; ");
            in_ram(out, f);
            str_add(out, " must stay in system RAM");
        } else {
            str_add(out, "as asked, ");
            in_ram(out, f);
            str_add(out, " stay in system RAM");
        }
        str_add(out, " (");
        gib(out, f->host_gib);
        str_add(out, " there)");
        break;
    case verdict_no: missing(out, f); break;
    default: break;
    }
}

void reason_of_device(struct str *out, const struct device_load *d)
{
    if (d->verdict == verdict_no) {
        str_add(out, "lacks ");
        gib(out, d->missing_gib);
        str_addf(out, ": its %s no longer fit%s", enums_words(&enums_loadpart, (int)d->missing_part),
                 d->missing_part == loadpart_cache ? "s" : "");
        return;
    }
    gib(out, d->total_gib);
    str_add(out, " of ");
    gib(out, d->capacity_gib);
    str_add(out, ", ");
    gib(out, d->spare_gib);
    str_add(out, " left");
}
