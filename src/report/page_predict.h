/* page_predict.h: one prediction in three forms: _text for a person, in lines of at most 80 columns; _all with every
   figure, one a line; _json (schema rigplan-predict-1). */
#ifndef PAGE_PREDICT_H
#define PAGE_PREDICT_H

#include "answer.h"
#include "other_backend.h"
#include "results.h"
#include "str.h"

struct page_predict {
    const struct answer_case *asked;
    const struct prediction *figures;
    const struct device_load *devices;
    int n_devices;
    const struct power_use *power;
    const struct serving *serving; /* many requests at once; NULL: not asked */
    double gen_tokens;             /* of an answer */
    /* another backend that is faster (advise/other_backend.h); NULL: none */
    const struct other_backend *other;
};

void page_predict_json(const struct page_predict *p, struct str *out);
void page_predict_text(const struct page_predict *p, struct str *out);
void page_predict_all(const struct page_predict *p, struct str *out);

#endif
