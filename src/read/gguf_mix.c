#include "gguf_mix.h"

#include "arena.h"
#include "tree_make.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

/* One tensor, in the terms of a quant_tensor record. */
struct own {
    enum tensor role;
    bool experts;
    double row, rows; /* elements of a row; number of rows */
    const struct format *format;
    int block;
    struct origin at;
};

/* Equal tensors in blocks first, first + step, ...: count in each of blocks blocks. */
struct stretch {
    int first, blocks, step, count;
};

/* What a tensor whose name starts with start is for. */
struct named {
    const char *start;
    enum tensor role;
    bool experts;
};

static bool is_norm(const char *name)
{
    return strstr(name, "_norm.") || strstr(name, "_norm_");
}

/* Returns the first row whose start is a prefix of the name; outside: not in a block. Other tensors count as norm, the
   role for everything that is neither attention nor feed-forward. Source of the names: gguf-py/gguf/constants.py. */
static const struct named *row_of(const char *name, bool outside)
{
    static const struct named global[] = {{"token_embd.weight", tensor_token_embd, false},
                                          {"per_layer_token_embd.weight", tensor_ple, false},
                                          {"output.weight", tensor_output, false}};
    static const struct named in_block[] = {{"nextn.", tensor_mtp, false},
                                            {"attn_qkv.weight", tensor_attn_qkv, false},
                                            {"attn_q.weight", tensor_attn_q, false},
                                            {"attn_k.weight", tensor_attn_k, false},
                                            {"attn_v.weight", tensor_attn_v, false},
                                            {"attn_output.weight", tensor_attn_output, false},
                                            {"attn_", tensor_attn_other, false},
                                            {"ssm_", tensor_attn_other, false},
                                            {"shortconv.", tensor_attn_other, false},
                                            {"indexer", tensor_attn_other, false},
                                            {"ffn_gate_inp_shexp.", tensor_norm, false},
                                            {"ffn_gate_inp.", tensor_router, false},
                                            {"ffn_gate_up_exps.", tensor_ffn_up, true},
                                            {"ffn_gate_exps.", tensor_ffn_gate, true},
                                            {"ffn_up_exps.", tensor_ffn_up, true},
                                            {"ffn_down_exps.", tensor_ffn_down, true},
                                            {"ffn_gate_shexp.", tensor_ffn_gate, false},
                                            {"ffn_up_shexp.", tensor_ffn_up, false},
                                            {"ffn_down_shexp.", tensor_ffn_down, false},
                                            {"ffn_gate.weight", tensor_ffn_gate, false},
                                            {"ffn_up.weight", tensor_ffn_up, false},
                                            {"ffn_down.weight", tensor_ffn_down, false},
                                            {"ffn_gate.bias", tensor_ffn_gate, false},
                                            {"ffn_up.bias", tensor_ffn_up, false},
                                            {"ffn_down.bias", tensor_ffn_down, false},
                                            {"ffn_gate.", tensor_ffn_gate, true},
                                            {"ffn_up.", tensor_ffn_up, true},
                                            {"ffn_down.", tensor_ffn_down, true}};
    static const struct named other = {"", tensor_norm, false};
    const struct named *rows = outside ? global : in_block;
    const size_t n = outside ? sizeof global / sizeof *global : sizeof in_block / sizeof *in_block;
    if (is_norm(name) && !str_starts(name, "nextn."))
        return &other;
    for (size_t i = 0; i < n; i++)
        if (str_starts(name, rows[i].start))
            return &rows[i];
    return &other;
}

static struct own own_of(const struct gguf_file_tensor *t)
{
    const struct named *n = row_of(t->rest, t->block < 0);
    return (struct own){.role = n->role,
                        .experts = n->experts,
                        .row = t->t->dims[0],
                        .rows = t->t->elements / t->t->dims[0],
                        .format = t->t->format,
                        .block = t->block,
                        .at = gguf_file_at(t)};
}

/* Orders tensors by role, shape and format; 0: alike. */
static int compare_shape(const struct own *x, const struct own *y)
{
    if (x->role != y->role)
        return (int)x->role - (int)y->role;
    if (x->experts != y->experts)
        return x->experts - y->experts;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->rows != y->rows)
        return x->rows < y->rows ? -1 : 1;
    return strcmp(x->format->id, y->format->id);
}

static int by_kind(const void *a, const void *b)
{
    const struct own *x = a, *y = b;
    const int order = compare_shape(x, y);
    return order ? order : x->block - y->block;
}

/* Returns how many of v[0..n-1], from the first on, are alike and in one block. */
static size_t count_same(const struct own *v, size_t n)
{
    size_t i = 1;
    while (i < n && by_kind(v, &v[i]) == 0)
        i++;
    return i;
}

/* Sets *out to the longest run from v[0] on and returns the number of its tensors. */
static size_t take_run(const struct own *v, size_t n, struct stretch *out)
{
    const size_t count = count_same(v, n);
    size_t at = count;
    *out = (struct stretch){v[0].block, 1, 1, (int)count};
    while (at < n && v[0].block >= 0 && compare_shape(v, &v[at]) == 0 && count_same(v + at, n - at) == count) {
        const int step = v[at].block - v[at - 1].block;
        if (out->blocks > 1 && step != out->step)
            break;
        out->step = step;
        out->blocks++;
        at += count;
    }
    BUG_UNLESS(at >= 1 && at <= n && at == (size_t)out->blocks * count);
    return at;
}

static void add_run(struct arena *a, struct tree *list, const struct own *o, const struct stretch *r)
{
    struct tree *t = tree_make_map(a, list, NULL, o->at);
    tree_make_text(a, t, "tensor", enums_text(&enums_tensor, (int)o->role), o->at);
    if (o->experts)
        tree_make_yes(a, t, "experts", true, o->at);
    if (r->first >= 0)
        tree_make_number(a, t, "first", r->first, o->at);
    if (r->blocks > 1)
        tree_make_number(a, t, "blocks", r->blocks, o->at);
    if (r->step > 1)
        tree_make_number(a, t, "step", r->step, o->at);
    if (r->count > 1)
        tree_make_number(a, t, "count", r->count, o->at);
    tree_make_number(a, t, "row", o->row, o->at);
    tree_make_number(a, t, "rows", o->rows, o->at);
    tree_make_text(a, t, "format", o->format->id, o->at);
}

/* Returns the format with the most bytes; NULL for a file without tensors. */
static const struct format *heaviest(const struct gguf_file *f)
{
    struct {
        const struct format *format;
        double bytes;
    } sums[256];
    size_t n = 0, best = 0;
    for (size_t i = 0; i < f->n; i++) {
        size_t j = 0;
        while (j < n && sums[j].format != f->v[i].t->format)
            j++;
        if (j == n && n < sizeof sums / sizeof *sums) {
            sums[n].format = f->v[i].t->format;
            sums[n++].bytes = 0;
        }
        if (j < n)
            sums[j].bytes += f->v[i].t->bytes;
    }
    for (size_t j = 1; j < n; j++)
        best = sums[j].bytes > sums[best].bytes ? j : best;
    return n ? sums[best].format : NULL;
}

void gguf_mix(struct arena *a, const struct gguf_file *f, const char *model, struct tree *quant)
{
    const struct origin at = gguf_at(f->first, 0);
    struct own *v = ARENA_ARRAY(a, f->n, struct own);
    for (size_t i = 0; i < f->n; i++)
        v[i] = own_of(&f->v[i]);
    qsort(v, f->n, sizeof *v, by_kind);
    tree_make_text(a, quant, "scheme", enums_text(&enums_scheme, scheme_gguf), at);
    if (f->n > 0)
        tree_make_text(a, quant, "base", heaviest(f)->id, at);
    tree_make_text(a, quant, "of", model, at);
    struct tree *list = tree_make_list(a, quant, "tensors", at);
    for (size_t i = 0; i < f->n;) {
        struct stretch r;
        const size_t n = take_run(v + i, f->n - i, &r);
        add_run(a, list, &v[i], &r);
        i += n;
    }
}
