#include "row_request.h"

#include "bug.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *refuse(const char **what, const char *reason, const char *name)
{
    *what = name;
    return reason;
}

const char *row_request_cut(const char *s, char sep, char *buf, size_t size)
{
    BUG_UNLESS(size > 0);
    const char *end = strchr(s, sep);
    const size_t n = end ? (size_t)(end - s) : strlen(s);
    const size_t keep = n < size - 1 ? n : size - 1;
    memcpy(buf, s, keep);
    buf[keep] = '\0';
    return end ? end + 1 : NULL;
}

bool row_request_is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

const char *row_request_model(const struct catalogue *c, const char *model, const char *quant, struct request *q,
                              const char **what)
{
    q->model = catalogue_find(c, &kind_model, model);
    q->quant = catalogue_find(c, &kind_quant, quant);
    if (!q->model)
        return refuse(what, "model not in the catalogue", model);
    if (!q->quant)
        return refuse(what, "quant not in the catalogue", quant);
    return NULL;
}

static const struct device *device_of(const struct catalogue *c, const struct device_list *also, const char *id)
{
    for (size_t i = 0; also && i < also->n; i++)
        if (strcmp(also->v[i].id, id) == 0)
            return &also->v[i];
    return catalogue_find(c, &kind_device, id);
}

const char *row_request_devices(const struct catalogue *c, const struct device_list *also, const char *ids,
                                double count, struct request *q, const char **what)
{
    const struct device *kind[RESULTS_MAX_DEVICES];
    int kinds = 0;
    for (const char *rest = ids; rest && kinds < RESULTS_MAX_DEVICES;) {
        char id[96];
        rest = row_request_cut(rest, '+', id, sizeof id);
        kind[kinds] = device_of(c, also, id);
        if (!kind[kinds++])
            return refuse(what, "device not in the catalogue", ids);
    }
    q->n = (int)fmax(count, kinds);
    if (q->n > RESULTS_MAX_DEVICES)
        return refuse(what, "more devices than a rig holds", NULL);
    for (int i = 0; i < q->n; i++)
        q->device[i] = kind[i * kinds / q->n];
    return NULL;
}

const char *row_request_cache(const struct catalogue *c, const char *type, struct request *q, const char **what)
{
    q->kv = type ? catalogue_find(c, &kind_format, type) : NULL;
    if (type && (!q->kv || q->kv->kv_cache != flag_yes))
        return refuse(what, "cache format not in the catalogue", type);
    return NULL;
}
