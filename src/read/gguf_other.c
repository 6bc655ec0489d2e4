#include "gguf_other.h"

#include "arena.h"
#include "diag.h"
#include "str.h"

#include <string.h>

/* Architectures and types of files that are no language model. Source: gguf-py/gguf/constants.py of ggml-org/llama.cpp,
   and the files of its image-generating relatives. */
static const struct {
    const char *key, *value, *what;
} others[] = {
    {"general.type", "mmproj", "a vision projector (mmproj)"},
    {"general.architecture", "clip", "a vision projector (mmproj)"},
    {"general.type", "adapter", "a LoRA adapter"},
    {"general.type", "imatrix", "an importance matrix (imatrix)"},
    {"general.architecture", "imatrix", "an importance matrix (imatrix)"},
    {"general.architecture", "controlvector", "a control vector"},
    {"general.architecture", "flux", "a model that makes pictures"},
    {"general.architecture", "sd1", "a model that makes pictures"},
    {"general.architecture", "sd3", "a model that makes pictures"},
    {"general.architecture", "sdxl", "a model that makes pictures"},
    {"general.architecture", "qwen_image", "a model that makes pictures"},
    {"general.architecture", "wan", "a model that makes films"},
    {"general.architecture", "ltxv", "a model that makes films"},
    {"general.architecture", "hyvid", "a model that makes films"},
};

static const char *text(const struct gguf *g, const char *key)
{
    const struct gguf_value *v = gguf_find(g, key);
    return v && v->type == GGUF_TEXT && v->text && *v->text ? v->text : NULL;
}

/* Returns which file is wanted in the place of that one. */
static const char *wanted(struct arena *a, const struct gguf *g, const char *what)
{
    const char *base = text(g, "general.base_model.0.name");
    if (strstr(what, "mmproj"))
        return "its bytes come on top of the model's own file, beside it, whose name has no mmproj: import that one";
    if (strstr(what, "makes"))
        return "rigplan knows language models only";
    if (strstr(what, "imatrix"))
        return "it only helps to quantise: import the file of the model itself";
    if (base)
        return str_format(a, "it only changes a model: import the file of %.60s, which it is for", base);
    return "it only changes a model: import the file of the model that it is for";
}

bool gguf_other_is(struct arena *a, struct diags *d, const struct gguf_file *f)
{
    const struct gguf *g = f->first;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *stated = text(g, others[i].key);
        if (!stated || strcmp(stated, others[i].value) != 0)
            continue;
        diag_add(d, DIAG_UNKNOWN_MODEL, gguf_at(g, gguf_find(g, others[i].key)->byte), others[i].key,
                 "the file is %s, not a language model: %s", others[i].what, wanted(a, g, others[i].what));
        return true;
    }
    if (f->n > 0 || !text(g, "general.architecture"))
        return false;
    diag_add(d, DIAG_UNKNOWN_MODEL, gguf_at(g, 0), NULL,
             "the file has no tensors: a vocabulary alone, not a model: import the file that holds the weights");
    return true;
}
