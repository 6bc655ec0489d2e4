#include "jsonout.h"

#include "bug.h"
#include "escape.h"
#include "str.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* cJSON refuses what is no object or array, and what it has no memory for, which heap.h does not let happen: a refusal
   is a fault of this program, and so is a dropped member of an answer. */
static struct cJSON *taken(struct cJSON *item)
{
    BUG_UNLESS(item != NULL);
    return item;
}

/* Returns the item that was added to the object; NULL: cJSON refused. */
static struct cJSON *member(struct cJSON *object, struct cJSON *item)
{
    BUG_UNLESS(cJSON_IsObject(object));
    return taken(item);
}

/* Appends the item, which is then the array's, and returns it. */
static struct cJSON *appended(struct cJSON *array, struct cJSON *item)
{
    BUG_UNLESS(cJSON_IsArray(array) && cJSON_AddItemToArray(array, taken(item)));
    return item;
}

struct cJSON *jsonout_new(void)
{
    return taken(cJSON_CreateObject());
}

struct cJSON *jsonout_object(struct cJSON *object, const char *key)
{
    return member(object, cJSON_AddObjectToObject(object, key));
}

struct cJSON *jsonout_array(struct cJSON *object, const char *key)
{
    return member(object, cJSON_AddArrayToObject(object, key));
}

struct cJSON *jsonout_row(struct cJSON *array)
{
    return appended(array, cJSON_CreateObject());
}

void jsonout_item(struct cJSON *array, const char *text)
{
    appended(array, cJSON_CreateString(text));
}

void jsonout_item_bool(struct cJSON *array, bool yes)
{
    appended(array, cJSON_CreateBool(yes));
}

void jsonout_null(struct cJSON *object, const char *key)
{
    member(object, cJSON_AddNullToObject(object, key));
}

void jsonout_text(struct cJSON *object, const char *key, const char *text)
{
    if (text)
        member(object, cJSON_AddStringToObject(object, key, text));
    else
        jsonout_null(object, key);
}

void jsonout_bool(struct cJSON *object, const char *key, bool yes)
{
    member(object, cJSON_AddBoolToObject(object, key, yes));
}

void jsonout_number(struct cJSON *object, const char *key, double v)
{
    char buf[40];
    if (!isfinite(v)) {
        jsonout_null(object, key);
        return;
    }
    str_fill(buf, sizeof buf, "%.10g", v);
    member(object, cJSON_AddRawToObject(object, key, buf));
}

void jsonout_exact(struct cJSON *object, const char *key, double v)
{
    char buf[40];
    if (!isfinite(v)) {
        jsonout_null(object, key);
        return;
    }
    for (int digits = 10; digits <= 17; digits++) {
        str_fill(buf, sizeof buf, "%.*g", digits, v);
        if (strtod(buf, NULL) == v)
            break;
    }
    member(object, cJSON_AddRawToObject(object, key, buf));
}

static void suffixed(struct cJSON *object, const char *name, const char *suffix, double v)
{
    char key[96];
    str_fill(key, sizeof key, "%s%s", name, suffix);
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
    case FIGURE_WORD: jsonout_text(object, key, enums_text(f->words, *(const int *)at)); break;
    case FIGURE_TEXT: jsonout_text(object, key, *(const char *const *)at); break;
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
    escape_json(out, text);
    str_add(out, "\n");
    cJSON_free(text);
    cJSON_Delete(root);
}

void jsonout_quoted(const char *text, struct str *out)
{
    struct cJSON *node = taken(cJSON_CreateStringReference(text));
    char *written = cJSON_PrintUnformatted(node);
    BUG_UNLESS(written != NULL);
    str_add(out, written);
    cJSON_free(written);
    cJSON_Delete(node);
}

void jsonout_list(struct cJSON *root, const char *key, const struct figure_table *t, const void *results, size_t size,
                  size_t n)
{
    struct cJSON *all = jsonout_array(root, key);
    for (size_t i = 0; i < n; i++)
        jsonout_figures(jsonout_row(all), t, (const char *)results + i * size);
}
