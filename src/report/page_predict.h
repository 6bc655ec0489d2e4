/* page_predict.h: one prediction, for a reader or as JSON (schema rigplan-predict-1). */
#ifndef PAGE_PREDICT_H
#define PAGE_PREDICT_H

#include "answer.h"
#include "results.h"
#include "str.h"

struct page_predict {
    const struct answer_case *asked;
    const struct prediction *figures;
    const struct device_load *devices;
    int n_devices;
};

void page_predict_json(const struct page_predict *p, struct str *out);
/* The answer for a person, in lines of at most 80 columns. */
void page_predict_text(const struct page_predict *p, struct str *out);
/* Every figure, a line each. */
void page_predict_all(const struct page_predict *p, struct str *out);

#endif
