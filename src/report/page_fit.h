/* page_fit.h: the answers of `rigplan fit` in three forms: _text for a person, in lines of at most 80 columns; _all
   with every figure; _json (schema rigplan-fit-1). */
#ifndef PAGE_FIT_H
#define PAGE_FIT_H

#include "answer.h"
#include "results.h"
#include "str.h"

/* The request. */
struct page_fit_question {
    const char *model, *engine; /* ids */
    const struct prediction *figures;
    const struct answer_case *words;
};

/* Answers about one rig. */
struct page_fit_rig {
    struct page_fit_question asked;
    const struct holds_answer *answer;
    const struct device_load *devices;
    int n_devices;
    const struct holds_quant *quants;
    int n_quants;
    const struct holds_change *changes;
    int n_changes;
    const struct offer *fewest; /* cards of its kind that are needed; NULL: the rig has several kinds */
};

/* Answers about every card and machine in the catalogue. */
struct page_fit_offers {
    const char *model, *engine, *quant;
    double ctx_tokens, sequences;
    const struct offer *offers, *fewest, *cheapest;
    size_t n_offers, n_cards, n_systems;
    int most_cards;
    const char *const *again; /* words of the same command for one rig; NULL at the end */
};

/* Returns the option for a change: "--kv-type Q8_0". */
const char *page_fit_option(struct str *out, const struct holds_change *k);
/* Returns where the price of an offer is from: "seen 2026-08", "estimated from like components". */
const char *page_fit_price_basis(struct arena *a, const struct offer *o);
/* Adds "1 x rtx-3090, AUD 1,500 used (2025-12, list price)". */
void page_fit_offer(struct str *out, const struct offer *o);

void page_fit_rig_text(const struct page_fit_rig *p, struct str *out);
void page_fit_rig_all(const struct page_fit_rig *p, struct str *out);
void page_fit_rig_json(const struct page_fit_rig *p, struct str *out);
void page_fit_offers_text(const struct page_fit_offers *p, struct str *out);
void page_fit_offers_all(const struct page_fit_offers *p, struct str *out);
void page_fit_offers_json(const struct page_fit_offers *p, struct str *out);

#endif
