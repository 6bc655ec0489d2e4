/* check on the measurement files of the repository: floors under what the docs promise. Run from the repository's root.
 */
#include "test.h"

#include <string.h>

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "load_measured.h"
#include "prepare.h"
#include "str.h"
#include "check_published.h"
#include "check.h"
#include "speed_request.h"
#include "check_logs.h"
#include "check_memory.h"
#include "check_speed.h"

struct validation {
    const struct measured *m;
    struct check_rows rows;
    struct check_summary sum;
};

static bool validated_text(const char *path, char *text, size_t size, struct validation *out)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    out->m = text ? load_measured(a, &d, test_catalogue(), &check_kinds, path, text, size) : NULL;
    SAME(test_faults(&d), "");
    if (!out->m)
        return false;
    out->rows = check_rows(a, out->m);
    check_run(test_catalogue(), out->m, ARENA_ARRAY(a, 2, struct prepared), &out->rows, &out->sum);
    return true;
}

static bool validated(const char *path, struct validation *out)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    char *text = file_read(d.arena, &d, path, &size);
    SAME(test_faults(&d), "");
    return validated_text(path, text, size, out);
}

static void sizes_are_exact(void)
{
    static struct validation r;
    if (!validated("data/measured/gguf_sizes.csv", &r))
        return;
    const struct kind *k = r.m->kind->row;
    THAT(r.sum.n_predicted == r.sum.n_rows && r.sum.n_rows > 600 && r.rows.kind->figures->n == 7);
    for (size_t i = 0; i < r.rows.n; i++)
        for (size_t j = 0; j < r.rows.kind->figures->n; j++) {
            const struct figure *f = &r.rows.kind->figures->v[j];
            const double *want = schema_member(schema_at(k, &r.m->rows, i), &k->fields[schema_find(k, f->name)]);
            test_row("row %zu, %s", i, f->name);
            CLOSE(results_value(f, check_figures(&r.rows, i)), *want, 1e-3);
        }
}

/* A figure of a page stands for an interval: nothing between its ends is an error. */
static void published_intervals(void)
{
    CLOSE(check_published_error(105, 100, 110), 0, 0);
    CLOSE(check_published_error(100, 100, 100), 0, 0);
    CLOSE(check_published_error(121, 100, 110), 0.1, 1e-12);
    CLOSE(check_published_error(90, 100, 110), -0.1, 1e-12);
}

/* Sizes of published files: nine in ten within 2 %. */
static void published_floors(void)
{
    static struct validation r;
    if (!validated("data/measured/published_files.csv", &r))
        return;
    double within = 0;
    for (size_t i = 0; i < r.rows.n; i++)
        within += check_at(&r.rows, i)->status == CHECK_PREDICTED && fabs(check_at(&r.rows, i)->error_frac) <= 0.02;
    test_row("%g of %zu rows", within, r.sum.n_rows);
    THAT(r.sum.n_rows > 1000 && within >= 0.9 * (double)r.sum.n_rows);
}

/* Part of the device lines that come out within 0.1 % of what llama.cpp printed. */
static void memory_floors(void)
{
    static struct validation r;
    double n = 0, weights = 0, cache = 0, compute = 0, layers = 0;
    if (!validated("data/measured/memory.csv", &r))
        return;
    THAT((double)r.sum.n_predicted > 0.99 * (double)r.sum.n_rows);
    const struct memory_row *measured = r.m->rows.v;
    const struct check_memory_row *rows = r.rows.v;
    for (size_t i = 0; i < r.rows.n; i++) {
        const struct memory_row *want = &measured[i];
        const struct memory_prediction *got = &rows[i].out;
        if (rows[i].row.status != CHECK_PREDICTED || strcmp(want->device_index, "host") == 0)
            continue;
        n++;
        weights += fabs(got->weights_mib - want->weights_mib) <= 1e-3 * want->weights_mib;
        cache += fabs(got->kv_mib - want->kv_mib) <= 1e-3 * want->kv_mib;
        compute += fabs(got->compute_mib - want->compute_mib) <= 1e-3 * want->compute_mib;
        layers += got->n_layers == want->n_layers_on_device;
    }
    test_row("weights %.4f, cache %.4f, compute %.4f, layers %.4f of %.0f", weights / n, cache / n, compute / n,
             layers / n, n);
    THAT(weights >= 0.999 * n);
    THAT(cache == n);
    THAT(layers == n);
    THAT(compute >= 0.88 * n);
}

/* A run that we refuse is never forgiven as "nearly": the band lies on one side of the capacity. */
static void band_is_what_is_called_tight(const struct validation *r)
{
    size_t tight = 0;
    for (size_t i = 0; i < r->rows.n; i++) {
        const struct check_row *row = check_at(&r->rows, i);
        test_row("row %zu", i);
        tight += row->judged && row->tight;
        THAT(!(row->judged && row->tight) || row->fits);
    }
    THAT(tight > 0);
}

static void speed_floors(void)
{
    static struct validation r;
    if (!validated("data/measured/speed.csv", &r))
        return;
    test_row("%zu of %zu rows, %zu of %zu verdicts", r.sum.n_predicted, r.sum.n_rows, r.sum.n_right, r.sum.n_verdicts);
    THAT((double)r.sum.n_predicted >= 0.6 * (double)r.sum.n_rows);
    THAT(r.sum.n_predicted + r.sum.n_skipped <= r.sum.n_rows);    /* the rest are verdicts only */
    THAT((double)r.sum.n_verdicts >= 0.8 * (double)r.sum.n_rows); /* a row with a speed says that it ran */
    THAT(r.sum.n_right + r.sum.n_tight == r.sum.n_verdicts);
    THAT(r.sum.n_right < r.sum.n_verdicts); /* some are wrong, so that the band is tried */
    band_is_what_is_called_tight(&r);
    size_t in_classes = 0;
    for (int i = 0; i < r.sum.n_classes; i++)
        if (strncmp(r.sum.class[i].name, "all:", 4) != 0) /* those are groups over classes */
            in_classes += r.sum.class[i].n;
    THAT(in_classes == r.sum.n_predicted);
    const struct check_speed_row *rows = r.rows.v;
    for (size_t i = 0; i < r.rows.n; i++)
        if (rows[i].row.status == CHECK_PREDICTED) {
            const struct range p = rows[i].out.predicted;
            test_row("%s", measured_speed(r.m).v[i].id);
            THAT(p.low95 > 0 && p.low95 <= p.low80 && p.low80 <= p.mid && p.mid <= p.high80 && p.high80 <= p.high95 &&
                 isfinite(p.high95));
        } else if (rows[i].row.status == CHECK_SKIPPED)
            THAT(rows[i].row.reason && *rows[i].row.reason);
}

/* Every format that the catalogue keeps a cache in is told from F16, whose cache of this context does not fit; what it
   does not know is never taken for F16. */
static void cache_formats(void)
{
    static const struct {
        const char *kv;
        bool known, f16;
    } rows[] = {{"f16", true, true},     {"", true, true},          {"q8_0", true, false},   {"q5_1", true, false},
                {"iq4_nl", true, false}, {"fp8_e5m2", true, false}, {"mixed", false, false}, {"Q4_K", false, false}};
    static struct validation r;
    struct str text = str_new(test_arena());
    str_add(&text, "id,gpu,gpu_count,engine,model,quant,phase,depth_tokens,prompt_tokens,gen_tokens,batch,kv_type,"
                   "ctx,tokens_per_s,fits,source\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        str_addf(&text,
                 "row-%zu,rtx-3060-12gb,1,llama.cpp,llama-3.1-8b,Q4_K_M,decode,32768,,128,1,%s,80000,50,yes,nobody\n",
                 i, rows[i].kv);
    if (!validated_text("rows.csv", text.text, text.len, &r))
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct check_speed_row *got = r.rows.v;
        test_row("cache in '%s'", rows[i].kv);
        THAT(got[i].row.status == (rows[i].known ? CHECK_PREDICTED : CHECK_SKIPPED));
        if (rows[i].known)
            THAT(got[i].row.judged && got[i].row.fits != rows[i].f16);
        else
            SAME(got[i].row.reason, "cache format not in the catalogue");
    }
}

/* A line of a device that the row does not have is skipped. */
static void device_index_within_the_row(void)
{
    static const struct {
        const char *index;
        bool known;
    } rows[] = {{"0", true},         {"1", true},   {"host", true}, {"2", false},
                {"99999999", false}, {"-1", false}, {"x", false}};
    static struct validation r;
    struct str text = str_new(test_arena());
    str_add(&text, "id,model,quant,ctx,split,devices,device_index,weights_mib\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        str_addf(&text, "row-%zu,llama-3.1-8b,Q4_K_M,4096,layer,24+24,%s,2000\n", i, rows[i].index);
    if (!validated_text("rows.csv", text.text, text.len, &r))
        return;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("device_index '%s'", rows[i].index);
        THAT(check_at(&r.rows, i)->status == (rows[i].known ? CHECK_PREDICTED : CHECK_SKIPPED));
    }
}

static void log_verdicts(void)
{
    static struct validation r;
    if (!validated("data/measured/memory_logs.csv", &r))
        return;
    test_row("%zu rows, %zu of %zu verdicts", r.sum.n_rows, r.sum.n_right, r.sum.n_verdicts);
    THAT((double)r.sum.n_predicted > 0.97 * (double)r.sum.n_rows);
    THAT(r.sum.n_verdicts > 300 && r.sum.n_right == r.sum.n_verdicts);
    band_is_what_is_called_tight(&r);
    const struct log_row *measured = r.m->rows.v;
    const struct check_logs_row *rows = r.rows.v;
    for (size_t i = 0; i < r.rows.n; i++) {
        const struct check_row *row = &rows[i].row;
        test_row("%s", measured[i].id);
        THAT(row->status == CHECK_PREDICTED || (row->reason && *row->reason));
        THAT(!(fabs(row->error_frac) > 0.05) || row->excuse); /* every total far out has its reason */
        if (measured[i].fits)
            THAT(row->judged || row->unjudged || row->status == CHECK_SKIPPED);
    }
}

/* What a note says is not read. */
static void notes_are_not_read(void)
{
    static const struct {
        const char *note;
        double cap_w, depth_tokens;
    } rows[] = {{"250 W cap", NAN, NAN}, {"_pl220_; pp2048 @ d32768", 300, 512}, {NULL, NAN, NAN}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct speed_row r = {.gpu = "rtx-3090",
                                    .gpu_count = 1,
                                    .engine = "llama.cpp",
                                    .model = "llama-3-8b",
                                    .quant = "Q4_K_M",
                                    .phase = "decode",
                                    .depth_tokens = rows[i].depth_tokens,
                                    .prompt_tokens = NAN,
                                    .gen_tokens = NAN,
                                    .batch = 1,
                                    .ubatch = NAN,
                                    .cap_w = rows[i].cap_w,
                                    .note = rows[i].note};
        struct request q;
        test_row("row %zu", i);
        const char *what = NULL;
        THAT(!speed_request_read(test_catalogue(), &r, &q, &what));
        CLOSE(q.cap_w[0], rows[i].cap_w, 0);
        CLOSE(q.depth, rows[i].depth_tokens, 0);
    }
}

/* Two rows have a range, one lies in it; the third has none and is neither in nor out. Where none has one, nothing is
   said. */
static void rows_without_a_range_are_in_no_coverage(void)
{
    static const struct check_speed_row known = {.out.predicted = {20, 40, 50, 60, 80}},
                                        unknown = {.out.predicted = {NAN, NAN, 50, NAN, NAN}};
    const struct speed_row inside = {.tokens_per_s = 55}, outside = {.tokens_per_s = 70};
    double work[12];
    struct check_class k = {0};
    struct check_speed_tally t = {.work = work};
    check_speed_count(&t, &inside, &known);
    check_speed_count(&t, &outside, &known);
    check_speed_count(&t, &inside, &unknown);
    check_speed_sum(&t, &k);
    THAT(k.n == 3);
    CLOSE(k.within80_frac, 0.5, 0);
    CLOSE(k.within95_frac, 1, 0);
    t = (struct check_speed_tally){.work = work};
    check_speed_count(&t, &inside, &unknown);
    check_speed_sum(&t, &k);
    THAT(k.n == 1 && isnan(k.within80_frac) && isnan(k.within95_frac));
}

/* A range that nobody tells stays unknown under a ceiling; the speed itself is what was said. */
static void an_unknown_range_stays_unknown(void)
{
    static const struct range untold = {NAN, NAN, 1, NAN, NAN}, told = {0.25, 0.5, 1, 2, 4};
    static const struct {
        const struct range *spread;
        double tok_s, low80, mid, high80;
    } rows[] = {
        {&untold, 30, NAN, 30, NAN}, {&untold, 90, NAN, 70, NAN}, {&told, 30, 15, 30, 60}, {&told, 60, 30, 60, 70}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct check_summary sum;
        const struct speed_row r = {.id = "r",
                                    .gpu = "rtx-3090",
                                    .gpu_count = 1,
                                    .model = "llama-3-8b",
                                    .phase = "decode",
                                    .batch = 1,
                                    .fits = "yes",
                                    .tokens_per_s = 60};
        struct check_speed_row row = {.row = {.status = CHECK_PREDICTED, .class = -1}, .ceiling_tok_s = 70};
        const size_t which = 0;
        double work[4];
        const double device_w = NAN;
        sum = (struct check_summary){0};
        check_speed_replace(test_catalogue(), &(struct speed_row_list){1, &r}, &which, &rows[i].tok_s, &device_w,
                            rows[i].spread, 1, &row, work, &sum);
        test_row("row %zu", i);
        CLOSE(row.out.predicted.low80, rows[i].low80, 0);
        CLOSE(row.out.predicted.mid, rows[i].mid, 0);
        CLOSE(row.out.predicted.high80, rows[i].high80, 0);
        CLOSE(row.row.error_frac, rows[i].mid / 60 - 1, 1e-12);
        THAT(sum.n_classes > 0 && sum.class[0].n == 1 && isnan(sum.class[0].within80_frac) == isnan(rows[i].low80));
    }
}

/* What a row does not say of its machine, its source may have said once; what it says counts. */
static void testbeds(void)
{
    static const struct {
        const char *gpu, *count, *link, *p2p, *bridge, *cap, *source, *want_link, *want_bridge;
        double want_cap;
    } rows[] = {
        {"rtx-3090", "4", "", "", "", "", "https://github.com/LottoLottoLotto/4x3090-llm-benchmarks/blob/main/x",
         "pcie3-x16-p2p", NULL, 220},
        {"rtx-3090", "1", "", "", "", "", "github.com/LottoLottoLotto/4x3090-llm-benchmarks", NULL, NULL, 220},
        {"rtx-3090", "4", "unknown", "", "", "300", "github.com/LottoLottoLotto/4x3090-llm-benchmarks", "pcie3-x16-p2p",
         NULL, 300},
        {"rtx-3090", "4", "pcie4-x8", "off", "", "250", "github.com/LottoLottoLotto/4x3090-llm-benchmarks", "pcie4-x8",
         NULL, 250},
        {"rtx-3090", "2", "", "", "", "", "github.com/LottoLottoLotto/4x3090-llm-benchmarks-two", "pcie4-x8", NULL,
         NAN},
        {"rtx-4090", "2", "", "", "", "", "github.com/LottoLottoLotto/4x3090-llm-benchmarks", "pcie4-x8", NULL, NAN},
        {"rtx-3090", "2", "pcie3-x8", "on", "", "", "elsewhere", "pcie3-x8-p2p", NULL, NAN},
        {"rtx-3090", "2", "pcie3-x8-p2p", "", "", "", "elsewhere", "pcie3-x8-p2p", NULL, NAN},
        {"rtx-3090", "2", "nvlink3-3090", "on", "", "", "elsewhere", "nvlink-bridge", NULL, NAN},
        {"rtx-3090", "4", "pcie4-x8", "", "nvlink", "", "elsewhere", "pcie4-x8", "nvlink-bridge", NAN},
        {"rtx-3090", "4", "pcie4-x8+nvlink", "", "", "", "elsewhere", "pcie4-x8", "nvlink-bridge",
         NAN}, /* as older files have it */
        {"rtx-3090", "2", "", "", "", "", "", "pcie4-x8", NULL, NAN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *a = test_arena();
        struct diags d = diag_none(a);
        static struct prepared s;
        struct request q;
        const char *what = NULL;
        char *text = str_format(a,
                                "id,gpu,gpu_count,link,p2p,bridge,cap_w,engine,model,quant,phase,tokens_per_s,"
                                "source\nr,%s,%s,%s,%s,%s,%s,llama.cpp,llama-3-8b,Q4_K_M,decode,1,%s\n",
                                rows[i].gpu, rows[i].count, rows[i].link, rows[i].p2p, rows[i].bridge, rows[i].cap,
                                rows[i].source);
        const struct measured *m = load_measured(a, &d, test_catalogue(), &check_kinds, "m.csv", text, strlen(text));
        test_row("%s", text);
        SAME(test_faults(&d), "");
        if (!THAT(m && !speed_request_read(test_catalogue(), measured_speed(m).v, &q, &what) &&
                  prepare_case(test_catalogue(), &q, &s)))
            continue;
        SAME(s.rig.link ? s.rig.link->id : NULL, rows[i].want_link);
        SAME(s.rig.bridge ? s.rig.bridge->id : NULL, rows[i].want_bridge);
        CLOSE(s.rig.dev[0].cap_w, rows[i].want_cap, 0);
    }
}

/* The testbed's processor lets NCCL go peer to peer between two cards only, so all-reduces of four go through host
   memory, whatever the row says; stages of a layer split do not use NCCL. */
static void testbeds_of_few_peers(void)
{
    static const struct {
        const char *count, *link, *split, *want;
    } rows[] = {{"2", "", "tensor", "pcie3-x16-p2p"},
                {"4", "", "tensor", "pcie3-x16"},
                {"4", "pcie3-x16", "tensor", "pcie3-x16"},
                {"4", "", "layer", "pcie3-x16-p2p"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *a = test_arena();
        struct diags d = diag_none(a);
        struct request q;
        const char *what = NULL;
        char *text = str_format(a,
                                "id,gpu,gpu_count,link,p2p,split,engine,model,quant,phase,tokens_per_s,source\n"
                                "r,rtx-3090,%s,%s,on,%s,vllm,llama-3-8b,F16,decode,1,"
                                "github.com/LottoLottoLotto/4x3090-llm-benchmarks\n",
                                rows[i].count, rows[i].link, rows[i].split);
        const struct measured *m = load_measured(a, &d, test_catalogue(), &check_kinds, "m.csv", text, strlen(text));
        test_row("%s", text);
        if (THAT(m && !speed_request_read(test_catalogue(), measured_speed(m).v, &q, &what)))
            SAME(q.link ? q.link->id : NULL, rows[i].want);
    }
}

/* Prompts under tensor parallelism: a speculative or wall-clock row counts, one that the host limits does not; of those
   that count, the link of an unknown one is not stated. */
static void tensor_prompts(void)
{
    static const struct {
        const char *row;
        bool all, stated;
    } rows[] = {{"2,pcie4-x8,tensor,prefill,1,speculative", true, true},
                {"2,pcie4-x8,tensor,prefill,1,wall-clock", true, true},
                {"2,unknown,tensor,prefill,1,", true, false},
                {"2,,tensor,prefill,1,", true, false},
                {"2,na,tensor,prefill,1,", true, false},
                {"2,pcie4-x8,tensor,prefill,1,host-limited", false, false},
                {"2,pcie4-x8,tensor,prefill,4,", false, false},
                {"2,pcie4-x8,layer,prefill,1,", false, false},
                {"1,,none,prefill,1,", false, false},
                {"2,pcie4-x8,tensor,decode,1,", false, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *a = test_arena();
        struct diags d = diag_none(a);
        char *text = str_format(a,
                                "id,gpu,gpu_count,link,split,phase,batch,flags,engine,model,quant,fits,tokens_per_s\n"
                                "r,rtx-3090,%s,vllm,llama-3-8b,F16,yes,1\n",
                                rows[i].row);
        const struct measured *m = load_measured(a, &d, test_catalogue(), &check_kinds, "m.csv", text, strlen(text));
        test_row("%s", rows[i].row);
        if (!THAT(m != NULL))
            continue;
        const struct speed_row *r = measured_speed(m).v;
        THAT(check_speed_in(TARGET_PREFILL_TENSOR, test_catalogue(), r) == rows[i].all);
        THAT(check_speed_in(TARGET_PREFILL_TENSOR_STATED, test_catalogue(), r) == rows[i].stated);
    }
}

/* Three rows of one rig count as one of another's; a prompt's row is no part of it. */
static void rigs_count_once(void)
{
    static const char head[] = "id,gpu,gpu_count,link,p2p,split,engine,engine_date,model,quant,phase,depth_tokens,gen_"
                               "tokens,tokens_per_s,fits\n";
    char *text = str_format(
        test_arena(), "%s%s%s%s%s%s", head,
        "p,rtx-3090,2,pcie4-x8,off,tensor,vllm,2026-01,llama-3.1-8b,AWQ-INT4,prefill,0,,1,yes\n",
        "a,rtx-3090,2,pcie4-x8,off,tensor,vllm,2026-01,llama-3.1-8b,AWQ-INT4,decode,0,128,100,yes\n",
        "b,rtx-4090,2,pcie4-x8,off,tensor,vllm,2026-01,llama-3.1-8b,AWQ-INT4,decode,0,128,50,yes\n",
        "c,rtx-3090,2,pcie4-x8,off,tensor,vllm,2026-01,llama-3.1-8b,AWQ-INT4,decode,0,128,300,yes\n",
        "d,rtx-3090,2,pcie4-x8,off,tensor,vllm,2026-01,llama-3.1-8b,AWQ-INT4,decode,0,128,900,yes\n");
    struct validation r;
    if (!THAT(validated_text("m.csv", text, strlen(text), &r)))
        return;
    double e[5];
    for (size_t i = 0; i < 5; i++)
        e[i] = fabs(check_at(&r.rows, i)->error_frac);
    const double first = (e[1] + e[3] + e[4]) / 3, second = e[2];
    bool found = false;
    for (int i = 0; i < r.sum.n_classes; i++)
        if (strcmp(r.sum.class[i].name, "all: decode, tensor parallel, mean of each rig") == 0) {
            found = true;
            THAT(r.sum.class[i].n == 2);
            CLOSE(r.sum.class[i].mean_frac, (first + second) / 2, 1e-12);
        }
    THAT(found);
}

/* A sweep's rows are judged by their speed over that at its highest cap: 50/80 of the speed at 350 W was measured at
   200 W. Rows without a cap, of another sweep, or of one with two caps are none of it. */
static void sweeps_by_hand(void)
{
    static const char head[] =
        "id,gpu,split,engine,engine_date,model,quant,phase,depth_tokens,gen_tokens,cap_w,tokens_per_"
        "s,fits\n";
    static const struct {
        const char *model, *cap;
        double tok_s;
    } rows[] = {{"llama-3.1-8b", "250", 70}, {"llama-3.1-8b", "350", 80}, {"llama-3.1-8b", "200", 50},
                {"llama-3.1-8b", "", 99},    {"qwen3-8b", "200", 10},     {"qwen3-8b", "350", 80}};
    struct str text = str_new(test_arena());
    str_add(&text, head);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        str_addf(&text, "r%zu,rtx-3090,none,llama.cpp,2026-01,%s,Q4_K_M,decode,0,128,%s,%g,yes\n", i, rows[i].model,
                 rows[i].cap, rows[i].tok_s);
    struct validation r;
    if (!THAT(validated_text("m.csv", str_format(test_arena(), "%s", text.text), strlen(text.text), &r)))
        return;
    double said[3];
    for (size_t i = 0; i < 3; i++)
        said[i] = rows[i].tok_s * (1 + check_at(&r.rows, i)->error_frac);
    const double at_250 = said[0] / said[1] / (70.0 / 80) - 1, at_200 = said[2] / said[1] / (50.0 / 80) - 1;
    bool found = false;
    for (int i = 0; i < r.sum.n_classes; i++)
        if (strcmp(r.sum.class[i].name, "all: power caps, speed over that at the highest cap") == 0) {
            found = true;
            THAT(r.sum.class[i].n == 2);
            CLOSE(r.sum.class[i].mean_frac, (fabs(at_250) + fabs(at_200)) / 2, 1e-9);
        }
    THAT(found);
}

SUITE(check, {"sweeps by hand", sweeps_by_hand}, {"rigs count once", rigs_count_once}, {"testbeds", testbeds},
      {"testbeds of few peers", testbeds_of_few_peers}, {"tensor prompts", tensor_prompts},
      {"rows without a range are in no coverage", rows_without_a_range_are_in_no_coverage},
      {"an unknown range stays unknown", an_unknown_range_stays_unknown}, {"notes are not read", notes_are_not_read},
      {"device_index is one of the devices", device_index_within_the_row}, {"verdicts of logs", log_verdicts},
      {"sizes are exact", sizes_are_exact}, {"published intervals", published_intervals},
      {"floors under published files", published_floors}, {"floors under memory", memory_floors},
      {"floors under speed", speed_floors}, {"cache formats", cache_formats})
