/* page_fit.h: the answers of fit, for a reader or as JSON (schema rigplan-fit-1). */
#ifndef PAGE_FIT_H
#define PAGE_FIT_H

#include "results.h"
#include "str.h"

/* What was asked, in ids. */
struct page_fit_question {
    const char *model, *engine;
    const struct prediction *figures;
};

/* About one rig. */
struct page_fit_rig {
    struct page_fit_question asked;
    const struct holds_answer *answer;
    const struct device_load *devices;
    int n_devices;
    const struct holds_quant *quants;
    int n_quants;
    const struct holds_change *changes;
    int n_changes;
    const struct offer *fewest; /* of its kind of card; NULL: not asked */
};

/* About everything in the catalogue. */
struct page_fit_shop {
    const char *model, *engine, *quant;
    double ctx_tokens, sequences;
    const struct offer *offers, *fewest, *cheapest;
    size_t n_offers, n_cards, n_systems;
    int most_cards;
};

void page_fit_rig_text(const struct page_fit_rig *p, struct str *out);
void page_fit_rig_json(const struct page_fit_rig *p, struct str *out);
void page_fit_shop_text(const struct page_fit_shop *p, struct str *out);
void page_fit_shop_json(const struct page_fit_shop *p, struct str *out);

#endif
