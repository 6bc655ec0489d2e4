/* page_deploy_training.h: the best way to fine-tune a model on given cards in two forms: _text for a person, in lines
   of at most 80 columns; _json (schema rigplan-deploy-training-1). */
#ifndef PAGE_DEPLOY_TRAINING_H
#define PAGE_DEPLOY_TRAINING_H

#include "str.h"
#include "training_found.h"

struct page_deploy_training {
    const struct training_found *found;
    const char *model, *rig;    /* id; "2 x rtx-3090" */
    int n_cards;                /* of the rig */
    enum tune method;           /* as asked; tune_unknown: any */
    bool seq_asked;             /* the sequence was stated */
    const char *const *predict; /* words of the command that shows every figure of the best way; NULL: leave it out */
};

/* Writes the page as text. */
void page_deploy_training_text(const struct page_deploy_training *p, struct str *out);
/* Writes the page as JSON. */
void page_deploy_training_json(const struct page_deploy_training *p, struct str *out);

#endif
