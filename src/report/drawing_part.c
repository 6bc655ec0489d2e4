#include "drawing_part.h"

#include "arena.h"
#include "fmt.h"

#include <math.h>
#include <string.h>

enum sketch_from drawing_part_from(const struct drawing_part *d, const char *id, const struct part *within, int nth)
{
    const struct machine *m = d->m->machine;
    double owned = 0, listed = 0;
    if (!layout_here(m))
        return SKETCH_ELSEWHERE;
    id = within ? within->id : id;
    for (size_t i = 0; id && i < d->o->bill.n; i++) {
        const struct bill_line *l = &d->o->bill.line[i];
        if (strcmp(l->machine, m->id) != 0 || strcmp(l->id, id) != 0 || d->o->bill.sold[i])
            continue;
        owned += l->owned_qty;
        listed += l->qty;
    }
    if (listed > 0)
        return (within ? owned > 0 : nth < owned) ? SKETCH_OWNED : SKETCH_BOUGHT;
    return m->owned == flag_yes ? SKETCH_OWNED : SKETCH_BOUGHT;
}

const char *drawing_part_state(enum sketch_from from)
{
    return from == SKETCH_OWNED ? "owned" : from == SKETCH_ELSEWHERE ? "elsewhere" : "bought";
}

const char *drawing_part_number(struct arena *a, double v, int digits, const char *unit)
{
    if (isnan(v))
        return "not known";
    return str_format(a, "%s%s%s", fmt_known(a, v, v == floor(v) ? 1 : digits), *unit ? " " : "", unit);
}

const char *drawing_part_watts(struct arena *a, double v)
{
    enum { DIGITS = 2 }; /* 4.5 W, 45 W, 451 W */
    return drawing_part_number(a, v, DIGITS, "W");
}

const char *drawing_part_percent(struct arena *a, double frac)
{
    struct str s = str_new(a);
    if (isnan(frac))
        return "not known";
    fmt_percent(&s, frac);
    return s.text;
}

const char *drawing_part_verdict(enum checked v)
{
    return enums_words(&enums_checked, (int)(v ? v : checked_open_));
}

const char *drawing_part_name(const char *name, const char *id)
{
    return name ? name : id ? id : "not known";
}

enum checked drawing_part_check(const struct compare_machine *m, const char *rule)
{
    enum checked worst = checked_unknown;
    for (int i = 0; i < m->n_checks; i++)
        if (strcmp(m->check[i].rule, rule) == 0 && m->check[i].verdict > worst)
            worst = m->check[i].verdict;
    return worst;
}

void drawing_part_key(struct sketch *s, bool elsewhere)
{
    static const struct {
        enum sketch_from from;
        const char *words;
    } keys[] = {{SKETCH_BOUGHT, "bought"}, {SKETCH_OWNED, "owned"}, {SKETCH_ELSEWHERE, "elsewhere"}};
    enum { SWATCH = 34, HEIGHT = 18, STEP = 180 };
    double x = SKETCH_EDGE;
    for (size_t i = 0; i < sizeof keys / sizeof *keys - !elsewhere; i++, x += STEP) {
        sketch_box(s, SKETCH_PLAIN, keys[i].from, x, s->y + 4, SWATCH, HEIGHT);
        sketch_note(s, x + SWATCH + SKETCH_PAD, s->y + 20, STEP - SWATCH - 2 * SKETCH_PAD, keys[i].words);
    }
    s->y += SKETCH_LINE + SKETCH_EDGE;
}
