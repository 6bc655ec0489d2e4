#include "jsonout.h"

#include "bug.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void jsonout_number(struct cJSON *object, const char *key, double v)
{
    char buf[40];
    if (!isfinite(v)) {
        cJSON_AddNullToObject(object, key);
        return;
    }
    snprintf(buf, sizeof buf, "%.10g", v);
    cJSON_AddRawToObject(object, key, buf);
}

void jsonout_exact(struct cJSON *object, const char *key, double v)
{
    char buf[40];
    if (!isfinite(v)) {
        cJSON_AddNullToObject(object, key);
        return;
    }
    for (int digits = 10; digits <= 17; digits++) {
        snprintf(buf, sizeof buf, "%.*g", digits, v);
        if (strtod(buf, NULL) == v)
            break;
    }
    cJSON_AddRawToObject(object, key, buf);
}

static void suffixed(struct cJSON *object, const char *name, const char *suffix, double v)
{
    char key[96];
    snprintf(key, sizeof key, "%s%s", name, suffix);
    jsonout_number(object, key, v);
}

void jsonout_figure(struct cJSON *object, const char *key, const struct figure *f, const void *result)
{
    const void *at = results_member(f, result);
    switch (f->type) {
    case FIGURE_NUMBER: jsonout_number(object, key, *(const double *)at); break;
    case FIGURE_RANGE: {
        const struct range *r = at;
        jsonout_number(object, key, r->mid);
        suffixed(object, key, "_low80", r->low80);
        suffixed(object, key, "_high80", r->high80);
        break;
    }
    case FIGURE_WORD: {
        const char *text = enums_text(f->words, *(const int *)at);
        if (text)
            cJSON_AddStringToObject(object, key, text);
        else
            cJSON_AddNullToObject(object, key);
        break;
    }
    case FIGURE_TEXT: {
        const char *text = *(const char *const *)at;
        if (text)
            cJSON_AddStringToObject(object, key, text);
        else
            cJSON_AddNullToObject(object, key);
        break;
    }
    }
}

void jsonout_figures(struct cJSON *object, const struct figure_table *t, const void *result)
{
    for (size_t i = 0; i < t->n; i++)
        jsonout_figure(object, t->v[i].name, &t->v[i], result);
}

void jsonout_print(struct cJSON *root, struct str *out)
{
    char *text = cJSON_Print(root);
    BUG_UNLESS(text != NULL);
    str_add(out, text);
    str_add(out, "\n");
    free(text);
    cJSON_Delete(root);
}

void jsonout_list(struct cJSON *root, const char *key, const struct figure_table *t, const void *results, size_t size,
                  size_t n)
{
    cJSON *all = cJSON_AddArrayToObject(root, key);
    for (size_t i = 0; i < n; i++) {
        cJSON *one = cJSON_CreateObject();
        jsonout_figures(one, t, (const char *)results + i * size);
        cJSON_AddItemToArray(all, one);
    }
}
