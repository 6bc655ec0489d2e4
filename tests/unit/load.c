/* read/load: files over each other, names that answer twice, scenarios, measurement files. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "load_machine.h"
#include "load_measured.h"
#include "str.h"
#include "check_sizes.h"

#define HEAD "{\"schema\": \"rigplan-catalogue-1\", "
#define SOURCE "\"source\": \"a page\", \"date\": \"2026-11\""

static struct load_text text_of(const char *file, const char *text)
{
    return (struct load_text){.file = file, .text = text, .size = strlen(text)};
}

static const struct catalogue *loaded(struct diags *d, const char *first, const char *second)
{
    const struct load_text texts[] = {text_of("a.json", first), text_of("b.json", second ? second : "")};
    return load_catalogue(test_arena(), d, NULL, texts, second ? 2 : 1);
}

/* Faults of catalogue files that do not load. */
static const char *faults_of(const char *first, const char *second)
{
    struct diags d = diag_none(test_arena());
    THAT(loaded(&d, first, second) == NULL);
    return test_faults(&d);
}

#define NO_POLICY "the catalogue: error: expected a policy record, got none [E401]\n"

#define CARD(id, more)                                                                                                 \
    "{\"id\": \"" id "\", " more SOURCE                                                                                \
    ", \"vendor\": \"NVIDIA\", \"arch\": \"x\", \"family\": \"ampere\", \"memory\": \"gddr\", "                        \
    "\"compute_units\": 82, \"mem_gib\": 47.5, \"mem_bw_gb_s\": 936}"

/* The program's catalogue with one more file over it. */
static void later_files_replace(void)
{
    struct diags d = diag_none(test_arena());
    const struct load_text text = text_of("mine.json",
                                          HEAD "\"devices\": [" CARD("rtx-3090", "") ", " CARD("mine", "") "]}");
    const struct catalogue *c = load_catalogue(test_arena(), &d, test_catalogue(), &text, 1);
    SAME(test_faults(&d), "");
    THAT(c != NULL);
    if (!c)
        return;
    const struct device *mine = catalogue_find(c, &kind_device, "mine"),
                        *changed = catalogue_find(c, &kind_device, "rtx-3090");
    CLOSE(mine->mem_gib, 47.5, 0);
    CLOSE(changed->mem_gib, 47.5, 0);
    CLOSE(changed->tdp_w, NAN, 0); /* the whole record is replaced, not one value */
    SAME(changed->at[F_device_mem_gib].file, "mine.json");
    THAT(c->devices.n == test_catalogue()->devices.n + 1);
    THAT(c->systems.n == test_catalogue()->systems.n);
}

static void no_name_twice(void)
{
    SAME(faults_of(HEAD "\"devices\": [" CARD("a", "") ",\n" CARD("a", "") "]}", NULL),
         "a.json:2:8: error: devices: 'a' already names another device [E302]\n");
    SAME(faults_of(HEAD "\"devices\": [" CARD("a", "") ",\n" CARD("b", "\"aliases\": [\"a\"], ") "]}", NULL),
         "a.json:2:24: error: devices: 'a' already names another device [E302]\n");
    SAME(faults_of(HEAD "\"devices\": [" CARD("a", "") "]}", HEAD "\"devices\": [" CARD("a", "") "]}"), NO_POLICY);
}

static void bad_catalogues(void)
{
    static const struct {
        const char *text, *faults;
    } rows[] = {
        {"{}", "a.json: error: schema: expected \"rigplan-catalogue-1\", got nothing [E208]\n"},
        {"{\"schema\": \"rigplan-scenario-2\"}",
         "a.json:1:12: error: schema: expected \"rigplan-catalogue-1\", got the text \"rigplan-scenario-2\" [E208]\n"},
        {HEAD "\"device\": []}",
         "a.json:1:45: error: device: a catalogue has no 'device'; did you mean 'devices'? [E201]\n"},
        {HEAD "\"devices\": {}}", "a.json:1:46: error: devices: expected a list, got a mapping [E203]\n"},
        {HEAD "\"formats\": [{\"id\": \"X\", \"block_weights\": 32, \"block_b\": 18, \"qclass\": \"q4\"}]}",
         "a.json:1:54: error: X: a format must state 'source' and 'date' [E403]\n" NO_POLICY},
        {HEAD "\"formats\": [{\"id\": \"X\", \"block_weights\": 32, \"block_b\": 18, \"qclass\": \"q4\", \"fallback\": "
              "\"Z\", " SOURCE "}]}",
         "a.json:1:123: error: formats[0].fallback: no format 'Z' (see: rigplan list format) [E301]\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        SAME(faults_of(rows[i].text, NULL), rows[i].faults);
    }
}

static const char scenario[] = "schema: rigplan-scenario-2\ntitle: One card\nas_of: 2026-11-21\n"
                               "funds:\n  - {id: cash, amount: 5000}\n"
                               "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"
                               "workloads:\n  - {id: chat, model: llama-3.1-8b, quant: Q4_K_M}\n"
                               "options:\n  - id: one\n    title: one card\n    machines: [{id: pc, devices: [{device: "
                               "rtx-3090}], psus: [{psu: %s}]}]\n";

static const struct scenario *scenario_with(struct diags *d, const char *path, const char *value)
{
    const char *text = str_format(test_arena(), scenario, test_catalogue()->psus.v[0].id);
    const struct load_text t = text_of("s.yaml", text);
    const struct load_set set = {path, value};
    return load_scenario(test_arena(), d, test_catalogue(), &t, &set, path ? 1 : 0);
}

static void scenarios(void)
{
    struct diags d = diag_none(test_arena());
    const struct scenario *s = scenario_with(&d, NULL, NULL);
    SAME(test_faults(&d), "");
    THAT(s != NULL);
    if (!s)
        return;
    SAME(s->title, "One card");
    CLOSE(s->funds.v[0].amount, 5000, 0);
    CLOSE(s->workloads.v[0].ctx_tokens, 8192, 0);
    THAT(s->workloads.v[0].at[F_workload_ctx_tokens].is_default);
    THAT(s->options.v[0].machines.v[0].devices.v[0].device == FIND(device, "rtx-3090"));
    CLOSE(s->options.v[0].machines.v[0].devices.v[0].qty, 1, 0);
    THAT(s->site->outlet == FIND(outlet, "au-10a"));
}

static void scenario_faults(void)
{
    static const struct {
        const char *path, *value, *faults;
    } rows[] = {
        {"workloads.chat.ctx_tokens", "1024",
         "--set: error: chat: expected ctx_tokens of at least depth_tokens + prompt_tokens + gen_tokens (1536), got "
         "1024 [E401]\n"},
        {"site.outlet", "us-15a-120",
         "--set: error: site.outlet: us-15a-120 is an outlet of US, the site is in AU [E401]\n"},
        {"currency", "US",
         "--set: error: currency: expected an ISO 4217 code of a currency, such as AUD, EUR or USD; got the text "
         "\"US\" [E206]\n"},
        {"prices", "[{component: rtx-309O, amount: 5}]", NULL},
        {"site.ambient_c", "hot",
         "--set: error: site.ambient_c: expected a number from -20 to 50 degC, got the text \"hot\" [E203]\n"},
        {"options.one.machines.pc.devices[0].device", "m3-ultra-80c", NULL},
        {"workloads.chat.model", "llama-3.1-8c",
         "--set: error: workloads[0].model: no model 'llama-3.1-8c'; did you mean 'llama-3.1-8b'? [E301]\n"},
        {"no.such.path", "1", "--set: error: no.such.path: 'no' does not exist [E404]\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        test_row("%s=%s", rows[i].path, rows[i].value);
        THAT(scenario_with(&d, rows[i].path, rows[i].value) == NULL);
        THAT(diag_exit_code(&d) == EXIT_CODE_INPUT);
        const char *faults = test_faults(&d);
        THAT(*faults != '\0');
        if (rows[i].faults)
            SAME(faults, rows[i].faults);
    }
}

static void kinds_of_files(void)
{
    static const struct {
        const char *file, *text;
        bool catalogue;
        int errors;
    } rows[] = {{"a.json", "{\"schema\": \"rigplan-catalogue-1\"}", true, 0},
                {"a.yaml", "schema: rigplan-scenario-2\n", false, 0},
                {"a.yaml", "schema: rigplan-catalogue-1\n", true, 0},
                {"a.json", "{\"schema\": \"other\"}", false, 1},
                {"a.json", "[]", false, 1},
                {"a.json", "{\"schema\": 1}", false, 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        const struct load_text t = text_of(rows[i].file, rows[i].text);
        test_row("%s", rows[i].text);
        THAT(load_is_catalogue(test_arena(), &d, &t) == rows[i].catalogue);
        THAT(d.errors == rows[i].errors);
    }
}

/* ---- machines ---- */

static const struct scenario *machine(struct diags *d, const char *file, const char *text)
{
    const struct load_text t = text_of(file, text);
    return load_machine(test_arena(), d, test_catalogue(), &t);
}

/* A file of one machine becomes one option with it; defaults of a site hold. */
static void machines(void)
{
    struct diags d = diag_none(test_arena());
    const struct scenario *s = machine(&d, "dir/my pc.yaml",
                                       "devices: [{device: RTX 3090, qty: 2, cap_w: 250}]\n"
                                       "parts: [{part: ddr5-6000-2x32}]\n");
    SAME(test_faults(&d), "");
    if (!THAT(s && s->options.n == 1 && s->options.v[0].machines.n == 1))
        return;
    const struct machine *m = &s->options.v[0].machines.v[0];
    SAME(m->id, "my-pc");
    SAME(s->options.v[0].id, "my-pc");
    SAME(m->devices.v[0].device->id, "rtx-3090");
    CLOSE(m->devices.v[0].qty, 2, 0);
    CLOSE(m->devices.v[0].cap_w, 250, 0);
    THAT(s->site->headless == flag_yes && s->site->circuits.n == 0 && s->workloads.n == 0);
    s = machine(&d, "a.json",
                "{\"schema\": \"rigplan-machine-1\", \"id\": \"mac\", \"title\": \"My Mac\", "
                "\"system\": {\"system\": \"mac-mini-m4-16\"}}");
    SAME(test_faults(&d), "");
    THAT(s != NULL);
    if (s)
        SAME(s->options.v[0].title, "My Mac");
}

static void machine_faults(void)
{
    static const struct {
        const char *text, *faults;
    } rows[] = {
        {"schema: rigplan-machine-2\ndevices: []\n",
         "m.yaml:1:9: error: schema: expected \"rigplan-machine-1\" or \"rigplan-scenario-2\", got the text "
         "\"rigplan-machine-2\" [E208]\n"},
        {"workloads: []\n", "m.yaml: error: schema: expected \"rigplan-machine-1\" or \"rigplan-scenario-2\", got "
                            "nothing [E208]\n"},
        {"devices: [{device: rtx-3090, qty: 0}]\n",
         "m.yaml:1:35: error: devices[0].qty: expected a whole number from 1 to 16, got 0 [E204]\n"},
        {"system: {system: mac-mini-m4-16, gpu_limit_gib: 17}\n",
         "m.yaml:1:49: error: m: expected gpu_limit_gib of at most 16, the memory of mac-mini-m4-16, got 17 [E401]\n"},
        {"note: nothing\n",
         "m.yaml:1:7: error: m: a machine must state a system, parts, a cloud offer, an API or its host, or "
         "remote: yes [E402]\n"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diags d = diag_none(test_arena());
        test_row("%s", rows[i].text);
        THAT(machine(&d, "m.yaml", rows[i].text) == NULL);
        SAME(test_faults(&d), rows[i].faults);
    }
}

static const struct measured *measured(struct diags *d, const char *text)
{
    return load_measured(test_arena(), d, test_catalogue(), &check_kinds, "m.csv", arena_strdup(test_arena(), text),
                         strlen(text));
}

static void measurements(void)
{
    struct diags d = diag_none(test_arena());
    const struct measured *m = measured(
        &d, "id,gpu,engine,model,quant,phase,tokens_per_s\nr1,rtx-3090,llama.cpp,llama-3-8b,Q4_K_M,decode,111.74\n");
    if (!THAT(m && m->kind == &check_speed.file && m->rows.n == 1))
        return;
    CLOSE(measured_speed(m).v[0].tokens_per_s, 111.74, 0);
    CLOSE(measured_speed(m).v[0].gpu_count, 1, 0);
    CLOSE(measured_speed(m).v[0].cap_w, NAN, 0);
    m = measured(&d, "model,quant,total_bytes,bpw\nllama-3-8b,F16,16061054976,16\n");
    THAT(m && m->kind == &check_sizes.file && m->rows.n == 1);
    THAT(measured_speed(m).n == 0);
    CLOSE(((const struct size_row *)m->rows.v)->total_bytes, 16061054976.0, 0);
    m = measured(&d, "id,model,quant,ctx,split,devices,device_index\nx,a,b,8192,layer,24+24,host\n");
    THAT(m && m->kind == &check_memory.file && m->rows.n == 1);
    SAME(test_faults(&d), "");
    THAT(measured(&d, "a,b\n1,2\n") == NULL);
    THAT(d.errors == 1 && d.first->code == DIAG_BAD_SCHEMA);
    d = diag_none(test_arena());
    THAT(measured(&d, "") == NULL);
    THAT(measured(&d, "model,quant,total_bytes\nllama-3-8b,F16,16 GB\n") == NULL);
    THAT(d.last->code == DIAG_WRONG_TYPE && d.last->at.line == 2);
}

SUITE(load, {"later files replace", later_files_replace}, {"no name twice", no_name_twice},
      {"bad catalogues", bad_catalogues}, {"a scenario", scenarios}, {"faults of a scenario", scenario_faults},
      {"kinds of files", kinds_of_files}, {"machines", machines}, {"faults of machines", machine_faults},
      {"measurement files", measurements})
