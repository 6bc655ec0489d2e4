/* read/measured_source: files in the layout of their sources become tidy columns, and tidy files do not change. */
#include "test.h"

#include "arena.h"
#include "check.h"
#include "csvtext.h"
#include "diag.h"
#include "load_measured.h"
#include "measured_layout.h"
#include "measured_phrase.h"
#include "measured_source.h"
#include "offload_request.h"
#include "str.h"

#define LOG_HEAD                                                                                                       \
    "id,engine,engine_date,model,quant,gpu,gpu_count,ctx,ubatch,flash_attn,kv_type,weights_mib,kv_mib,compute_mib,"    \
    "host_mib,total_mib,fits,source,note"
#define SPEED_HEAD "id,gpu,gpu_count,engine,model,quant,phase,depth_tokens,cap_w,flags,tokens_per_s,source,note"
#define TRAINING_HEAD "id,method,model,quant,gpu,gpu_count,seq,batch,mem_gib,checkpointing,trainer,source,note"
#define OFFLOAD_HEAD                                                                                                   \
    "id,gpu,cpu,ram_gb_s,model,quant,ngl_or_frac_gpu,decode_tokens_per_s,prefill_tokens_per_s,source,note"

static void phrases(void)
{
    static const struct {
        const char *text, *pattern, *taken; /* NULL: not in the text */
    } rows[] = {
        {"6 experts; prompt 969", "prompt #", "969"},
        {"6 experts; prompt 969", "# experts", "6"},
        {"500-token prompt", "# token prompt", "500"},
        {"prompt 4K", "prompt #", "4096"},
        {"prompt 12.7K", "prompt #", "13005"},
        {"50%", "^#%$", NULL}, /* the % is of the number */
        {"50%", "^#$", "0.5"},
        {"hub 512", "ub #", NULL},
        {"ub 512", "ub #", "512"},
        {"n_ctx=8192", "n_ctx #", "8192"},
        {"b6123; 64 GB machine", "# GB machine", "64"},
        {"b6123; 64 GB machinery", "# GB machine", NULL},
        {"1.5 W cap", "# W cap", "1.5"},
        {"run_pl220_x", "_pl#", "220"},
        {"60-70", "#-~", "60"},
        {"60-70", "~-#", "70"},
        {"70", "#-~", NULL},
        {"K iq4_nl / V f16", "K * / V ?", "iq4_nl"},
        {"K iq4_nl / V f16", "/ V *", "f16"},
        {"2 epochs, phi-2/lora.yaml, x", "*.yaml", "phi-2/lora"},
        {"draft model qwen3-0.6b:Q8_0; x", "draft model ?:*", "Q8_0"},
        {"Optimiser in backward", "optimi?er in backward", ""},
        {"12345678901234567890 W cap", "# W cap", NULL},
        {"", "x", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s in %s", rows[i].pattern, rows[i].text);
        SAME(measured_phrase_find(test_arena(), rows[i].text, rows[i].pattern), rows[i].taken);
    }
}

/* The table of a header and rows, at the door. */
static struct csvtext tidy(const char *head, const char *rows)
{
    struct diags d = diag_none(test_arena());
    struct csvtext t;
    char *text = str_format(test_arena(), "%s\n%s\n", head, rows);
    const bool is_table = csvtext_parse(test_arena(), &d, "m.csv", text, strlen(text), &t);
    BUG_UNLESS(is_table);
    return measured_source_tidy(test_arena(), test_catalogue(), &check_kinds, &t);
}

/* Returns NULL where the table has no such column. */
static const char *cell(const struct csvtext *t, size_t row, const char *column)
{
    for (size_t i = 0; i < t->n_cols; i++)
        if (strcmp(t->head[i], column) == 0)
            return csvtext_cell(t, row, i);
    return NULL;
}

/* Some cells of a tidy row: "ctx 8192; mem_gib 64". */
static void has_cells(const struct csvtext *t, size_t row, const char *cells)
{
    for (const char *rest = cells; rest;) {
        const char *value, *one = str_split(test_arena(), rest, ';', &rest);
        const char *column = str_split(test_arena(), one + strspn(one, " "), ' ', &value);
        test_row("row %zu: %s", row, column);
        SAME(cell(t, row, column), value ? value : "");
    }
}

static void speed_rows(void)
{
    static const char *const rows[][2] = {
        {"r,rtx-3090,1,llama.cpp,qwen3-8b,Q4_K_M,decode,,,,50,s,tg128 @ d4096; 64 GB machine; n_ctx 8192; 250 W cap",
         "depth_tokens 4096; mem_gib 64; ctx 8192; cap_w 250; gpu rtx-3090; gpu_count 1"},
        {"r,NVIDIA GeForce RTX 3090,2,vLLM,Qwen/Qwen3-8B,q4_k_m,decode,512,300,,50,s,@ d4096; 250 W cap",
         "depth_tokens 512; cap_w 300; gpu rtx-3090; gpu_count 2; engine vllm; model qwen3-8b; quant Q4_K_M"},
        {"r,rtx-5090+rtx-3090,4,vllm,qwen3-8b,FP8,decode,,,speculative,50,s,\"draft 4, accept 0.7, draft model "
         "qwen3-0.6b:Q8_0\"",
         "draft_tokens 4; accept_frac 0.7; draft_model qwen3-0.6b; draft_quant Q8_0; gpu rtx-5090+rtx-3090"},
        {"r,no such card,1,vllm,no such model,FP8,decode,,,,50,s,accept 7; n_ctx 0; 99999 W cap",
         "accept_frac; ctx; cap_w; gpu no such card; model no such model"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct csvtext t = tidy(SPEED_HEAD, rows[i][0]);
        has_cells(&t, 0, rows[i][1]);
    }
}

static void log_rows(void)
{
    static const char *const rows[][2] = {
        {"r,ik_llama.cpp,2024-10-23,llama-3.1-8b,Q5_K_S (5.162 GiB),RTX 3090 + RTX A4000,1,1024,512,0,K iq4_nl / V f16,"
         "5285,82,266.5,10,5289,1,s,\"GPU weights 4941; mla=3; amb=512; n_seq=2\"",
         "gpu rtx-3090; quant Q5_K_S; file_gib 5.162; kv_type iq4_nl; kv_type_v f16; gpu_weights_mib 4941; mla 3; "
         "amb_mib 512; n_seq 2; total_shown"},
        {"r,llama.cpp (ollama),2026,llama-3-8b,Q4_K_M,RTX PRO 6000 96GB + RTX 5090,3,,,,c^KV f16 + "
         "kv^T,,,,,9000,1,s,RS "
         "12; exps=CPU",
         "engine ollama; gpu rtx-pro-6000-ws+rtx-pro-6000-ws+rtx-5090; kv_type f16; kv_latent copied; kv_state yes; "
         "experts_on_host all; total_shown yes; gpu_mem_gib"},
        {"r,vLLM,2026,llama-3-8b,UD-Q4_K_XL,2x 48 GB,,,,,auto (16-bit),,1,1,,9000,1,s,\"util 0.9; TP=2; KV pool 37696 "
         "tokens; non_torch 0.05 GiB\"",
         "engine vllm; gpu card; gpu_count 2; gpu_mem_gib 48; kv_type f16; util_frac 0.9; tensor_parallel 2; "
         "pool_tokens 37696; outside_gib 0.05; own_mix yes"},
        {"r,llama.cpp,2026,llama-3-8b,Q4_K_M,CPU,,,,,,,1,1,,9000,1,s,", "gpu CPU; gpu_count 0"},
        {"r,llama.cpp,2025-11 b6918,llama-3-8b,Q4_K_M,RTX 3090,1,,,,,,1,1,,9000,1,s,", "engine_date 2025-11"},
        {"r,llama.cpp,2025-08..2026-08,llama-3-8b,Q4_K_M,RTX 3090,1,,,,,,1,1,,9000,1,s,", "engine_date 2025-08"},
        {"r,llama.cpp,2022-23,llama-3-8b,Q4_K_M,RTX 3090,1,,,,,,1,1,,9000,1,s,", "engine_date 2022"},
        {"r,llama.cpp,2022-13,llama-3-8b,Q4_K_M,RTX 3090,1,,,,,,1,1,,9000,1,s,", "engine_date 2022-13"},
        {"r,llama.cpp,2026,llama-3-8b,Q4_K_M,RTX 9999 24GB,1,,,,,,1,1,,9000,1,s,", "gpu RTX 9999 24GB; gpu_mem_gib 24"},
        {"r,llama.cpp,2026,llama-3-8b,Q4_K_M,Apple Metal,1,,,,,,1,1,,9000,1,s,", "gpu apple; gpu_mem_gib"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct csvtext t = tidy(LOG_HEAD, rows[i][0]);
        has_cells(&t, 0, rows[i][1]);
    }
}

static void training_rows(void)
{
    const struct csvtext t = tidy(
        TRAINING_HEAD,
        "a,QLoRA nf4,falcon-7b,nf4-dq,A10G,1,512,4,9,,,litgpt,\"falcon-7b/qlora.yaml; no activation checkpointing\"\n"
        "b,\"full bf16, 8-bit Adam\",llama-3.2-3b,bf16,RTX A6000,1,,2,,on,,torchtune (compile),OOM on 48 GB\n"
        "c,\"LoRA r8 q,v\",no such model,16-bit,A100 40GB,2,x,2,9,off,,PEFT,FSDP; 4096 trainable\n"
        "d,Adapter v2,llama-2-7b,bf16,no such card,4,512,2,9,,,litgpt,no activation checkpointing on one GPU\n"
        "e,\"full bf16 AdamW, unpacked\",llama-3.2-3b,bf16,A100 80GB,1,4096,2,25,,,torchtune,cumulative row\n"
        "f,+ packed to 4096,llama-3.2-3b,bf16,A100 80GB,1,4096,2,60,,,torchtune,cumulative row\n"
        "g,+ activation checkpointing,llama-3.2-3b,bf16,A100 80GB,1,4096,2,25,,,torchtune,cumulative row\n"
        "h,+ compile,llama-3.2-3b,bf16,A100 80GB,1,4096,2,24,,,torchtune,cumulative row");
    static const char *const cells[] = {
        "method qlora; weight_bits 4; double_quant yes; config falcon-7b/qlora; trainer litgpt; seq_tokens 512; gpu "
        "a10g; "
        "checkpointing no; method_text QLoRA nf4",
        "method full; kind out-of-memory; optimizer adamw-8bit; compiled yes; checkpointing yes; trainer torchtune; "
        "seq_tokens",
        "method lora; rank 8; targets q,v; weight_bits 16; sharding zero3; trained_params 4096; checkpointing no; "
        "trainer transformers; seq_tokens; model no such model",
        "method lora; targets none; adapts_outputs yes; checkpointing; gpu no such card",
        "method full; packed no; checkpointing no; compiled no",
        "method full; packed yes; checkpointing no; compiled no",
        "method full; packed yes; checkpointing yes; compiled no",
        "method full; packed yes; checkpointing yes; compiled yes"};
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        has_cells(&t, i, cells[i]);
}

static void offload_rows(void)
{
    static const char *const rows[][2] = {
        {"r,2x RTX 4090 48GB,2x EPYC 9355 12ch DDR5-6400,307-614 nominal,DeepSeek-V3 671B-A37B,Q4_K_M,experts on "
         "CPU,13,"
         ",kvcache-ai/ktransformers,KTransformers 0.2; 6 experts active; 500-token prompt",
         "gpu rtx-4090-48gb; gpu_count 2; sockets 2; ram_channels 12; ram_mt_s 6400; ram_low_gb_s 307; ram_high_gb_s "
         "614; "
         "model deepseek-v3-671b; experts_on_cpu yes; experts_used 6; prompt_tokens 500; engine ktransformers; kernels "
         "llama.cpp; prefill_on cpu; gpu_text 2x RTX 4090 48GB"},
        {"r,4x RTX 4090 TP4,Ryzen 7 5800X,~64,qwen3-30b-a3b,FP8,28 of 128 experts/layer on GPU,5,,ktransformers,\"GPU "
         "prefill; N_KV 16384, ub 512; 4 concurrent\"",
         "split tensor; gpu_count 4; cpu ryzen-5800x; ram_low_gb_s 64; experts_on_gpu 28; kernels sglang; prefill_on "
         "gpu; "
         "depth_tokens 16384; ubatch 512; batch 4"},
        {"r,none,desktop,,qwen3-14b,6.25 bpw mix,0,5,,s,llama.cpp; pp512",
         "gpu none; gpu_count 0; quant; bits_per_weight 6.25; frac_on_gpu 0; engine llama.cpp; prompt_tokens 512; "
         "depth_tokens 0"},
        {"r,RTX 5090 + 2x RTX 3090,,,qwen3-14b,about 3 bpw (40 GiB),18 of 40 layers on GPU,5,,s,",
         "gpu rtx-5090+rtx-3090+rtx-3090; gpu_count 3; quant; file_gib 40; ngl 18; moe_layers_on_gpu"},
        {"r,rtx-3090,,,gpt-oss-120b,MXFP4,10 of 36 layers,5,,s,", "moe_layers_on_gpu 10; ngl"},
        {"r,rtx-3090,,,gpt-oss-120b,MXFP4,n-cpu-moe 16,5,,s,", "n_cpu_moe 16"},
        {"r,rtx-3090,,,gpt-oss-120b,MXFP4,7 of 58 MoE layers on GPU,5,,s,", "moe_layers_on_gpu 7"},
        {"r,rtx-3090,,,gpt-oss-120b,MXFP4,\"ngl 32, exps=CPU\",5,,s,", "ngl 32; experts_on_cpu yes"},
        {"r,rtx-3090,,,gpt-oss-120b,MXFP4,50%,5,,s,", "frac_on_gpu 0.5"},
        {"r,rtx-3090,,,gpt-oss-120b,MXFP4,150%,5,,s,", "frac_on_gpu"},
        {"r,rtx-3090,,,qwen3-14b,Q4_K_M,FFN on CPU,5,,s,", "not_modelled dense-ffn-in-ram"},
        {"r,rtx-3090,,,qwen3-14b,Q4_K_M,\"exps=CPU, mmap from NVMe\",5,,s,", "not_modelled disk"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct csvtext t = tidy(OFFLOAD_HEAD, rows[i][0]);
        has_cells(&t, 0, rows[i][1]);
    }
}

#define SERVING_HEAD                                                                                                   \
    "id,gpu,gpu_count,interconnect,split,engine,engine_date,model,quant,concurrency,request_rate,prompt_tokens,"       \
    "gen_tokens,output_tokens_per_s,total_tokens_per_s,ttft_ms_mean,tpot_ms_mean,source,note"
#define SERVING_SUM_HEAD                                                                                               \
    "id,gpu,gpu_count,interconnect,p2p,split,engine,engine_date,model,quant,phase,prompt_tokens,gen_tokens,"           \
    "concurrency,tokens_per_s,source,note"

static void serving_rows(void)
{
    static const char *const rows[][2] = {
        {"r,rtx-4090,4,PCIe,TP1 PP2 x2 "
         "replicas,vLLM,2025-10,qwen3-8b,AWQ-int4,400,inf,1000,~900,200,400,1500,20,s,\"kv "
         "fp8; max-model-len 8192; 1200 of 1200 requests ok\"",
         "load closed; clients 400; requests 1200; split pipeline; replicas 2; gpu_count 4; engine vllm; ctx 8192; "
         "kv_type FP8; gen_tokens 900; output_tok_s 200; total_tok_s 400; ttft_s 1.5; tpot_s 0.02; rate_s; flags"},
        {"r,h100-sxm-80gb,4,NVLink,TP2,SGLang v0.5.4.post2,2025-11,-path,BF16,,inf,200,200,300,,,,github x/y "
         "docs/performance-lab/qwen3-8b/h100,1000 requests; flags --tp-size 2 --max-num-batched-tokens 16384",
         "load burst; requests 1000; split tensor; gpu_count 2; engine sglang; model qwen3-8b; budget_tokens 16384; "
         "link; clients"},
        {"r,h100-pcie-80gb,1,,none,vLLM 0.8.5,2025-06,llama-3.1-8b,FP16,,16,205,211,2000,,24,12,s,\"Poisson, 200 "
         "ShareGPT prompts\"",
         "load poisson; rate_s 16; requests 200; clients; split none; quant F16"},
        {"r,gb10,2,pcie5-x8,see note,vLLM MTP n=3,2026,llama-3.1-8b,FP8,4,,1,1,9,,,,s,pp1024 tg128",
         "flags speculative; gpu_count 1; split none; link pcie5-x8; load closed"},
        {"r,gb10,1,,none,llama.cpp batched-bench,2025,llama-3.1-8b,Q8_0,8,,512,32,9,,,5,s,decode-phase only",
         "load batch; clients 8; flags decode-only; engine llama.cpp; tpot_s 0.005"},
        {"r,no such card,64,,TP8,vllm,2025,no such model,FP8,x,,512,32,9,,y,,s,", "load; gpu_count 8; ttft_s"},
    };
    static const char *const sums[][2] = {
        {"r,rtx-3090,4,pcie3-x16,on,tensor,vllm-0.23.0,2026-06,qwen3-8b,bf16,serve-output,512,256,64,300,s,TP2 PP1 x2 "
         "replicas; cap 220 W; ITL p50 25 ms",
         "load closed; clients 64; link pcie3-x16; p2p on; split tensor; replicas 2; cap_w 220; output_tok_s 300; "
         "engine vllm; flags"},
        {"r,r9700,2,unknown,unknown,tensor,vllm,2026,qwen3-8b,bf16,serve-output,200,200,,300,s,\"offline throughput, "
         "TOTAL tokens/s; TP2\"",
         "load saturated; output_tok_s; total_tok_s 300; clients; split tensor"},
        {"r,rtx-3090,2,pcie4-x4,off,none,vllm,2025-05,qwen3-8b,fp8,serve-output,4096,1024,,500,s,\"DP2, saturated "
         "load\"",
         "load saturated; replicas 2; split none; gpu_count 2"},
        {"r,h100-pcie-80gb,2,unknown,on,tensor,vllm-0.8.5,2025-06,qwen3-8b,fp16,serve-output,205,198,48,464,s,"
         "\"request "
         "rate 16/s, 200 ShareGPT prompts; median TPOT 82 ms (mean 103)\"",
         "load poisson; rate_s 16; clients; requests 200"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct csvtext t = tidy(SERVING_HEAD, rows[i][0]);
        has_cells(&t, 0, rows[i][1]);
    }
    for (size_t i = 0; i < COUNT_OF(sums); i++) {
        const struct csvtext t = tidy(SERVING_SUM_HEAD, sums[i][0]);
        has_cells(&t, 0, sums[i][1]);
    }
}

#define POWER_HEAD "system,gpus,gpu_count,phase,workload,watts,value_kind,measure_point,power_cap_w_per_gpu,source,date"

/* Watts: what went on, where they were read, which of several readings they are. */
static void power_rows(void)
{
    static const char *const rows[][2] = {
        {"dual RTX 3090 desktop,2x RTX 3090,2,idle,LLM box idle,90,mean,wall,,s,2026",
         "gpu rtx-3090; gpu_count 2; phase idle; drawn_w 90; drawn_at wall; statistic mean; host desktop"},
        {"Supermicro,rtx-3090,1,idle,model resident in VRAM,25,median,nvidia-smi,,s,2026",
         "phase resident; drawn_at card; statistic median; host server"},
        {"EPYC,rtx-3090,1,idle,a CUDA context,25,snapshot,nvidia-smi,,s,2026", "phase resident; statistic snapshot"},
        {"EPYC,rtx-3090,1,idle,without any context,25,?,nvidia-smi,,s,2026", "phase resident"},
        {"Threadripper,RTX 5090,1,prefill+decode,vLLM serving 8 streams,575,peak,wall,,s,2026",
         "phase mixed; engine vllm; split tensor; batch 8; statistic peak; host workstation"},
        {"Pi 5,,,load,llama.cpp Vulkan,20,10-30,wall,,s,2026",
         "phase peak; gpu_count 0; engine llama.cpp; backend vulkan; low_w 10; high_w 30; host mini-pc; flags "
         "host-limited"},
        {"x,rtx-3090,1,prefill,512 token prompt,300,max,wall,250 W,s,2026",
         "phase prefill; prompt_tokens 512; cap_w 250; statistic peak"},
        {"x,rtx-3090,1,decode,,300,,wall,,s,2026", "phase decode; statistic; system"},
        {"x,rtx-3090,1,inference,,300,,wall,,s,2026", "phase decode"},
        {"x,rtx-3090,1,stress test,,300,,wall,,s,2026", "phase peak"},
        {"x,rtx-3090,1,serving,,300,,wall,,s,2026", "phase mixed"},
        {"x,rtx-3090,1,something,,300,,wall,,s,2026", "phase"},
        {"DGX Spark,gb10,1,idle,,30,mean,wall,,s,2026", "system dgx-spark; drawn_at chip"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct csvtext t = tidy(POWER_HEAD, rows[i][0]);
        has_cells(&t, 0, rows[i][1]);
    }
    const struct csvtext psu = tidy("psu,watts,tier,volts,load_pct,efficiency_pct,source",
                                    "Corsair RM850x (2021),850,Gold,230,50,91.5,s\nno such supply,850,Gold,115,,,s");
    has_cells(&psu, 0, "psu rm850x-2021; rated_w 850; mains_v 230; load_frac 0.5; eff_frac 0.915");
    has_cells(&psu, 1, "psu no such supply; load_frac; eff_frac");
}

/* A sweep of power limits: its rows have no number, and the quant stands in the model's name or nowhere. */
static void limit_rows(void)
{
    const struct csvtext t = tidy("gpu,limit_w,actual_draw_w,phase,model,engine,tokens_per_s,source,note",
                                  "RTX 3090,250,248.5,decode tg128,qwen3-8b Q4_K_M,llama.cpp,95,s,\n"
                                  "RTX 3090,300,,prefill,qwen3-8b,vLLM,4000,s,8 streams");
    has_cells(&t, 0, "id row-1; cap_w 250; drawn_w 248.5; drawn_at card; phase decode; model qwen3-8b; quant Q4_K_M");
    has_cells(&t, 1, "id row-2; cap_w 300; drawn_w; drawn_at; phase prefill; quant not-stated; batch 8; engine vllm");
}

/* A tidy column in the header, and notes are not read; nor are files of other kinds. */
static void tidy_files_stay(void)
{
    static const char *const heads[] = {SPEED_HEAD ",ctx",
                                        LOG_HEAD ",n_seq",
                                        TRAINING_HEAD ",weight_bits",
                                        "id,model,quant,ctx,split,devices,device_index,weights_mib,total_mib,note",
                                        "id,gpu,ngl,decode_tokens_per_s,note",
                                        "a,b"};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct diags d = diag_none(test_arena());
        struct csvtext t;
        char *text = str_format(test_arena(), "%s\n", heads[i]);
        test_row("%s", heads[i]);
        THAT(csvtext_parse(test_arena(), &d, "m.csv", text, strlen(text), &t));
        THAT(measured_source_tidy(test_arena(), test_catalogue(), &check_kinds, &t).cells == t.cells);
    }
}

/* Behind the door a published file loads as the kind that it becomes, and faults name its lines. */
static void published_files_load(void)
{
    struct diags d = diag_none(test_arena());
    char *text = str_format(test_arena(), "%s\n\nr,RTX 4090,,,gpt-oss-120b,MXFP4,n-cpu-moe 16,fast,,s,\n",
                            OFFLOAD_HEAD);
    THAT(!load_measured(test_arena(), &d, test_catalogue(), &check_kinds, "m.csv", text, strlen(text)));
    THAT(d.errors == 1 && d.first->code == DIAG_WRONG_TYPE && d.first->at.line == 3);
    d = diag_none(test_arena());
    text = str_format(test_arena(), "%s\nr,RTX 4090,,,gpt-oss-120b,MXFP4,n-cpu-moe 16,30,,s,\n", OFFLOAD_HEAD);
    const struct measured *m = load_measured(test_arena(), &d, test_catalogue(), &check_kinds, "m.csv", text,
                                             strlen(text));
    if (!THAT(m && strcmp(m->kind->name, "offload") == 0 && m->rows.n == 1))
        return;
    const struct offload_row *r = m->rows.v;
    SAME(r->gpu, "rtx-4090");
    CLOSE(r->n_cpu_moe, 16, 0);
    CLOSE(r->gpu_count, 1, 0);
}

/* Every value that a rule states is one that its column can hold. */
static void values_of_rules(void)
{
    for (size_t i = 0; i < measured_layout_n; i++) {
        const struct measured_layout *l = &measured_layout_all[i];
        const struct kind *k = NULL;
        for (size_t j = 0; j < check_kinds.n; j++)
            k = strcmp(check_kinds.v[j]->name, l->kind) == 0 ? check_kinds.v[j]->row : k;
        if (!THAT(k != NULL))
            return;
        for (size_t j = 0; j < l->n_rules; j++) {
            const struct measured_rule *r = &l->rules[j];
            const size_t f = schema_find(k, r->column);
            test_row("%s: %s", l->kind, r->column);
            if (THAT(f < k->n_fields) && r->value && k->fields[f].type == FIELD_ENUM)
                THAT(enums_find(k->fields[f].words, r->value) != 0);
        }
    }
}

SUITE(measured_source, {"phrases", phrases}, {"speed", speed_rows}, {"memory logs", log_rows},
      {"fine-tuning", training_rows}, {"offload", offload_rows}, {"serving", serving_rows}, {"power", power_rows},
      {"power limits", limit_rows}, {"tidy files stay", tidy_files_stay},
      {"published files load", published_files_load}, {"values of rules", values_of_rules})
