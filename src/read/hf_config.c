#include "hf_config.h"

#include "arena.h"
#include "diag.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

bool hf_config_refuse(const struct hf_config *c, const struct tree *at, const char *path, const char *why)
{
    diag_add(c->d, DIAG_UNKNOWN_MODEL, (at ? at : c->text)->at, path, "%s", why);
    return false;
}

const struct tree *hf_config_stated(const struct hf_config *c, const char *key)
{
    const struct tree *t = tree_get(c->text, key);
    return t && t->type != TREE_NULL ? t : NULL;
}

struct origin hf_config_where(const struct hf_config *c, const char *key)
{
    const struct tree *t = hf_config_stated(c, key);
    return t ? t->at : c->text->at;
}

double hf_config_number(const struct hf_config *c, const char *key)
{
    const struct tree *t = hf_config_stated(c, key);
    if (!t)
        return NAN;
    if (t->type == TREE_NUMBER)
        return t->number;
    diag_add(c->d, DIAG_WRONG_TYPE, t->at, key, "expected a number, got %s", tree_describe(c->arena, t));
    return NAN;
}

double hf_config_value(struct hf_config *c, const char *key)
{
    if (hf_config_stated(c, key))
        return hf_config_number(c, key);
    const double x = hf_arch_default(c->arch, key);
    if (!isnan(x) && !strstr(c->absent.text, key))
        str_addf(&c->absent, "%s%s %g", c->absent.len ? ", " : "", key, x);
    return x;
}

bool hf_config_yes(const struct hf_config *c, const char *key, bool otherwise)
{
    const struct tree *t = hf_config_stated(c, key);
    if (!t)
        return otherwise;
    if (t->type != TREE_BOOL)
        diag_add(c->d, DIAG_WRONG_TYPE, t->at, key, "expected true or false, got %s", tree_describe(c->arena, t));
    return t->number != 0;
}

void hf_config_put(const struct hf_config *c, const char *field, double x, const char *key)
{
    if (!isnan(x))
        tree_make_number(c->arena, c->model, field, x, hf_config_where(c, key));
}

double hf_config_copy(struct hf_config *c, const char *field, const char *key)
{
    const double x = hf_config_value(c, key);
    hf_config_put(c, field, x, key);
    return x;
}

double hf_config_need(struct hf_config *c, const char *field, const char *key)
{
    const int errors = c->d->errors;
    const double x = hf_config_copy(c, field, key);
    if (isnan(x) && c->d->errors == errors)
        diag_add(c->d, DIAG_MISSING_FIELD, c->text->at, key, "a %s config must state it", c->arch->type);
    return x;
}

void hf_config_mark(const struct hf_config *c, const char *field, bool set)
{
    if (set)
        tree_make_yes(c->arena, c->model, field, true, c->text->at);
}

bool hf_config_has(const struct hf_config *c, enum hf_mark m)
{
    return (c->arch->marks & (unsigned)m) != 0;
}
