#include "page_predict.h"

#include "fmt.h"
#include "jsonout.h"
#include "reason.h"

#include <cjson/cJSON.h>

void page_predict_json(const struct page_predict *p, struct str *out)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "rigplan-predict-1");
    jsonout_figures(root, &figures_prediction, p->figures);
    struct str why = str_new(out->arena);
    reason_of_case(&why, p->figures);
    cJSON_AddStringToObject(root, "reason", why.text);
    cJSON *devices = cJSON_AddArrayToObject(root, "devices");
    for (int i = 0; i < p->n_devices; i++) {
        cJSON *one = cJSON_CreateObject();
        jsonout_figures(one, &figures_device_load, &p->devices[i]);
        struct str part = str_new(out->arena);
        reason_of_device(&part, &p->devices[i]);
        cJSON_AddStringToObject(one, "reason", part.text);
        cJSON_AddItemToArray(devices, one);
    }
    jsonout_print(root, out);
}

static void lines(struct str *out, const struct figure_table *t, const void *result, const char *indent)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct figure *f = &t->v[i];
        str_addf(out, "%s%-20s ", indent, f->name);
        if (f->type == FIGURE_RANGE)
            fmt_range(out, f, *(const struct range *)results_member(f, result));
        else
            fmt_figure(out, f, result);
        str_addf(out, "%s%s   %s\n", f->unit == UNIT_FRAC ? "" : " ", f->unit == UNIT_FRAC ? "" : unit_label(f->unit),
                 f->doc);
    }
}

void page_predict_text(const struct page_predict *p, struct str *out)
{
    str_addf(out, "%s: ", enums_words(&enums_verdict, (int)p->figures->verdict));
    reason_of_case(out, p->figures);
    str_add(out, "\n\n");
    lines(out, &figures_prediction, p->figures, "");
    for (int i = 0; i < p->n_devices; i++) {
        str_addf(out, "device %d: ", i);
        reason_of_device(out, &p->devices[i]);
        str_add(out, "\n");
        lines(out, &figures_device_load, &p->devices[i], "  ");
    }
}
