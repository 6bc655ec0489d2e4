/* report/page_runs: one workload on machines with several engines; what pinning costs; why nothing runs. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "page_compare.h"
#include "page_problems.h"
#include "page_runs.h"

#include <cjson/cJSON.h>
#include <limits.h>

#define PAIR "owned: yes, devices: [{device: rtx-3090, qty: 2}]"
#define OPTION(id, what) "  - {id: " id ", title: " id ", machines: [{id: pc, title: the box, " what "}]}\n"

/* One model on a pair of cards, left free, with vLLM or with a layer split; on a Mac; on a card that is too small; and
   in a quant that no engine of a Mac loads. */
static const char text[] =
    "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"
    "workloads: [{id: big, title: Big, model: llama-3.1-70b, prompt_tokens: 1024, gen_tokens: 256, ctx_tokens: 4096, "
    "need_tok_s: 25, ram: no}]\n"
    "options:\n" OPTION("free", PAIR) OPTION("vllm", "engine: vllm, " PAIR)
        OPTION("pinned", "engine: llama.cpp, split: layer, " PAIR)
            OPTION("mac", "system: {system: mac-studio-m3-ultra-96}")
                OPTION("small", "owned: yes, devices: [{device: rtx-3060}]")
                    OPTION("loads", "quant: AWQ-INT4, system: {system: mac-studio-m3-ultra-96}");

/* Nothing is stated, and one card lacks no bridge. */
#define ONE_CARD                                                                                                       \
    "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"                    \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [{id: small, model: llama-3.1-8b}]\n"   \
    "options:\n" OPTION("card", "owned: yes, devices: [{device: rtx-3090}]")

static const struct comparison *compared(void)
{
    return test_compare(test_scenario(text));
}

static const struct compare_option *option(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return &c->v[i];
    BUG(id);
}

static cJSON *tables(const struct comparison *c)
{
    struct str out = str_new(test_arena());
    json_render(page_compare(test_arena(), c, NULL, 0), &out);
    cJSON *root = cJSON_Parse(out.text);
    THAT(root != NULL);
    return root;
}

static const cJSON *at(const cJSON *o, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(o, key);
}

static const cJSON *row(const cJSON *root, const char *id)
{
    const cJSON *rows = at(at(root, "tables"), "runs-big");
    for (int i = 0; i < cJSON_GetArraySize(rows); i++)
        if (strcmp(cJSON_GetStringValue(at(cJSON_GetArrayItem(rows, i), "option")), id) == 0)
            return cJSON_GetArrayItem(rows, i);
    BUG(id);
}

static const char *word(const cJSON *o, const char *key)
{
    return cJSON_GetStringValue(at(o, key));
}

/* Three engines stand in one table, each with its own kind of quant. */
static void engines_side_by_side(void)
{
    static const char *const rows[][2] = {
        {"free", "llama.cpp, Q4_K_M, both cards, tensor parallel"}, /* vLLM is less than 5 % sooner, with fewer bits */
        {"pinned",
         "llama.cpp, IQ4_XS, both cards, layer split"}, /* too slow with any: the fastest that is good enough */
        {"vllm", "vLLM, AWQ-INT4, both cards, tensor parallel"},
        {"mac", "MLX, 4bit"},
    };
    const struct comparison *c = compared();
    cJSON *root = tables(c);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct compare_cell *cell = &option(c, rows[i][0])->cell[0];
        test_row("%s", rows[i][0]);
        SAME(page_runs_how(test_arena(), c, cell), rows[i][1]);
        SAME(word(row(root, rows[i][0]), "how"), rows[i][1]);
        CLOSE(cell->how.tok_s, cell->figures.decode_tok_s.mid, 1e-9);
        CLOSE(cell->how.ttft_s, cell->figures.ttft_s.mid, 1e-9);
    }
    cJSON_Delete(root);
}

/* What was found is there for programs, digit by digit. */
static void data_of_a_deployment(void)
{
    const struct comparison *c = compared();
    const struct compare_cell *cell = &option(c, "free")->cell[0];
    cJSON *root = tables(c);
    const cJSON *r = row(root, "free"), *d = at(r, "deployment");
    THAT(cJSON_GetArraySize(d) == (int)figures_deployed.n + 1); /* and the command */
    SAME(word(d, "engine"), "llama.cpp");
    SAME(word(d, "positions"), "0,1");
    SAME(word(d, "split"), "tensor");
    CLOSE(cJSON_GetNumberValue(at(d, "tok_s")), cell->how.tok_s, 1e-9);
    CLOSE(cJSON_GetNumberValue(at(r, "answer_s")), cell->how.answer_s, 1e-9);
    SAME(word(at(r, "next_deployment"), "engine"), cell->next.engine);
    THAT(cJSON_IsNull(at(r, "unpinned_deployment")));
    THAT(cJSON_GetArraySize(at(r, "not_deployed")) == 0);
    SAME(word(at(r, "lacks"), "what"), "nvlink-bridge");
    ORDER(cell->how.tok_s, cJSON_GetNumberValue(at(at(r, "lacks"), "decode_tok_s")));
    THAT(strstr(word(r, "help"), "an NVLink bridge: ") != NULL);
    cJSON_Delete(root);
}

/* A column without a word in it is for programs only. */
static void no_column_of_dashes(void)
{
    struct str md = str_new(test_arena()), without = str_new(test_arena());
    md_render(page_compare(test_arena(), compared(), NULL, 0), &md);
    THAT(strstr(md.text, " | what would help |") != NULL);
    md_render(page_compare(test_arena(), test_compare(test_scenario(ONE_CARD)), NULL, 0), &without);
    THAT(strstr(without.text, " | does it fit |") != NULL && strstr(without.text, "what would help") == NULL);
}

/* A layer split that the scenario states is too slow here, and the choice would not be. */
static void pinning_costs(void)
{
    const struct comparison *c = compared();
    const struct compare_option *o = option(c, "pinned");
    cJSON *root = tables(c);
    const cJSON *r = row(root, "pinned");
    THAT(strstr(word(r, "how"), ", both cards, layer split") != NULL);
    THAT(str_starts(word(r, "help"), "free choice: llama.cpp, Q4_K_M, both cards, tensor parallel: "));
    SAME(word(at(r, "unpinned_deployment"), "split"), "tensor");
    THAT(cJSON_IsNull(at(r, "lacks")));
    THAT(o->cell[0].too_slow && o->cell[0].unpinned.serves == flag_yes);
    THAT(strstr(page_problems(test_arena(), c, o, INT_MAX), " tok/s if the scenario left the choice)") != NULL);
    cJSON_Delete(root);
}

static void nothing_runs(void)
{
    const struct comparison *c = compared();
    cJSON *root = tables(c);
    const cJSON *small = row(root, "small"), *loads = row(root, "loads");
    THAT(strstr(word(small, "how"), "nothing runs: llama.cpp, ") == word(small, "how"));
    THAT(strstr(word(small, "how"), ", rtx-3060-12gb: lacks ") != NULL);
    THAT(strstr(page_problems_workloads(test_arena(), c, option(c, "small")), "Big does not fit: it lacks ") != NULL);
    SAME(word(loads, "how"), "nothing runs: llama.cpp and MLX cannot load AWQ-INT4");
    THAT(strstr(word(loads, "help"), "free choice: ") == word(loads, "help")); /* what the pin costs */
    SAME(word(at(loads, "unpinned_deployment"), "quant"), word(at(row(root, "mac"), "deployment"), "quant"));
    SAME(page_problems_workloads(test_arena(), c, option(c, "loads")),
         "nothing here runs Big: llama.cpp and MLX cannot load AWQ-INT4");
    THAT(page_runs_how(test_arena(), c, &option(c, "loads")->cell[0]) == NULL);
    for (const cJSON *r = small; r; r = r == small ? loads : NULL) {
        test_row("%s", word(r, "option"));
        THAT(cJSON_IsNull(at(r, "deployment")) && cJSON_IsNull(at(r, "next_deployment")));
        THAT(cJSON_IsNull(at(r, "decode_tok_s")) && cJSON_IsNull(at(r, "answer_s")));
        THAT(cJSON_GetArraySize(at(r, "not_deployed")) >= 2);
    }
    SAME(word(cJSON_GetArrayItem(at(loads, "not_deployed"), 0), "why"), "quant");
    THAT(cJSON_GetNumberValue(at(cJSON_GetArrayItem(at(small, "not_deployed"), 0), "missing_gib")) > 10);
    cJSON_Delete(root);
}

/* 32.8e9 weights of 16 bits are 61 GiB, for which neither the card nor the RAM that is allowed has room. The pin costs
   what 4 bits would run at. */
static void pinned_too_large(void)
{
    const struct comparison *c = test_compare(
        test_scenario("schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"
                      "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"
                      "workloads: [{id: big, model: qwen3-32b, ctx_tokens: 4096, ram: no}]\noptions:\n" OPTION(
                          "sixteen", "quant: F16, owned: yes, devices: [{device: rtx-3090}]")));
    const struct compare_cell *x = &option(c, "sixteen")->cell[0];
    cJSON *root = tables(c);
    const cJSON *r = row(root, "sixteen");
    THAT(x->how.engine == NULL && x->figures.verdict == verdict_no && x->figures.missing_gib > 30);
    THAT(strstr(word(r, "how"), "nothing runs: ") == word(r, "how"));
    THAT(strstr(word(r, "help"), "free choice: vLLM, ") == word(r, "help"));
    ORDER(20, cJSON_GetNumberValue(at(at(r, "unpinned_deployment"), "tok_s")));
    cJSON_Delete(root);
}

/* ---- how to start it ---- */

/* Two workloads with one command, one with another; a second machine shares the model over a link. */
#define STARTS(workloads, machines)                                                                                    \
    "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"                    \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [" workloads                            \
    "]\noptions: [{id: card, title: The card, machines: [{id: pc, title: the box, " machines "}]}]\n"
#define ASKS(id, title, model) "{id: " id ", title: " title ", model: " model ", ctx_tokens: 4096}"
#define CARD "engine: llama.cpp, owned: yes, devices: [{device: rtx-3090}]"
#define CARD_VLLM "engine: vllm, owned: yes, devices: [{device: rtx-3090}]"

static const struct comparison *compared_with(const char *yaml)
{
    return test_compare(test_scenario(yaml));
}

/* Returns the section of the Markdown, up to the next heading of its level; NULL: there is none. */
static const char *section(const struct comparison *c)
{
    struct str md = str_new(test_arena());
    md_render(page_compare(test_arena(), c, NULL, 0), &md);
    char *start = strstr(md.text, "<details id=\"start\">\n"), *end = start ? strstr(start, "\n</details>") : NULL;
    if (end)
        *end = 0;
    return start;
}

static size_t count(const char *in, const char *what)
{
    size_t n = 0;
    for (const char *p = in; (p = strstr(p, what)); p += strlen(what))
        n++;
    return n;
}

/* A command that two workloads share stands once, under both titles. */
static void one_command_for_two(void)
{
    const char *s = section(
        compared_with(STARTS(ASKS("a", "Chat", "llama-3.1-8b") ", " ASKS("b", "Mail", "llama-3.1-8b"), CARD)));
    THAT(strstr(s, "\n### Chat; Mail\n") != NULL && count(s, "\n### ") == 1);
    THAT(count(s, "llama-server ") == 1 && count(s, "\n```\n") == 2);
    THAT(strstr(s, ", on the box.\n") != NULL && strstr(s, "stop a command") == NULL);
}

static void take_turns(const char *yaml, const char *program)
{
    const char *s = section(compared_with(yaml));
    test_row("%s", program);
    THAT(strstr(s, "\n### Chat\n") != NULL && strstr(s, "\n### Code\n") != NULL);
    THAT(count(s, "\n```\n") == 4 && count(s, program) == 2);
    THAT(count(s, "- Install ") == 1 && strstr(s, "- Install ") < strstr(s, "\n### "));
    THAT(strstr(s, " On one machine, stop a command before you start the next") != NULL);
}

/* Two models have two commands; what holds for both is said once, also where one is younger than the other. */
static void commands_take_turns(void)
{
#define TWO ASKS("a", "Chat", "llama-3.1-8b") ", " ASKS("b", "Code", "qwen2.5-14b")
    take_turns(STARTS(TWO, CARD), "\nllama-server ");
    take_turns(STARTS(TWO, CARD_VLLM), "\nvllm serve ");
}

/* The command of every option is there for programs: the same as in the words; null where nothing runs. */
static void commands_for_programs(void)
{
    const struct comparison *c = compared();
    cJSON *root = tables(c);
    const char *vllm = word(at(row(root, "vllm"), "deployment"), "command"), *s = section(c);
    THAT(strstr(vllm, "vllm serve ") != NULL && strstr(vllm, " --tensor-parallel-size 2") != NULL);
    THAT(strstr(word(at(row(root, "pinned"), "deployment"), "command"), "llama-server ") != NULL);
    THAT(cJSON_IsNull(at(row(root, "small"), "deployment")));
    THAT(count(s, "\n### ") == 1 && strstr(s, c->by_rank[0]->outcome.title) != NULL); /* the first option alone */
    cJSON_Delete(root);
}

/* No command is on record for a model on several machines: the reason stands in its place. */
static void reason_without_a_command(void)
{
    const struct comparison *c = compared_with(
        "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"
        "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [{id: big, title: Big, model: "
        "llama-3.1-70b, quant: Q4_K_M, ctx_tokens: 4096, ram: no}]\n"
        "options: [{id: two, title: Two boxes, machines: [{id: one, title: the left, " CARD
        "}, {id: other, title: the right, " CARD
        "}], links: [{id: lan, between: [one, other], link: ethernet-10g}]}]\n");
    cJSON *root = tables(c);
    const char *s = section(c);
    THAT(strstr(s, "no command for a model on several machines is on record.\n") != NULL);
    THAT(strstr(s, "```") == NULL);
    THAT(cJSON_IsNull(at(at(row(root, "two"), "deployment"), "command")));
    cJSON_Delete(root);
}

static void nothing_to_start(void)
{
    THAT(section(compared_with(STARTS("{id: a, title: A, model: llama-3.1-405b, quant: F16, ram: no}", CARD))) == NULL);
}

/* A title stands in the tables, an id in the JSON; what no row says is not explained. */
static void words_of_the_tables(void)
{
    struct str with = str_new(test_arena()), without = str_new(test_arena());
    md_render(page_compare(test_arena(), compared(), NULL, 0), &with);
    md_render(page_compare(test_arena(), compared_with(ONE_CARD), NULL, 0), &without);
    THAT(strstr(with.text, " Free choice is what would run ") != NULL);
    THAT(strstr(without.text, "How each workload runs") != NULL && strstr(without.text, "Free choice") == NULL);
    const struct comparison *c = compared_with(STARTS(ASKS("a", "Chat", "llama-3.1-8b"), CARD));
    struct str md = str_new(test_arena());
    md_render(page_compare(test_arena(), c, NULL, 0), &md);
    THAT(strstr(strstr(md.text, "<b>How each workload runs</b>"), "\n| [The card](#option-card) | ") != NULL);
}

SUITE(page_runs, {"one command for two workloads", one_command_for_two}, {"commands take turns", commands_take_turns},
      {"commands for programs", commands_for_programs}, {"reason without a command", reason_without_a_command},
      {"nothing to start", nothing_to_start}, {"words of the tables", words_of_the_tables},
      {"engines side by side", engines_side_by_side}, {"data of a deployment", data_of_a_deployment},
      {"no column of dashes", no_column_of_dashes}, {"pinning costs", pinning_costs}, {"nothing runs", nothing_runs},
      {"a pin too large to run", pinned_too_large})
