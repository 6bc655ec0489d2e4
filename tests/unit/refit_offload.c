/* fit/refit_offload: a machine's RAM and link, from rows with layers in system RAM. */
#include "test.h"

#include "predict.h"
#include "prepare.h"
#include "refit_offload.h"
#include "speed_request.h"
#include "str.h"

enum { N_ROWS = 10 };

static struct speed_row row(size_t i, bool decode)
{
    return (struct speed_row){.id = str_format(test_arena(), "own-%zu", i),
                              .gpu = "rtx-3060-12gb",
                              .gpu_count = 1,
                              .split = "none",
                              .engine = "llama.cpp",
                              .engine_date = "2026-05",
                              .backend = "cuda",
                              .model = "qwen3-30b-a3b",
                              .quant = "Q4_K_M",
                              .phase = decode ? "decode" : "prefill",
                              .depth_tokens = 0,
                              .prompt_tokens = decode ? NAN : 512,
                              .gen_tokens = decode ? 128 : 0,
                              .batch = 1,
                              .ubatch = NAN,
                              .cap_w = NAN,
                              .ngl = NAN,
                              .n_cpu_moe = 24 + 4 * (double)(i / 2),
                              .ram_gb_s = 51.2,
                              .fits = "partial",
                              .flash_attn = "1"};
}

/* Sets the speeds that predict says under another policy. */
static void measure(const struct catalogue *c, struct speed_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct request q;
        const char *what = NULL;
        static struct prepared s;
        static struct predict_out out;
        rows[i] = row(i, i % 2 == 0);
        rows[i].tokens_per_s = 1; /* for the reader: a row states a speed */
        test_row("%s", rows[i].id);
        if (!THAT(!speed_request_read(c, &rows[i], &q, &what)))
            continue;
        THAT(prepare_case(c, &q, &s) && predict_run(&s.predict, &s.rig, catalogue_policy(c), &out));
        rows[i].tokens_per_s = i % 2 == 0 ? out.figures.decode_tok_s.mid : out.figures.prefill_tok_s.mid;
        THAT(rows[i].tokens_per_s > 1);
    }
}

/* A machine whose processor reads RAM at 0.4 of its bandwidth and whose link copies 9 GB/s is found again. */
static void a_machine_is_found_again(void)
{
    struct catalogue other = *test_catalogue();
    struct policy p = *catalogue_policy(test_catalogue());
    struct speed_row rows[N_ROWS];
    struct refit_offload out;
    p.ram_frac = 0.4;
    p.copy_gb_s = 9;
    other.policies.v = &p;
    measure(&other, rows, N_ROWS);
    refit_offload_run(test_arena(), test_catalogue(), &(struct speed_row_list){N_ROWS, rows}, &out);
    test_row("all rows");
    THAT(out.any && out.rows == N_ROWS);
    THAT(out.ram.rows == N_ROWS / 2 && out.copy.rows == N_ROWS / 2);
    CLOSE(out.ram.after, 0.4, 0.02);
    CLOSE(out.copy.after, 9, 0.02);
    CLOSE(out.policy.ram_frac, out.ram.after, 0);
    CLOSE(out.policy.copy_gb_s, out.copy.after, 0);
    THAT(out.before_frac > 0.15 && out.after_frac < 0.02);
}

/* Rows without layers in RAM say nothing. */
static void other_rows_say_nothing(void)
{
    struct speed_row one = row(0, true);
    struct refit_offload out;
    one.n_cpu_moe = NAN;
    one.tokens_per_s = 100;
    refit_offload_run(test_arena(), test_catalogue(), &(struct speed_row_list){1, &one}, &out);
    THAT(!out.any && out.rows == 0 && isnan(out.before_frac) && isnan(out.ram.after));
}

SUITE(refit_offload, {"a machine is found again", a_machine_is_found_again},
      {"other rows say nothing", other_rows_say_nothing})
