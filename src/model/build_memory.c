#include "build_memory.h"

#include "machine.h"

#include <math.h>

/* ---- one kit ---- */

static const char *type_words(enum ramtype t)
{
    return enums_words(&enums_ramtype, (int)t);
}

/* Returns whether the processor takes this type, and in *speed_mt_s the fastest rate that its maker states for it. */
static bool takes(const struct cpu *c, enum ramtype t, double *speed_mt_s)
{
    bool found = false;
    *speed_mt_s = NAN;
    for (size_t i = 0; i < c->memory.n; i++)
        if (c->memory.v[i].type == t) {
            found = true;
            *speed_mt_s = fmax(*speed_mt_s, c->memory.v[i].speed_mt_s);
        }
    return found;
}

static void type(struct build_rules *r, const struct part *k, const struct board *b, const struct cpu *c)
{
    double speed_mt_s;
    const char *of = k->ram_type == ramtype_unknown        ? k->id
                     : b && b->ram_type == ramtype_unknown ? b->id
                     : c && c->memory.n == 0               ? c->id
                                                           : NULL;
    const bool known = k->ram_type != ramtype_unknown;
    if (known && b && b->ram_type != ramtype_unknown && k->ram_type != b->ram_type)
        build_rules_fails(r, BUILD_RULES_memory_type, k->id,
                          build_rules_say(r, k->id, " is ", type_words(k->ram_type), ", ", b->id, " takes ",
                                          type_words(b->ram_type), NULL));
    else if (known && c && c->memory.n > 0 && !takes(c, k->ram_type, &speed_mt_s))
        build_rules_fails(r, BUILD_RULES_memory_type, k->id,
                          build_rules_say(r, c->id, " does not take ", type_words(k->ram_type), NULL));
    else if (of)
        build_rules_open(r, BUILD_RULES_memory_type, k->id, build_rules_say(r, "memory type of ", of, NULL));
    else
        build_rules_ok(r, BUILD_RULES_memory_type, k->id);
}

/* Returns whether the processor takes such modules of the kit's type; without a statement it takes UDIMM and SO-DIMM.
 */
static bool takes_module(const struct cpu *c, const struct part *k)
{
    double speed_mt_s;
    const bool typed = takes(c, k->ram_type, &speed_mt_s); /* else the type is what is wrong */
    bool found = c->memory.n == 0;
    for (size_t i = 0; i < c->memory.n; i++) {
        const struct cpu_memory *e = &c->memory.v[i];
        if (k->ram_type == e->type || !typed)
            found |= e->module == module_unknown ? k->ram_module != module_rdimm : e->module == k->ram_module;
    }
    return found;
}

static void module(struct build_rules *r, const struct part *k, const struct board *b, const struct cpu *c)
{
    const char *kind = enums_words(&enums_module, (int)k->ram_module);
    const bool known = k->ram_module != module_unknown;
    const char *of = !known || k->ram_type == ramtype_unknown ? k->id
                     : b && b->ram_module == module_unknown   ? b->id
                     : c && c->memory.n == 0                  ? c->id
                                                              : NULL;
    if (known && b && b->ram_module != module_unknown && k->ram_module != b->ram_module)
        build_rules_fails(r, BUILD_RULES_memory_module, k->id,
                          build_rules_say(r, k->id, " has ", kind, " modules, ", b->id, " takes ",
                                          enums_words(&enums_module, (int)b->ram_module), NULL));
    else if (known && c && !takes_module(c, k))
        build_rules_fails(r, BUILD_RULES_memory_module, k->id,
                          build_rules_say(r, c->id, " does not take ", kind, " modules", NULL));
    else if (of)
        build_rules_open(r, BUILD_RULES_memory_module, k->id, build_rules_say(r, "memory modules of ", of, NULL));
    else
        build_rules_ok(r, BUILD_RULES_memory_module, k->id);
}

/* Memory that is rated faster runs at what board and processor state, unless its owner overclocks it. */
static void speed(struct build_rules *r, const struct part *k, const struct board *b, const struct cpu *c)
{
    double by_cpu = NAN;
    if (c)
        takes(c, k->ram_type, &by_cpu);
    const double by_board = b ? b->ram_mt_s : NAN, least = fmin(by_cpu, by_board);
    const char *of = isnan(k->ram_mt_s) ? k->id : b && isnan(by_board) ? b->id : c && isnan(by_cpu) ? c->id : NULL;
    const char *limit = by_cpu <= by_board || isnan(by_board) ? (c ? c->id : NULL) : b->id;
    if (k->ram_mt_s > least)
        build_rules_near(r, BUILD_RULES_memory_speed, k->id,
                         build_rules_say(r, type_words(k->ram_type), "-", build_rules_number(k->ram_mt_s).text,
                                         " runs at ", type_words(k->ram_type), "-", build_rules_number(least).text,
                                         " on ", limit, ", unless overclocked", NULL));
    else if (of)
        build_rules_open(r, BUILD_RULES_memory_speed, k->id, build_rules_say(r, "memory speed of ", of, NULL));
    else
        build_rules_ok(r, BUILD_RULES_memory_speed, k->id);
}

/* ---- all kits ---- */

static void size(struct build_rules *r, const struct machine *m, const struct board *b, const struct cpu *c)
{
    const double gib = machine_ram_gib(m), by_board = b ? b->ram_max_gib : NAN, by_cpu = c ? c->ram_max_gib : NAN;
    const bool cpu_limits = by_cpu < by_board || (isnan(by_board) && !isnan(by_cpu));
    const char *of = isnan(gib) ? m->id : b && isnan(by_board) ? b->id : c && isnan(by_cpu) ? c->id : NULL;
    const double most = fmin(by_board, by_cpu);
    const char *part = cpu_limits || !b ? c->id : b->id;
    build_rules_compare(r, BUILD_RULES_memory_size, part, gib, of && !(gib > most) ? NAN : most, unit_label(UNIT_GIB),
                        of ? build_rules_say(r, isnan(gib) ? "size of the memory of " : "most memory of ", of, NULL)
                           : NULL);
}

static void slots(struct build_rules *r, const struct machine *m, const struct board *b)
{
    double modules = 0;
    const char *unknown = b->id;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *k = m->parts.v[i].part;
        if (k->category != category_ram)
            continue;
        unknown = isnan(k->modules) ? k->id : unknown;
        modules += m->parts.v[i].qty * k->modules;
    }
    build_rules_compare(
        r, BUILD_RULES_memory_slots, b->id, modules, b->ram_slots, unit_label(UNIT_COUNT),
        build_rules_say(r, isnan(modules) ? "number of modules of " : "memory slots of ", unknown, NULL));
}

void build_memory(struct build_rules *r, const struct machine *m)
{
    const struct board *b = machine_board(m);
    const struct cpu *c = machine_cpu(m);
    const struct part *first = machine_part(m, category_ram);
    if (first && m->system && !b)
        build_rules_fails(r, BUILD_RULES_memory_slots, first->id,
                          build_rules_say(r, m->system->system->id, " has no slots for memory", NULL));
    if (!first || (!b && !c))
        return;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *k = m->parts.v[i].part;
        if (k->category != category_ram)
            continue;
        type(r, k, b, c);
        module(r, k, b, c);
        speed(r, k, b, c);
    }
    size(r, m, b, c);
    if (b)
        slots(r, m, b);
}
