/* prepare/training_request: measured fine-tuning rows as cases. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "load_measured.h"
#include "check.h"
#include "str.h"
#include "training_request.h"

/* The only row of a file with these columns beside the id and the peak. */
static const struct training_row *row_of(const char *columns, const char *cells)
{
    struct diags d = diag_none(test_arena());
    char *text = str_format(test_arena(), "id,mem_gib,%s\nr,10,%s\n", columns, cells);
    const struct measured *m = load_measured(test_arena(), &d, test_catalogue(), &check_kinds, "m.csv", text,
                                             strlen(text));
    SAME(test_faults(&d), "");
    BUG_UNLESS(m && m->kind == &check_training.file && m->rows.n == 1);
    return m->rows.v;
}

static struct training_request *request_of(const char *columns, const char *cells)
{
    struct training_request *t = ARENA_NEW(test_arena(), struct training_request);
    const char *what;
    SAME(training_request_read(test_catalogue(), row_of(columns, cells), t, &what), NULL);
    SAME(what, NULL);
    return t;
}

static void what_is_not_stated(void)
{
    const struct training_request *t = request_of("method,trainer,model,batch", "lora,torchtune,llama-2-7b,2");
    const struct training_case usual = training_usual(&t->shape, FIND(trainer, "torchtune"), tune_lora, 1);
    const struct training_case *c = &t->tune;
    THAT(c->tune == tune_lora && c->n_cards == 1 && c->optimizer == usual.optimizer && c->targets == usual.targets);
    THAT(c->checkpointing == usual.checkpointing && c->chunked_loss == usual.chunked_loss);
    THAT(c->flash_attn && !c->compiled);
    CLOSE(c->rank, usual.rank, 0);
    CLOSE(c->seq_tokens, usual.seq_tokens, 0);
    CLOSE(c->batch, 2, 0);
    THAT(isnan(t->card.mem_gib) && isnan(c->trained_params));
}

static void what_is_stated(void)
{
    const struct training_request *t = request_of(
        "method,trainer,model,gpu,gpu_count,seq_tokens,batch,targets,rank,trained_params,optimizer,sharding,"
        "checkpointing,offload_checkpoints,offload_states,compiled,chunked_loss,flash_attn,fused_backward,double_quant,"
        "adapts_outputs",
        "qlora,torchtune,llama-2-7b,rtx-3090,2,4096,3,attention,64,1000000,paged-adamw-8bit,zero3,"
        "no,yes,yes,yes,no,no,yes,yes,yes");
    const struct training_case *c = &t->tune;
    THAT(c->tune == tune_qlora && c->n_cards == 2 && c->targets == targets_attention);
    THAT(c->optimizer == optimizer_paged8 && c->sharding == sharding_zero3);
    THAT(!c->checkpointing && c->offload_checkpoints && c->offload_states);
    THAT(c->compiled && !c->chunked_loss && !c->flash_attn);
    THAT(c->double_quant && c->adapts_outputs && c->precision == precision_bf16);
    THAT(!c->fused_backward); /* adapters have no whole gradients to free early */
    CLOSE(c->rank, 64, 0);
    CLOSE(c->trained_params, 1e6, 0);
    CLOSE(c->seq_tokens, 4096, 0);
    CLOSE(c->batch, 3, 0);
    SAME(t->card.device->id, "rtx-3090");
    const struct training_request *full = request_of("method,trainer,model,batch,precision,sharding,fused_backward",
                                                     "full,torchtune,llama-2-7b,1,mixed,zero3,yes");
    THAT(full->tune.precision == precision_mixed && full->tune.fused_backward);
    THAT(full->tune.sharding != sharding_zero3); /* one card shares with nobody */
}

static void published_configurations(void)
{
    static const struct {
        const char *cells; /* method, config, gpu_count, rank */
        double rank;
        int cards;
        enum targets targets;
        bool accumulates;
    } rows[] = {
        {"lora,gemma-2b/lora,1,", 8, 1, targets_everything, true},
        {"qlora,gemma-2b/qlora,1,", 16, 1, targets_everything, true},
        {"lora,gemma-2b/lora,1,4", 4, 1, targets_everything, true},
        {"full,phi-2/full,4,", 8, 2, targets_everything, false},
        {"full,phi-3/full,4,", 8, 1, targets_everything, true},
        {"lora,nobodys/lora,1,", 32, 1, targets_qv, true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].cells);
        const struct training_request *t = request_of("method,config,gpu_count,rank,trainer,model,batch",
                                                      str_format(test_arena(), "%s,litgpt,phi-2,1", rows[i].cells));
        CLOSE(t->tune.rank, rows[i].rank, 0);
        THAT(t->tune.n_cards == rows[i].cards);
        THAT(t->tune.targets == rows[i].targets);
        THAT(t->tune.accumulates == rows[i].accumulates);
    }
}

static void rows_that_are_skipped(void)
{
    static const struct {
        const char *cells; /* kind, method, trainer, model, weight_bits, seq_tokens, packed */
        const char *why, *what;
    } rows[] = {
        {"estimate,full,torchtune,,8,,", "an estimate by the source, not a measurement", NULL},
        {"calibration,,unsloth,,,,", "a calibration of overhead, not a fine-tuning run", NULL},
        {",full,torchtune,,,512,", "no model stated", NULL},
        {",,torchtune,llama-2-7b,,512,", "no method stated", NULL},
        {",full,,llama-2-7b,,512,", "no trainer stated", NULL},
        {",qlora,torchtune,llama-2-7b,8,512,", "frozen weights of this width are not modelled", NULL},
        {",lora,torchtune,llama-2-7b,8,512,", "frozen weights of this width are not modelled", NULL},
        {",lora,torchtune,llama-2-7b,16,,", "neither batch nor sequence length stated", NULL},
        {",full,torchtune,llama-2-7b,16,512,no", "samples are not packed and their lengths are not stated", NULL},
        {",full,torchtune,nobodys-7b,16,512,", "model not in the catalogue", "nobodys-7b"},
        {",full,nobodys-trainer,llama-2-7b,16,512,yes", "trainer not in the catalogue", "nobodys-trainer"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct training_request t;
        const char *what;
        test_row("%s", rows[i].cells);
        const struct training_row *r = row_of("kind,method,trainer,model,weight_bits,seq_tokens,packed", rows[i].cells);
        SAME(training_request_read(test_catalogue(), r, &t, &what), rows[i].why);
        SAME(what, rows[i].what);
    }
}

SUITE(training_request, {"what is not stated", what_is_not_stated}, {"what is stated", what_is_stated},
      {"published configurations", published_configurations}, {"rows that are skipped", rows_that_are_skipped})
