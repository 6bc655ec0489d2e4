#include "gguf_shape.h"

#include "arena.h"
#include "diag.h"
#include "gguf_probe.h"
#include "tree_make.h"
#include "import.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* Finds the blocks with attention, a recurrent state or experts. The last blocks that have nextn tensors are prediction
   layers. */
static bool find_blocks(struct gguf_probe *s)
{
    for (size_t i = 0; i < s->f->n; i++)
        s->blocks = s->f->v[i].block >= s->blocks ? s->f->v[i].block + 1 : s->blocks;
    const double stated = gguf_probe_number(s, "block_count");
    if (isnan(stated))
        return gguf_probe_missing(s, "block_count");
    if (s->blocks < 1 || s->blocks > GGUF_PROBE_MOST_BLOCKS || s->blocks > stated)
        return gguf_probe_refuse(s, gguf_probe_where(s, "block_count"), "block_count",
                                 str_format(s->arena,
                                            "expected tensors of 1 to %d blocks, as many as stated (%g), got %d",
                                            (int)GGUF_PROBE_MOST_BLOCKS, stated, s->blocks));
    s->layers = s->blocks;
    BUG_UNLESS(s->layers >= 1 && s->layers <= GGUF_PROBE_MOST_BLOCKS);
    while (s->layers > 0 && gguf_probe_has(s, s->layers - 1, "nextn."))
        s->layers--;
    for (int i = 0; i < s->blocks; i++) {
        s->recurrent[i] = gguf_probe_has(s, i, "ssm_") || gguf_probe_has(s, i, "shortconv.");
        s->attends[i] = !s->recurrent[i] && (gguf_probe_has(s, i, "attn_k") || gguf_probe_has(s, i, "attn_q"));
        s->experts[i] = gguf_probe_has(s, i, "ffn_gate_inp.") || gguf_probe_has(s, i, "ffn_up_exps.") ||
                        gguf_probe_has(s, i, "ffn_gate_up_exps.");
    }
    if (stated != s->blocks && stated - s->blocks != gguf_probe_number(s, "nextn_predict_layers"))
        return gguf_probe_refuse(
            s, gguf_probe_where(s, "block_count"), "block_count",
            str_format(s->arena, "expected tensors of %g blocks, as stated, got %d", stated, s->blocks));
    tree_make_number(s->arena, s->model, "layers", s->layers, gguf_probe_where(s, "block_count"));
    if (s->blocks > s->layers)
        tree_make_number(s->arena, s->model, "mtp_layers", s->blocks - s->layers, gguf_probe_where(s, "block_count"));
    return true;
}

static int count(const bool *list, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += list[i];
    return sum;
}

/* Returns the p for which exactly the layers with i % p = p - 1 are in the list; 0 when there is none. */
static int period_of(const bool *list, int n)
{
    int p = 1;
    BUG_UNLESS(n >= 0 && n <= GGUF_PROBE_MOST_BLOCKS);
    while (p <= n && !list[p - 1])
        p++;
    for (int i = 0; i < n; i++)
        if (list[i] != (i % p == p - 1))
            return 0;
    return p <= n ? p : 0;
}

/* Sets full_period if the full layers are regular, else full_layers. */
static void put_full_layers(const struct gguf_probe *s, const bool *full, struct origin at)
{
    const int p = period_of(full, s->layers);
    if (p > 1)
        tree_make_number(s->arena, s->model, "full_period", p, at);
    else
        tree_make_number(s->arena, s->model, "full_layers", count(full, s->layers), at);
}

/* ---- parts of the shape ---- */

/* Returns the number of a key, or the common number of a list among the layers with pick[i] == wanted (pick NULL: all).
   Entries of 0 are ignored. Sets *differs when the entries are not equal. Returns NaN when there are none. */
static double uniform(const struct gguf_probe *s, const char *suffix, const bool *pick, bool wanted, bool *differs)
{
    const struct gguf_value *v = gguf_probe_value(s, suffix);
    double x = NAN;
    for (int i = 0; i < s->layers; i++) {
        const double here = gguf_probe_of_layer(v, i);
        if ((pick && pick[i] != wanted) || here == 0 || isnan(here))
            continue;
        *differs |= !isnan(x) && x != here;
        x = here;
    }
    return x;
}

/* Sets full[i] for the layers of a sliding-window model that have full attention. */
static bool find_full_layers(const struct gguf_probe *s, bool *full)
{
    const struct gguf_value *pattern = gguf_probe_value(s, "attention.sliding_window_pattern");
    const double period = gguf_probe_is_number(pattern) ? pattern->number : s->arch->period;
    if (pattern && pattern->type == GGUF_ARRAY) {
        if (pattern->n_numbers < (size_t)s->layers)
            return gguf_probe_refuse(
                s, gguf_at(s->g, pattern->byte), pattern->key,
                str_format(s->arena, "expected a list for %d layers, got %zu entries", s->layers, pattern->n_numbers));
        for (int i = 0; i < s->layers; i++)
            full[i] = pattern->numbers[i] == 0;
        return true;
    }
    if (period < 1 || period > GGUF_PROBE_MOST_BLOCKS)
        return gguf_probe_refuse(s, gguf_probe_where(s, "attention.sliding_window_pattern"),
                                 "attention.sliding_window_pattern",
                                 "expected a period from 1 to 512 layers, or a list with an entry for each layer");
    for (int i = 0; i < s->layers; i++)
        full[i] = fmod(i, period) == period - 1;
    return true;
}

static bool heads(const struct gguf_probe *s, const bool *full)
{
    bool differs = false;
    const bool window = s->kind == attention_window;
    const double n = uniform(s, "attention.head_count", NULL, false, &differs);
    const double kv = uniform(s, "attention.head_count_kv", window ? full : NULL, false, &differs);
    const double global = window ? uniform(s, "attention.head_count_kv", full, true, &differs) : kv;
    if (differs)
        return gguf_probe_refuse(s, gguf_probe_where(s, "attention.head_count"), "attention.head_count",
                                 "the layers have different numbers of heads, which a model record cannot describe");
    if (isnan(n))
        return gguf_probe_missing(s, "attention.head_count");
    const double hidden = gguf_probe_number(s, "embedding_length"),
                 stated = gguf_probe_number(s, "attention.key_length"),
                 swa = gguf_probe_number(s, "attention.key_length_swa");
    const double dim = isnan(stated) ? hidden / n : stated, local = isnan(swa) ? dim : swa;
    const double kv_heads = isnan(kv) ? (isnan(global) ? n : global) : kv;
    const bool mla = s->kind == attention_mla;
    const struct origin at = gguf_probe_where(s, "attention.head_count"),
                        kv_at = gguf_probe_where(s, "attention.head_count_kv"),
                        dim_at = gguf_probe_where(s, "attention.key_length");
    tree_make_number(s->arena, s->model, "heads", n, at);
    tree_make_number(s->arena, s->model, "kv_heads", mla ? n : kv_heads, kv_at);
    tree_make_number(s->arena, s->model, "head_dim", mla ? gguf_probe_number(s, "attention.key_length_mla") : local,
                     dim_at);
    if (!isnan(global) && global != kv_heads)
        tree_make_number(s->arena, s->model, "global_kv_heads", global, kv_at);
    if (window && local != dim)
        tree_make_number(s->arena, s->model, "global_head_dim", dim, dim_at);
    return true;
}

static bool latent(const struct gguf_probe *s)
{
    const double key = gguf_probe_number(s, "attention.key_length_mla"),
                 rope = gguf_probe_number(s, "rope.dimension_count");
    if (isnan(key))
        return gguf_probe_refuse(s, gguf_at(s->g, 0), "attention.key_length_mla",
                                 "the file is from before April 2025 and does not state it: convert the model again");
    if (isnan(rope))
        return gguf_probe_missing(s, "rope.dimension_count");
    gguf_probe_copy(s, "kv_lora_rank", "attention.kv_lora_rank");
    gguf_probe_copy(s, "v_head_dim", "attention.value_length_mla");
    const double q = gguf_probe_copy(s, "q_lora_rank", "attention.q_lora_rank");
    if (isnan(q))
        tree_make_number(s->arena, s->model, "q_lora_rank", 0, gguf_at(s->g, 0));
    tree_make_number(s->arena, s->model, "rope_head_dim", rope, gguf_probe_where(s, "rope.dimension_count"));
    tree_make_number(s->arena, s->model, "nope_head_dim", key - rope, gguf_probe_where(s, "attention.key_length_mla"));
    gguf_probe_copy(s, "index_heads", "attention.indexer.head_count");
    gguf_probe_copy(s, "index_dim", "attention.indexer.key_length");
    return true;
}

/* A short convolution keeps only the inputs of its last tokens, in FP32. */
static void convolution(const struct gguf_probe *s, double layers)
{
    const double hidden = gguf_probe_number(s, "embedding_length"),
                 kept = gguf_probe_number(s, "shortconv.l_cache") - 1;
    if (!isnan(kept))
        tree_make_number(s->arena, s->model, "state_mib", unit_b_to_mib(kept * hidden * (double)sizeof(float) * layers),
                         gguf_probe_where(s, "shortconv.l_cache"));
    tree_make_number(s->arena, s->model, "linear_inner", hidden, gguf_probe_where(s, "embedding_length"));
}

static bool recurrent(const struct gguf_probe *s)
{
    const int n = count(s->recurrent, s->layers);
    const struct origin at = gguf_probe_where(s, "ssm.inner_size");
    tree_make_number(s->arena, s->model, "linear_layers", n, at);
    put_full_layers(s, s->attends, at);
    if (s->kind == attention_conv) {
        convolution(s, n);
        return true;
    }
    const double inner = gguf_probe_copy(s, "linear_inner", "ssm.inner_size"),
                 ranks = gguf_probe_number(s, "ssm.time_step_rank");
    if (isnan(inner))
        return gguf_probe_missing(s, "ssm.inner_size");
    gguf_probe_copy(s, "linear_state", "ssm.state_size");
    gguf_probe_copy(s, "linear_groups", "ssm.group_count");
    if (s->kind == attention_mamba && ranks >= 1)
        tree_make_number(s->arena, s->model, "linear_head_dim", inner / ranks,
                         gguf_probe_where(s, "ssm.time_step_rank"));
    return true;
}

static bool attention(const struct gguf_probe *s)
{
    const enum attention kind = s->kind;
    bool full[GGUF_PROBE_MOST_BLOCKS] = {false};
    const double window = gguf_probe_number(s, "attention.sliding_window");
    if (kind == attention_window && !find_full_layers(s, full))
        return false;
    if (!heads(s, full))
        return false;
    tree_make_text(s->arena, s->model, "attention", enums_text(&enums_attention, (int)kind),
                   gguf_probe_where(s, "block_count"));
    if (kind == attention_window) {
        if (isnan(window) && s->arch->window == 0)
            return gguf_probe_missing(s, "attention.sliding_window");
        tree_make_number(s->arena, s->model, "window_tokens", isnan(window) ? s->arch->window : window,
                         gguf_probe_where(s, "attention.sliding_window"));
        put_full_layers(s, full, gguf_probe_where(s, "attention.sliding_window_pattern"));
    }
    const double shared = gguf_probe_number(s, "attention.shared_kv_layers");
    if (shared > 0)
        tree_make_number(s->arena, s->model, "kv_layers", s->layers - shared,
                         gguf_probe_where(s, "attention.shared_kv_layers"));
    if (gguf_probe_number(s, "attn_logit_softcapping") > 0)
        tree_make_yes(s->arena, s->model, "softcap", true, gguf_probe_where(s, "attn_logit_softcapping"));
    if (kind == attention_mla)
        return latent(s);
    return kind == attention_gdn || kind == attention_mamba || kind == attention_conv ? recurrent(s) : true;
}

static bool experts(const struct gguf_probe *s)
{
    const int n = count(s->experts, s->layers);
    if (n == 0)
        return true;
    const struct gguf_file_tensor *gate_up = gguf_probe_any(s, "ffn_gate_up_exps.weight");
    int first = 0;
    while (!s->experts[first])
        first++;
    gguf_probe_copy(s, "experts", "expert_count");
    gguf_probe_copy(s, "experts_used", "expert_used_count");
    if (gate_up && gate_up->t->n_dims > 1)
        tree_make_number(s->arena, s->model, "expert_ffn", gate_up->t->dims[1] / 2, gguf_file_at(gate_up));
    else if (isnan(gguf_probe_measure(s, "expert_ffn", "ffn_up_exps.weight", 1)))
        gguf_probe_copy(s, "expert_ffn", "feed_forward_length");
    gguf_probe_measure(s, "shared_ffn", "ffn_up_shexp.weight", 1);
    gguf_probe_yes_if(s, "shared_gate", gguf_probe_any(s, "ffn_gate_inp_shexp.weight"));
    gguf_probe_yes_if(s, "router_bias", gguf_probe_any(s, "exp_probs_b.bias"));
    if (s->kind == attention_mamba) {
        tree_make_number(s->arena, s->model, "moe_layers", n, gguf_probe_where(s, "expert_count"));
        return true;
    }
    const int period = period_of(s->experts, s->layers);
    if (period > 1)
        tree_make_number(s->arena, s->model, "moe_period", period, gguf_probe_where(s, "expert_count"));
    else if (n == s->layers - first) {
        if (first > 0)
            tree_make_number(s->arena, s->model, "dense_first", first, gguf_probe_where(s, "expert_count"));
    } else
        return gguf_probe_refuse(
            s, gguf_probe_where(s, "expert_count"), "expert_count",
            "the layers with experts follow no regular pattern, which a model record cannot describe");
    return true;
}

/* Sets the width of the feed-forward, the widest where layers differ. A Gemma's last layers may be twice as wide as the
   first ones. */
static void dense(struct gguf_probe *s)
{
    double narrow = INFINITY, wide = 0;
    struct origin at = {0};
    int twice = 0;
    const bool gated = gguf_probe_any(s, "ffn_gate.weight") || gguf_probe_any(s, "ffn_gate_exps.weight") ||
                       gguf_probe_any(s, "ffn_gate_up_exps.weight");
    for (int i = 0; i < s->layers; i++) {
        const struct gguf_file_tensor *t = gguf_file_tensor(s->f, i, "ffn_up.weight");
        if (!t || t->t->n_dims < 2)
            continue;
        narrow = fmin(narrow, t->t->dims[1]);
        wide = fmax(wide, t->t->dims[1]);
        at = gguf_file_at(t);
    }
    const struct gguf_file_tensor *down = gguf_probe_any(s, "ffn_down.weight");
    const bool fused = !gated && down && wide == 2 * down->t->dims[0];
    if (!gated && !fused && down)
        tree_make_number(s->arena, s->model, "ffn_matrices", 2, gguf_file_at(down));
    if (wide == 0)
        return;
    for (int i = 0; i < s->layers; i++) {
        const struct gguf_tensor *t = gguf_probe_tensor(s, i, "ffn_up.weight");
        twice += t && t->n_dims > 1 && t->dims[1] == wide && wide == 2 * narrow;
    }
    const bool last = twice > 0 && gguf_probe_tensor(s, s->layers - twice, "ffn_up.weight") &&
                      gguf_probe_tensor(s, s->layers - twice, "ffn_up.weight")->dims[1] == wide;
    if (last)
        tree_make_number(s->arena, s->model, "wide_ffn_layers", twice, at);
    else if (wide != narrow)
        str_addf(&s->note, "feed-forward layers are %.0f to %.0f wide: the widest is taken for buffers; ", narrow,
                 wide);
    tree_make_number(s->arena, s->model, "ffn", (last ? narrow : wide) / (fused ? 2 : 1), at);
    if (fused)
        tree_make_yes(s->arena, s->model, "fused_ffn", true, at);
}

/* Returns the number of norm vectors of the hidden width in a block, without the norms of attention and prediction. */
static int count_norms(const struct gguf_probe *s, int block)
{
    int n = 0;
    size_t end;
    const double hidden = gguf_probe_number(s, "embedding_length");
    for (size_t i = gguf_file_block(s->f, block, &end); i < end; i++) {
        const struct gguf_file_tensor *t = &s->f->v[i];
        const bool own = str_starts(t->rest, "attn_q") || str_starts(t->rest, "attn_k") ||
                         str_starts(t->rest, "ssm_") || str_starts(t->rest, "nextn.") ||
                         str_starts(t->rest, "post_norm") || str_starts(t->rest, "laurel_");
        n += t->t->n_dims == 1 && t->t->dims[0] == hidden && strstr(t->rest, "norm") && str_ends(t->rest, ".weight") &&
             !own;
    }
    return n;
}

/* Sets the flags that follow from which tensors exist. */
static void put_flags(const struct gguf_probe *s)
{
    const struct gguf_file_tensor *q = gguf_probe_any(s, "attn_q.weight"),
                                  *norm = gguf_probe_any(s, "attn_q_norm.weight"),
                                  *fused = gguf_probe_any(s, "attn_qkv.weight");
    const struct gguf_file_tensor *factors = gguf_file_tensor(s->f, -1, "rope_freqs.weight"),
                                  *long_factors = gguf_file_tensor(s->f, -1, "rope_factors_long.weight");
    const struct gguf_file_tensor *bias = gguf_probe_any(s, "attn_q.bias") ? gguf_probe_any(s, "attn_q.bias")
                                                                           : gguf_probe_any(s, "attn_qkv.bias"),
                                  *out_bias = gguf_probe_any(s, "attn_output.bias");
    bool differs = false;
    const double n = uniform(s, "attention.head_count", NULL, false, &differs);
    const struct tree *dim = tree_get(s->model, "head_dim");
    int found = 0;
    for (int i = 0; i < s->layers && found == 0; i++)
        found = count_norms(s, i);
    if (found >= 1)
        tree_make_number(s->arena, s->model, "norms", found, gguf_probe_where(s, "block_count"));
    if (s->kind != attention_mla && norm && dim)
        gguf_probe_yes_if(s, norm->t->elements > dim->number ? "qk_norm_full" : "qk_norm", norm);
    if (q && dim && q->t->n_dims > 1 && s->kind == attention_gdn && q->t->dims[1] == 2 * n * dim->number)
        gguf_probe_yes_if(s, "gated_query", q);
    if (s->kind != attention_gdn)
        gguf_probe_yes_if(s, "fused_qkv", fused);
    gguf_probe_yes_if(s, out_bias ? "all_bias" : "qkv_bias", bias);
    gguf_probe_yes_if(s, "norm_bias", gguf_file_tensor(s->f, -1, "output_norm.bias"));
    gguf_probe_yes_if(s, "sinks", gguf_probe_any(s, "attn_sinks.weight"));
    if (factors || long_factors)
        tree_make_number(s->arena, s->model, "rope_factors",
                         factors ? factors->t->elements : 2 * long_factors->t->elements,
                         gguf_file_at(factors ? factors : long_factors));
    if (s->blocks > s->layers && !gguf_probe_has(s, s->layers, "nextn.embed_tokens"))
        tree_make_yes(s->arena, s->model, "mtp_shared", true, gguf_probe_where(s, "block_count"));
}

static void own_embeddings(const struct gguf_probe *s)
{
    if (!(gguf_probe_number(s, "embedding_length_per_layer_input") > 0))
        return;
    gguf_probe_copy(s, "ple_width", "embedding_length_per_layer_input");
    gguf_probe_copy(s, "altup_inputs", "altup.num_inputs");
    gguf_probe_measure(s, "laurel_rank", "laurel_l.weight", 1);
}

static bool globals(const struct gguf_probe *s)
{
    const struct gguf_file_tensor *embd = gguf_file_tensor(s->f, -1, "token_embd.weight"),
                                  *output = gguf_file_tensor(s->f, -1, "output.weight");
    if (!embd || embd->t->n_dims != 2 || embd->t->dims[0] != gguf_probe_number(s, "embedding_length"))
        return gguf_probe_refuse(s, embd ? gguf_file_at(embd) : gguf_at(s->g, 0), "token_embd.weight",
                                 "expected a matrix as wide as embedding_length");
    double params = 0;
    for (size_t i = 0; i < s->f->n; i++)
        params += s->f->v[i].t->elements;
    tree_make_number(s->arena, s->model, "params_total", params, gguf_at(s->g, 0));
    gguf_probe_copy(s, "hidden", "embedding_length");
    tree_make_number(s->arena, s->model, "vocab", embd->t->dims[1], gguf_file_at(embd));
    tree_make_yes(s->arena, s->model, "tied", !output, gguf_file_at(output ? output : embd));
    if (isnan(gguf_probe_copy(s, "max_ctx_tokens", "context_length")))
        return gguf_probe_missing(s, "context_length");
    return true;
}

/* Returns the text of a key; NULL when it is empty or not stated. */
static const char *text(const struct gguf *g, const char *key)
{
    const struct gguf_value *v = gguf_find(g, key);
    return v && v->type == GGUF_TEXT && v->text && *v->text ? v->text : NULL;
}

static const struct gguf_arch *find_arch(struct diags *d, const struct gguf *g)
{
    const char *name = text(g, "general.architecture");
    const struct gguf_value *v = gguf_find(g, "general.architecture");
    const struct gguf_arch *arch = name ? gguf_arch_find(name) : NULL;
    if (arch)
        return arch;
    if (!name)
        diag_add(d, DIAG_MISSING_FIELD, gguf_at(g, v ? v->byte : 0), "general.architecture",
                 "expected a text, the file states none");
    else
        diag_add(d, DIAG_UNKNOWN_MODEL, gguf_at(g, v->byte), "general.architecture",
                 "the importer does not know the architecture '%.40s' (of a file with %zu tensors, %.0f bytes)", name,
                 g->n_tensors, g->tensors_b);
    return NULL;
}

bool gguf_shape(struct arena *a, struct diags *d, const struct gguf_file *f, const struct import_ask *ask,
                struct tree *model)
{
    struct gguf_probe s = {.arena = a, .d = d, .f = f, .g = f->first, .model = model, .note = str_new(a)};
    s.arch = find_arch(d, s.g);
    if (!s.arch)
        return false;
    s.kind = s.arch->attention;
    if (s.kind == attention_full && s.arch->period > 0 && gguf_probe_number(&s, "attention.sliding_window") > 0)
        s.kind = attention_window;
    const struct origin at = gguf_at(s.g, 0);
    const char *vendor = ask->vendor ? ask->vendor : text(s.g, "general.organization");
    tree_make_text(a, model, "name", text(s.g, "general.name"), at);
    tree_make_text(a, model, "vendor", vendor ? vendor : "unknown", at);
    if (!find_blocks(&s) || !globals(&s) || !attention(&s) || !experts(&s))
        return false;
    dense(&s);
    put_flags(&s);
    own_embeddings(&s);
    str_addf(&s.note, "architecture %s", s.arch->name);
    tree_make_text(a, model, "note", s.note.text, at);
    return true;
}
