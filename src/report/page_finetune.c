#include "page_finetune.h"

#include "fmt.h"
#include "jsonout.h"

#include <cjson/cJSON.h>

void page_finetune_json(const struct training *devices, int n, enum verdict worst, struct str *out)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "rigplan-finetune-1");
    cJSON_AddStringToObject(root, "verdict", enums_text(&enums_verdict, (int)worst));
    cJSON *list = cJSON_AddArrayToObject(root, "devices");
    for (int i = 0; i < n; i++) {
        cJSON *one = cJSON_CreateObject();
        jsonout_figures(one, &figures_training, &devices[i]);
        cJSON_AddItemToArray(list, one);
    }
    jsonout_print(root, out);
}

void page_finetune_text(const struct training *devices, int n, enum verdict worst, struct str *out)
{
    str_addf(out, "%s\n", enums_words(&enums_verdict, (int)worst));
    for (int i = 0; i < n; i++) {
        str_addf(out, "\ndevice %d\n", i);
        for (size_t j = 0; j < figures_training.n; j++) {
            const struct figure *f = &figures_training.v[j];
            str_addf(out, "  %-18s ", f->name);
            fmt_figure(out, f, &devices[i]);
            str_addf(out, " %s   %s\n", unit_label(f->unit), f->doc);
        }
    }
}
