#include "page_power.h"

#include "answer.h"
#include "enums.h"
#include "fmt.h"
#include "wrap.h"

#include <math.h>

static void watts(struct str *out, double w)
{
    fmt_number(out, w, 3, true);
    str_add(out, " W");
}

static void cap(const struct power_use *u, int n, struct str *s)
{
    if (isnan(u->cap_w))
        return;
    str_addf(s, "%s capped to %.4g W", n > 1 ? "Each card is" : "The card is", u->cap_w);
    if (!isnan(u->cap_energy_frac)) {
        str_add(s, ", which is best: ");
        fmt_number(s, 100 * (1 - u->cap_energy_frac), 2, true);
        str_add(s, " % less energy per generated token than without, at ");
        fmt_number(s, 100 * u->cap_speed_frac, 3, true);
        str_add(s, " % of the decode speed");
    }
    str_add(s, ". ");
}

static void cards(const struct power_use *u, int n, struct str *s)
{
    if (isnan(u->cards_decode_w))
        return;
    cap(u, n, s);
    str_add(s, n > 1 ? "The cards together draw " : "The card draws ");
    watts(s, u->cards_decode_w);
    str_add(s, " in decode, ");
    watts(s, u->cards_prefill_w);
    str_add(s, " in prefill");
    if (!isnan(u->cards_idle_w)) {
        str_add(s, " and ");
        watts(s, u->cards_idle_w);
        str_add(s, " when idle with the model in memory");
    }
    str_add(s, ". ");
}

static void wall(const struct power_use *u, struct str *s)
{
    if (isnan(u->wall_decode_w.mid))
        return;
    str_add(s, "At the wall it is ");
    watts(s, u->wall_decode_w.mid);
    str_add(s, " in decode");
    answer_range(s, u->wall_decode_w.low80, u->wall_decode_w.high80);
    str_add(s, ", ");
    watts(s, u->wall_prefill_w.mid);
    str_add(s, " in prefill and ");
    watts(s, u->wall_idle_w.mid);
    str_add(s, " idle");
    if (u->host != hostclass_unknown)
        str_addf(s, ", with an assumed %s around it", enums_words(&enums_hostclass, (int)u->host));
    str_add(s, ". A generated token takes ");
    fmt_number(s, u->decode_j_tok.mid, 3, true);
    str_add(s, " J, a million of them ");
    fmt_number(s, u->decode_kwh_mtok.mid, 3, true);
    str_add(s, " kWh; a prompt token takes ");
    fmt_number(s, u->prefill_j_tok.mid, 3, true);
    str_add(s, " J, all of it at the wall.");
}

void page_power(const struct power_use *u, int n_devices, bool runs, struct str *out)
{
    struct str s = str_new(out->arena);
    cards(u, n_devices, &s);
    wall(u, &s);
    if (s.len == 0 && runs)
        str_add(&s, "The watts of a chip that shares memory are those of its machine: name one with --system.");
    if (s.len == 0)
        return;
    str_add(out, "\nPower\n");
    wrap_text(out, s.text, 2, 2);
}
