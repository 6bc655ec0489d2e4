#include "rig_mac.h"

#include "rig_field.h"
#include "str.h"
#include "tree.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static const char hardware[] = "SPHardwareDataType", displays[] = "SPDisplaysDataType", program[] = "system_profiler";

/* ---- text ---- */

static bool is_heading(const char *text)
{
    return strcmp(text, "Hardware:") == 0 || strcmp(text, "Graphics/Displays:") == 0 || strcmp(text, "Displays:") == 0;
}

bool rig_mac_text_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    const char *text = b->v[i].text + rig_text_indent(b->v[i].text);
    const bool lines = str_starts(text, "Model Name:") && i + 1 < b->n && strstr(b->v[i + 1].text, "Model Identifier:");
    return is_heading(text) || strcmp(text, "Hardware Overview:") == 0 || lines;
}

/* A GPU that is no chip of Apple's: a card. */
static void add_card(struct rig_said *s, struct rig_output *o, const char *name, struct origin at)
{
    struct rig_card *c = rig_said_card(s, o, at);
    rig_said_name(s, c, name);
}

static void read_value(struct rig_said *s, struct rig_output *o, bool graphics, const char *key, const char *value,
                       struct origin at)
{
    if (!graphics && strcmp(key, "Model Name") == 0)
        o->mac = value;
    else if (!graphics && strcmp(key, "Model Identifier") == 0)
        o->mac_model = value;
    else if (!graphics && strcmp(key, "Chip") == 0)
        o->chip = value;
    else if (!graphics && strcmp(key, "Processor Name") == 0)
        o->cpu = value;
    else if (!graphics && strcmp(key, "Memory") == 0)
        o->mac_gib = unit_b_to_gib(unit_mib_to_b(rig_text_mib(value, NAN)));
    else if (graphics && strcmp(key, "Chipset Model") == 0 && str_starts(value, "Apple "))
        o->chip = o->chip ? o->chip : value;
    else if (graphics && strcmp(key, "Chipset Model") == 0)
        add_card(s, o, value, at);
    else if (graphics && strcmp(key, "Total Number of Cores") == 0)
        o->gpu_cores = rig_text_number(value, NULL);
}

size_t rig_mac_text(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, program, vendor_unknown, rig_said_at(b, 0));
    bool graphics = false;
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *key, *value;
        if (rig_text_indent(text) == 0 && *text && !is_heading(text) && !rig_mac_text_is(s->arena, b, i))
            break;
        graphics = is_heading(text) ? text[0] != 'H' : graphics;
        if (rig_text_pair(s->arena, text, &key, &value) && *value)
            read_value(s, o, graphics, key, value, rig_said_at(b, i));
    }
    return i;
}

/* ---- JSON ---- */

bool rig_mac_is(const struct tree *root)
{
    return tree_get(root, hardware) || tree_get(root, displays);
}

/* Returns a member's text; NULL: it has none. */
static const char *member(const struct tree *map, const char *key)
{
    const struct tree *t = map ? tree_get(map, key) : NULL;
    return t && t->type == TREE_TEXT ? t->text : NULL;
}

void rig_mac_members(struct rig_said *s, const struct tree *root, struct origin at)
{
    struct rig_output *o = rig_said_output(s, program, vendor_unknown, at);
    const struct tree *machine = tree_get(root, hardware), *gpus = tree_get(root, displays);
    const struct tree *first = machine && machine->type == TREE_LIST ? machine->first : NULL;
    const char *memory = member(first, "physical_memory");
    o->mac = member(first, "machine_name");
    o->mac_model = member(first, "machine_model");
    o->chip = member(first, "chip_type");
    o->cpu = member(first, "cpu_type");
    o->mac_gib = memory ? unit_b_to_gib(unit_mib_to_b(rig_text_mib(memory, NAN))) : NAN;
    for (const struct tree *t = gpus && gpus->type == TREE_LIST ? gpus->first : NULL; t; t = t->next) {
        const char *name = member(t, "sppci_model"), *cores = member(t, "sppci_cores");
        const bool own = name && str_starts(name, "Apple ");
        if (cores)
            o->gpu_cores = rig_text_number(cores, NULL);
        o->chip = own && !o->chip ? name : o->chip;
        if (name && !own)
            add_card(s, o, name, t->at);
    }
}
