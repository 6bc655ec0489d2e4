#include "rig_nvidia_log.h"

#include "diag.h"
#include "rig_field.h"
#include "str.h"

#include <math.h>
#include <string.h>

bool rig_nvidia_log_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a; /* without its head where only a part was copied */
    return strstr(b->v[i].text, "NVSMI LOG") != NULL || str_starts(b->v[i].text, "Attached GPUs  ");
}

/* Where in the log the reader is. */
struct place {
    const char *section; /* the last heading: "PCIe Generation" */
    const char *program; /* name of the program that runs on the card */
    bool graphics;
};

static const char *key_of(struct arena *a, const char *section, const char *name)
{
    return rig_text_key(a, str_format(a, "%s %s", section, name));
}

/* Reads one line with a value. A field is known by its section and name, or by its name alone. */
static void read_value(struct rig_said *s, struct rig_output *o, struct place *p, const char *name, const char *value)
{
    struct rig_card *c = &o->cards[o->n_cards - 1];
    if (strcmp(name, "Display Active") == 0 && str_same_word(value, "Enabled"))
        o->desktop = o->desktop == desktop_unknown ? desktop_linux_ : o->desktop;
    if (strcmp(name, "Type") == 0)
        p->graphics = strcmp(value, "G") == 0;
    else if (strcmp(name, "Name") == 0 && p->section && strcmp(p->section, "Processes") == 0)
        p->program = value;
    else if (strcmp(name, "Used GPU Memory") == 0 && p->program) {
        rig_said_program(o, c, p->program, p->graphics, rig_text_mib(value, 1));
        p->program = NULL;
    } else if (strcmp(name, "Processes") == 0)
        o->lists_programs = flag_yes; /* "None" */
    else if (strcmp(name, "Current") == 0 && p->section && strcmp(p->section, "MIG Mode") == 0)
        rig_field_set(s, c, "mig_mode_current", value);
    else if (!p->section || !rig_field_set(s, c, key_of(s->arena, p->section, name), value))
        if (strcmp(name, "Product Name") == 0 || strcmp(name, "GPU UUID") == 0 || strcmp(name, "Display Active") == 0)
            rig_field_set(s, c, rig_text_key(s->arena, name), value);
}

size_t rig_nvidia_log(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "nvidia-smi -q", vendor_nvidia, rig_said_at(b, 0));
    struct place p = {0};
    double stated = NAN;
    size_t i = str_starts(b->v[0].text, "Attached") ? 0 : 1;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *name, *value;
        const bool indented = rig_text_indent(text) > 0, pair = strstr(text, " : ") != NULL;
        if (str_starts(text, "GPU ") && rig_text_bus(s->arena, text + 4)) {
            struct rig_card *c = rig_said_card(s, o, rig_said_at(b, i));
            c->bus = rig_text_bus(s->arena, text + 4);
            p = (struct place){0};
        } else if (!indented && !pair && *text)
            break;
        else if (pair && rig_text_pair(s->arena, text, &name, &value)) {
            if (o->n_cards > 0)
                read_value(s, o, &p, name, value);
            else if (strcmp(name, "Attached GPUs") == 0)
                stated = rig_text_number(value, NULL);
        } else if (*text) {
            p.section = rig_text_trim(s->arena, text, strlen(text));
            if (strcmp(p.section, "Processes") == 0)
                o->lists_programs = flag_yes;
        }
    }
    if (!isnan(stated) && stated != (double)o->n_cards)
        diag_add(s->d, DIAG_RIG, o->at, NULL, "%s states %.0f cards, but describes %zu: it may be cut off", o->program,
                 stated, o->n_cards);
    return i;
}
