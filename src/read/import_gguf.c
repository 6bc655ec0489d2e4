#include "import.h"

#include "gguf_mix.h"
#include "gguf_other.h"
#include "gguf_shape.h"
#include "tree_make.h"
#include "str.h"

/* Starts a record with id, source and date in a new list of the catalogue. */
static struct tree *add_record(struct arena *a, struct tree *root, const char *key, const char *id, const char *source,
                               const char *date, struct origin at)
{
    struct tree *t = tree_make_map(a, tree_make_list(a, root, key, at), NULL, at);
    tree_make_text(a, t, "id", id, at);
    tree_make_text(a, t, "source", source, at);
    tree_make_text(a, t, "date", date, at);
    return t;
}

struct import import_gguf(struct arena *a, struct diags *d, const struct gguf_file *f, const struct import_ask *ask)
{
    const struct origin at = gguf_at(f->first, 0);
    const char *model = tree_make_id(a, ask->id ? ask->id : f->name), *quant = str_format(a, "%s.gguf", model);
    const char *source = f->n_parts > 1 ? str_format(a, "headers of the %zu GGUF files of %s", f->n_parts, f->name)
                                        : str_format(a, "header of the GGUF file %s", f->name);
    struct import out = {.root = tree_make_catalogue(a, at), .model = model, .quant = quant};
    if (gguf_other_is(a, d, f)) {
        out.root = NULL;
        return out;
    }
    struct tree *m = add_record(a, out.root, "models", model, source, ask->date, at);
    struct tree *q = add_record(a, out.root, "quants", quant, source, ask->date, at);
    if (!gguf_shape(a, d, f, ask, m)) {
        out.root = NULL;
        return out;
    }
    gguf_mix(a, f, model, q);
    return out;
}
