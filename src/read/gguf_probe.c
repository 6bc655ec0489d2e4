#include "gguf_probe.h"

#include "arena.h"
#include "diag.h"
#include "tree_make.h"

#include <math.h>

const struct gguf_value *gguf_probe_value(const struct gguf_probe *s, const char *suffix)
{
    return gguf_find(s->g, str_format(s->arena, "%s.%s", s->arch->name, suffix));
}

bool gguf_probe_is_number(const struct gguf_value *v)
{
    return v && v->type != GGUF_TEXT && v->type != GGUF_ARRAY;
}

double gguf_probe_number(const struct gguf_probe *s, const char *suffix)
{
    const struct gguf_value *v = gguf_probe_value(s, suffix);
    return gguf_probe_is_number(v) ? v->number : NAN;
}

struct origin gguf_probe_where(const struct gguf_probe *s, const char *suffix)
{
    const struct gguf_value *v = gguf_probe_value(s, suffix);
    return gguf_at(s->g, v ? v->byte : 0);
}

double gguf_probe_copy(const struct gguf_probe *s, const char *field, const char *suffix)
{
    const double x = gguf_probe_number(s, suffix);
    if (!isnan(x))
        tree_make_number(s->arena, s->model, field, x, gguf_probe_where(s, suffix));
    return x;
}

bool gguf_probe_missing(const struct gguf_probe *s, const char *suffix)
{
    diag_add(s->d, DIAG_MISSING_FIELD, gguf_at(s->g, 0), str_format(s->arena, "%s.%s", s->arch->name, suffix),
             "expected a number, but the file has none");
    return false;
}

bool gguf_probe_refuse(const struct gguf_probe *s, struct origin at, const char *path, const char *why)
{
    diag_add(s->d, DIAG_UNKNOWN_MODEL, at, path, "%s", why);
    return false;
}

double gguf_probe_of_layer(const struct gguf_value *v, int i)
{
    BUG_UNLESS(i >= 0);
    if (gguf_probe_is_number(v))
        return v->number;
    return v && v->type == GGUF_ARRAY && i < (int)v->n_numbers ? v->numbers[i] : NAN;
}

const struct gguf_tensor *gguf_probe_tensor(const struct gguf_probe *s, int block, const char *rest)
{
    const struct gguf_file_tensor *t = gguf_file_tensor(s->f, block, rest);
    return t ? t->t : NULL;
}

const struct gguf_file_tensor *gguf_probe_any(const struct gguf_probe *s, const char *rest)
{
    for (int i = 0; i < s->blocks; i++) {
        const struct gguf_file_tensor *t = gguf_file_tensor(s->f, i, rest);
        if (t)
            return t;
    }
    return NULL;
}

double gguf_probe_measure(const struct gguf_probe *s, const char *field, const char *rest, int dim)
{
    const struct gguf_file_tensor *t = gguf_probe_any(s, rest);
    BUG_UNLESS(dim >= 0 && dim < 4);
    if (!t || t->t->n_dims <= dim)
        return NAN;
    tree_make_number(s->arena, s->model, field, t->t->dims[dim], gguf_file_at(t));
    return t->t->dims[dim];
}

void gguf_probe_yes_if(const struct gguf_probe *s, const char *field, const struct gguf_file_tensor *t)
{
    if (t)
        tree_make_yes(s->arena, s->model, field, true, gguf_file_at(t));
}

bool gguf_probe_has(const struct gguf_probe *s, int block, const char *prefix)
{
    size_t end;
    for (size_t i = gguf_file_block(s->f, block, &end); i < end; i++)
        if (str_starts(s->f->v[i].rest, prefix))
            return true;
    return false;
}
