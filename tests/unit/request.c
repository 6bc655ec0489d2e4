/* cli/request, cli/finetune: the defaults that the help names are those that apply. */
#include "test.h"

#include "arena.h"
#include "finetune.h"
#include "request_options.h"
#include "str.h"

static const struct opt rows[] = {
#include "request_options.def"
#include "finetune_options.def"
};

static const char *help_of(const char *option)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].name, option) == 0)
            return rows[i].help;
    return "";
}

/* The help of an option ends with its default in brackets. */
static bool ends_with(const char *option, const char *value)
{
    const char *help = help_of(option), *end = str_format(test_arena(), "(default: %s)", value);
    return strlen(help) > strlen(end) && strcmp(help + strlen(help) - strlen(end), end) == 0;
}

static bool says(const char *option, double value)
{
    return ends_with(option, str_format(test_arena(), "%.6g", value));
}

static void help_names_the_defaults(void)
{
    const struct catalogue *c = test_catalogue();
    const struct request q = test_request("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    struct prepared *s = ARENA_NEW(test_arena(), struct prepared);
    THAT(prepare_case(c, &q, s));
    const struct predict_case *p = &s->predict;
    THAT(ends_with("--engine", p->memory.engine->id));
    THAT(ends_with("--kv-type", p->memory.kv->id));
    THAT(says("--ctx", p->memory.ctx));
    THAT(says("--depth", p->depth));
    THAT(says("--prompt", p->prompt));
    THAT(says("--gen", p->gen));
    THAT(says("--batch", p->batch));
    THAT(p->memory.flash_attn == ends_with("--flash-attn", "on"));
    THAT(ends_with("--split", enums_text(&enums_split, (int)p->memory.split)));
    THAT(says("--ram-gib", s->rig.ram_gib));
    THAT(says("--ram-gb-s", s->rig.ram_gb_s));
    THAT(ends_with("--trainer", c->trainers.v[0].id));
}

/* Another policy or engine is followed. */
static void records_set_the_defaults(void)
{
    struct catalogue c = *test_catalogue();
    struct policy policy = *catalogue_policy(&c);
    struct engine engines[2] = {*FIND(engine, "llama.cpp"), *FIND(engine, "vllm")};
    engines[0].usual = flag_no;
    engines[1].usual = flag_yes;
    policy.ctx_tokens = 4096;
    policy.prompt_tokens = 100;
    policy.gen_tokens = 10;
    policy.kv = FIND(format, "Q8_0");
    policy.lanes = 4;
    c.policies = (struct policy_list){1, &policy};
    c.engines = (struct engine_list){2, engines};
    const struct request q = test_request("rtx-3090", 2, "llama-3.1-8b", "F16");
    struct prepared *s = ARENA_NEW(test_arena(), struct prepared);
    THAT(prepare_case(&c, &q, s));
    SAME(s->predict.memory.engine->id, "vllm");
    SAME(s->predict.memory.kv->id, "Q8_0");
    THAT(s->predict.memory.ctx == 4096 && s->predict.prompt == 100 && s->predict.gen == 10);
    THAT(s->rig.link && s->rig.link->pcie_lanes == 4);
}

SUITE(request, {"help names the defaults", help_names_the_defaults},
      {"records set the defaults", records_set_the_defaults})
