#include "fund_limits.h"

#include <string.h>

bool fund_limits_restricted(const struct fund *f)
{
    return f->vendor != vendor_unknown || f->shop || f->kinds.n > 0;
}

bool fund_limits_none(const struct fund *f)
{
    return !fund_limits_restricted(f) && f->per != fundper_month;
}

bool fund_limits_allow(const struct fund *f, enum vendor vendor, const char *shop, const char *kind)
{
    bool of_kind = f->kinds.n == 0;
    for (size_t i = 0; kind && i < f->kinds.n; i++)
        of_kind |= strcmp(f->kinds.v[i], kind) == 0;
    return of_kind && (f->vendor == vendor_unknown || f->vendor == vendor) &&
           (!f->shop || (shop && strcmp(f->shop, shop) == 0));
}

bool fund_limits_kind(const char *word)
{
    const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_board, &kind_cpu, &kind_psu};
    bool found = strcmp(word, FUND_LIMITS_RENT) == 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        found |= strcmp(word, kinds[i]->name) == 0;
    for (int i = 1; i < category_end; i++)
        found |= strcmp(word, enums_text(&enums_category, i)) == 0;
    return found;
}
