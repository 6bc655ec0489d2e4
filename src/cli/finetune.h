/* finetune.h: predict --finetune: memory of fine-tuning on the same devices. */
#ifndef FINETUNE_H
#define FINETUNE_H

#include "command.h"

/* Rows of a command's option table. */
#define FINETUNE_OPTS                                                                                                   \
    {"--finetune",                                                                                                      \
     OPT_TEXT,                                                                                                          \
     "METHOD",                                                                                                          \
     0,                                                                                                                 \
     0,                                                                                                                 \
     "full, lora, qlora: memory of fine-tuning instead of inference; the next options go with it"},                     \
        {"--seq", OPT_WHOLE, "N",                                                                                       \
         1,       1e7,       "tokens of the longest sequence (the trainer's); --batch is the micro-batch of one card"}, \
        {"--rank", OPT_WHOLE, "N", 1, 1024, "rank of adapters (the trainer's)"},                                        \
        {"--targets", OPT_TEXT, "T", 0, 0, "adapted matrices: q,v q,v,o attention linear everything (the trainer's)"},  \
        {"--optimizer", OPT_TEXT, "O", 0, 0, "adamw, adamw-8bit, paged-adamw-8bit, lion, sgd (adamw)"},                 \
        {"--precision", OPT_TEXT, "P", 0, 0, "of full fine-tuning: bf16, or mixed with an FP32 copy (bf16)"},           \
        {"--checkpointing",                                                                                             \
         OPT_TEXT,                                                                                                      \
         "on|off",                                                                                                      \
         0,                                                                                                             \
         0,                                                                                                             \
         "keep only the inputs of layers and compute the rest again (the trainer's)"},                                  \
        {"--sharding", OPT_TEXT, "S", 0, 0, "of several cards: ddp, zero1, zero2, zero3 (the trainer's)"},              \
        {"--accumulate", OPT_TEXT, "on|off", 0, 0, "gradients of earlier micro-batches are kept (the trainer's)"},      \
        {"--chunked-loss", OPT_TEXT, "on|off", 0, 0, "the loss is computed in parts (the trainer's)"},                  \
        {"--compile", OPT_TEXT, "on|off", 0, 0, "torch.compile (off)"},                                                 \
        {"--trainer", OPT_TEXT, "ID", 0, 0, "program that fine-tunes (transformers)"},

/* Is it asked for? Says so where an option of it stands alone. */
bool finetune_asked(struct command_run *r);
/* Reads the request, judges every device and prints; returns the exit code. */
int finetune_run(struct command_run *r);

#endif
