#include "check_row.h"

#include <math.h>
#include <string.h>

bool check_row_skip(struct check_row *row, const char *reason, const char *what)
{
    row->status = CHECK_SKIPPED;
    row->reason = reason;
    row->what = what;
    row->class = -1;
    row->error_frac = NAN;
    return false;
}

const char *check_row_cut(const char *s, char sep, char *buf, size_t size)
{
    const char *end = strchr(s, sep);
    const size_t n = end ? (size_t)(end - s) : strlen(s);
    const size_t keep = n < size - 1 ? n : size - 1;
    memcpy(buf, s, keep);
    buf[keep] = '\0';
    return end ? end + 1 : NULL;
}

bool check_row_is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

bool check_row_model(const struct catalogue *c, const char *model, const char *quant, struct request *q,
                     struct check_row *row)
{
    q->model = catalogue_find(c, &kind_model, model);
    q->quant = catalogue_find(c, &kind_quant, quant);
    if (!q->model)
        return check_row_skip(row, "model not in the catalogue", model);
    if (!q->quant)
        return check_row_skip(row, "quant not in the catalogue", quant);
    return true;
}

static const struct device *device_of(const struct catalogue *c, const struct device_list *also, const char *id)
{
    for (size_t i = 0; also && i < also->n; i++)
        if (strcmp(also->v[i].id, id) == 0)
            return &also->v[i];
    return catalogue_find(c, &kind_device, id);
}

bool check_row_devices(const struct catalogue *c, const struct device_list *also, const char *ids, double count,
                       struct request *q, struct check_row *row)
{
    const struct device *kind[RIG_MAX_DEVICES];
    int kinds = 0;
    for (const char *rest = ids; rest && kinds < RIG_MAX_DEVICES;) {
        char id[96];
        rest = check_row_cut(rest, '+', id, sizeof id);
        kind[kinds] = device_of(c, also, id);
        if (!kind[kinds++])
            return check_row_skip(row, "device not in the catalogue", ids);
    }
    q->n = (int)fmax(count, kinds);
    if (q->n > RIG_MAX_DEVICES)
        return check_row_skip(row, "more devices than a rig holds", NULL);
    for (int i = 0; i < q->n; i++)
        q->device[i] = kind[i * kinds / q->n];
    return true;
}

bool check_row_cache(const struct catalogue *c, const char *type, struct request *q, struct check_row *row)
{
    q->kv = type ? catalogue_find(c, &kind_format, type) : NULL;
    if (type && (!q->kv || q->kv->kv_cache != flag_yes))
        return check_row_skip(row, "cache format not in the catalogue", type);
    return true;
}

bool check_row_close(double spare, double capacity, const struct policy *p)
{
    return spare >= 0 && spare < p->tight_frac * capacity;
}
