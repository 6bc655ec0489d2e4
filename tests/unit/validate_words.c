/* study/check_words: how people write ranks, names and circumstances. */
#include "test.h"

#include "check_words.h"

static void words_in(void)
{
    THAT(check_words_in("No Activation Checkpointing on one GPU", "no activation checkpointing"));
    THAT(!check_words_in("activation", "activation checkpointing"));
    THAT(!check_words_in(NULL, "lora"));
    THAT(check_words_in("x", ""));
    THAT(!check_words_in("", "x"));
}

static void numbers(void)
{
    CLOSE(check_words_after("LoRA r64 all layers", "r"), 64, 0);
    CLOSE(check_words_after("lora rank32-dora", "rank"), 32, 0);
    CLOSE(check_words_after("r=8", "r"), 8, 0);
    CLOSE(check_words_after("rank 16", "rank"), 16, 0);
    CLOSE(check_words_after("Adapter 2", "r"), NAN, 0); /* not at the start of a word */
    CLOSE(check_words_after("rank", "rank"), NAN, 0);
    CLOSE(check_words_after(NULL, "rank"), NAN, 0);
    CLOSE(check_words_before("max; 18353664 trainable; no", "trainable"), 18353664, 0);
    CLOSE(check_words_before("trainable", "trainable"), NAN, 0);
    CLOSE(check_words_before("some trainable", "trainable"), NAN, 0);
}

static void names(void)
{
    const struct catalogue *c = test_catalogue();
    const struct any_list models = {c->models.n, c->models.v}, devices = {c->devices.n, c->devices.v};
    static const struct {
        const char *name, *id;
        bool device;
    } rows[] = {{"Llama 2 7 B", "llama-2-7b", false},
                {"meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b", false},
                {"Llama-2-7b-hf", "llama-2-7b", false},
                {"Phi-3-mini-4k-instruct", "phi-3-mini", false},
                {"Gemma-2-9B-it", "gemma-2-9b", false},
                {"llama-2-8b", NULL, false},
                {"", NULL, false},
                {"RTX 4090", "rtx-4090", true},
                {"RTX 3090 24GB", "rtx-3090", true},
                {"A10G", "a10g", true},
                {"RTX", NULL, true}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct kind *k = rows[i].device ? &kind_device : &kind_model;
        const void *found = check_words_find(rows[i].device ? &devices : &models, k, rows[i].name);
        test_row("%s", rows[i].name);
        SAME(found ? schema_id(k, found) : NULL, rows[i].id);
    }
}

static void trainers(void)
{
    const struct trainer_list *list = &test_catalogue()->trainers;
    SAME(check_words_trainer(list, "Lightning-AI/litgpt tutorials/resource-tables.md")->id, "litgpt-2023");
    SAME(check_words_trainer(list, "Lightning-AI/litgpt config_hub/finetune/README.md")->id, "litgpt");
    SAME(check_words_trainer(list, "pytorch/TorchTune README")->id, "torchtune");
    THAT(check_words_trainer(list, "somebody's blog") == NULL);
    THAT(check_words_trainer(list, NULL) == NULL);
}

SUITE(check_words, {"words in a text", words_in}, {"numbers at a word", numbers}, {"names as people write them", names},
      {"trainers", trainers})
