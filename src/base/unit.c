#include "unit.h"

#include "bug.h"

static const struct {
    const char *suffix, *label, *doc;
} units[] = {
#define UNIT(name, suffix, label, doc) {suffix, label, doc},
#include "unit.def"
#undef UNIT
};

const char *unit_label(enum unit u)
{
    BUG_UNLESS(u < UNIT_END);
    return units[u].label;
}

const char *unit_suffix(enum unit u)
{
    BUG_UNLESS(u < UNIT_END);
    return units[u].suffix;
}

const char *unit_doc(enum unit u)
{
    BUG_UNLESS(u < UNIT_END);
    return units[u].doc;
}
