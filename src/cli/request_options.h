/* request_options.h: what predict and fit are asked: the options that name devices, model, engine and load, read into a
   request. */
#ifndef REQUEST_OPTIONS_H
#define REQUEST_OPTIONS_H

#include "answer.h"
#include "command.h"
#include "prepare.h"

/* Rows of a command's option table. */
#define REQUEST_OPTS                                                                                                    \
    {"--gpu", OPT_TEXT, "ID[:COUNT][,...]", 0, 0, "cards or chips: rtx-3090:2, rtx-3090,rtx-3070, 'M2 Ultra 192GB'"},   \
        {"--system", OPT_TEXT, "ID", 0, 0, "a machine sold whole: mac-studio-m3-ultra-256"},                            \
        {"--model", OPT_TEXT, "ID", 0, 0, "model: llama-3.1-70b"},                                                      \
        {"--quant", OPT_TEXT, "Q", 0, 0, "how it is stored: Q4_K_M, F16, AWQ-INT4 (as the model's name says)"},         \
        {"--engine", OPT_TEXT, "E[@YYYY-MM]", 0, 0, "program that runs it (llama.cpp)"},                                \
        {"--backend", OPT_TEXT, "B", 0, 0, "cuda, metal, rocm, vulkan, sycl (the device's own)"},                       \
        {"--split", OPT_TEXT, "S", 0, 0, "none, layer, row, tensor (layer for several devices)"},                       \
        {"--tensor-split", OPT_TEXT, "A:B[:...]", 0, 0, "share of each device (by free memory)"},                       \
        {"--link", OPT_TEXT, "ID", 0, 0, "how devices talk: nvlink, pcie4-x16, pcie4-x8-p2p, tb5-rdma"},                \
        {"--bridge", OPT_TEXT, "ID", 0, 0, "NVLink that joins three or more cards two by two; --link joins the pairs"}, \
        {"--p2p", OPT_TEXT, "on|off", 0, 0, "peer to peer over PCIe (as the stock driver allows)"},                     \
        {"--ngl", OPT_WHOLE, "N", 0, 100000, "layers on devices (all)"},                                                \
        {"--experts-on-host", OPT_FLAG, NULL, 0, 0, "routed experts stay in system RAM"},                               \
        {"--n-cpu-moe", OPT_WHOLE, "N", 0, 100000, "routed experts of the first N layers stay in system RAM"},          \
        {"--ctx", OPT_WHOLE, "N",                                                                                       \
         1,       1e8,       "tokens of context that memory is reserved for, all sequences together (8192)"},           \
        {"--depth", OPT_WHOLE, "N", 0, 1e8, "tokens in the cache before (0)"},                                          \
        {"--prompt", OPT_WHOLE, "N", 1, 1e8, "tokens of the prompt (512)"},                                             \
        {"--gen", OPT_WHOLE, "N", 1, 1e8, "tokens generated (128)"},                                                    \
        {"--batch", OPT_WHOLE, "N", 1, 1e5, "sequences decoded at once; rates are sums over them (1)"},                 \
        {"--ubatch", OPT_WHOLE, "N", 1, 1e6, "tokens of a prompt in one step (the engine's)"},                          \
        {"--parallel", OPT_WHOLE, "N", 1, 1e5, "sequences that memory is reserved for (batch)"},                        \
        {"--kv-type", OPT_TEXT, "T", 0, 0, "cache format: F16, Q8_0, Q4_0 (F16)"},                                      \
        {"--flash-attn", OPT_TEXT, "on|off", 0, 0, "flash attention (on)"},                                             \
        {"--cap", OPT_NUMBER, "W", 5, 2000, "power limit of each card"},                                                \
        {"--ram-gib", OPT_NUMBER, "GIB", 1, 16384, "system RAM that layers and experts may be left in (the policy's)"}, \
        {"--ram-gb-s", OPT_NUMBER, "GB/S", 5, 2000, "bandwidth of that RAM: channels x 8 B x MT/s (the policy's)"},     \
        {"--desktop", OPT_TEXT, "D", 0, 0, "none, linux, windows: what takes memory of the first card (none)"},         \
        {"--wired-limit-mb",                                                                                            \
         OPT_WHOLE,                                                                                                     \
         "N",                                                                                                           \
         1024,                                                                                                          \
         1e7,                                                                                                           \
         "of a Mac: iogpu.wired_limit_mb as its owner set it (the machine's own limit)"},                               \
        {"--data", OPT_TEXT, "DIR", 0, 0, "catalogue files that add to or replace the built-in ones"},

/* Speculative decoding. */
#define DRAFT_OPTS                                                                                                     \
    {"--draft",                                                                                                        \
     OPT_TEXT,                                                                                                         \
     "MODEL[:QUANT]",                                                                                                  \
     0,                                                                                                                \
     0,                                                                                                                \
     "speculative decoding by that model on the first device (quant: as --quant), or mtp: the model's own prediction " \
     "layers"},                                                                                                        \
        {"--draft-tokens", OPT_WHOLE, "K", 1, 64, "tokens drafted in a step"},                                         \
        {"--accept", OPT_NUMBER,                                                                                       \
         "A",        0,                                                                                                \
         1,          "chance that a drafted token is accepted where those before it are; it depends on the text"},

/* Reads them. The quant may be left out, or be "best", where quant_free is set, and the devices where devices_free is;
   the request then has none. False with diagnostics. */
bool request_options_read(struct command_run *r, struct request *q, bool quant_free, bool devices_free);

/* Reads what drafts, which must be said whole: by what, how many tokens, how often they are accepted. False with
   diagnostics. */
bool request_options_draft(struct command_run *r, struct request *q);

/* The devices of a request as a person says them: "2 x rtx-3090 and rtx-3070", or the machine's id. */
const char *request_options_rig(struct command_run *r, const struct request *q);
/* Which of the given options: those of the model and its load; all of REQUEST_OPTS; all of REQUEST_OPTS and
   DRAFT_OPTS, for a command that has both. */
enum request_part { REQUEST_LOAD, REQUEST_RIG, REQUEST_DRAFTS };
/* The same case as words of another command: rigplan, the command, those options, with that quant; NULL at the end. */
const char *const *request_options_words(struct command_run *r, const char *command, const char *quant,
                                         enum request_part part);
/* What an answer repeats of the question, which must name a quant, and the commands that ask on (but fit). */
struct answer_case request_options_case(struct command_run *r, const struct request *q, const struct prepared *s,
                                        enum request_part part, enum verdict v);

/* The word of that option in its list, 0 with a diagnostic; on or off. Not given: 0. */
int request_options_word(struct command_run *r, const char *option, const struct enum_info *e);
enum flag request_options_on_off(struct command_run *r, const char *option);

#endif
