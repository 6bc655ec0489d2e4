/* read/decode: each field type from JSON, defaults, values with their own source, table rows, dates. */
#include "test.h"

#include "arena.h"
#include "decode.h"
#include "diag.h"
#include "tree_json.h"

#define RECORD sample_part
#define TABLE "sample_part.def"
#include "struct.inc"
#define RECORD sample
#define TABLE "sample.def"
#include "struct.inc"

#define RECORD sample_part
#define TABLE "sample_part.def"
#include "fields.inc"
#define RECORD sample
#define TABLE "sample.def"
#include "fields.inc"

/* The record of a JSON text; *faults is what was wrong. */
static const struct sample *decoded(const char *json, const char **faults)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    struct decode dec = {.arena = a, .d = &d};
    struct sample *s = ARENA_NEW(a, struct sample);
    const struct tree *t = tree_json(a, &d, "t.json", json, strlen(json));
    if (t) {
        decode_record(&dec, &kind_sample, t, &(struct decode_path){.name = "samples", .entry = true, .index = 4}, s);
        decode_resolve(&dec, test_catalogue());
    }
    *faults = test_faults(&d);
    return s;
}

static const struct sample *good(const char *json)
{
    const char *faults;
    const struct sample *s = decoded(json, &faults);
    SAME(faults, "");
    return s;
}

static void every_type(void)
{
    const struct sample *s = good("{\"id\": \"rtx-3090.Q4_K+x(1)\", \"title\": \"\", \"words\": [\"a\", \"b\"], "
                                  "\"power_w\": 387.5, \"spare_frac\": 0.875, \"qty\": 7,\n"
                                  "\"price\": 23.85, \"split\": \"layer\", \"condition\": \"refurbished\", "
                                  "\"tied\": true, \"owned\": \"yes\",\n"
                                  "\"device\": \"rtx-3090\", \"part\": {\"name\": \"x\", \"length_mm\": 12.5}, "
                                  "\"parts\": [{\"name\": \"y\"}, {\"name\": \"z\"}],\n"
                                  "\"date\": \"2026-11\"}");
    SAME(s->id, "rtx-3090.Q4_K+x(1)");
    SAME(s->title, "");
    THAT(s->words.n == 2);
    SAME(s->words.v[1], "b");
    CLOSE(s->power_w, 387.5, 0);
    CLOSE(s->spare_frac, 0.875, 0);
    CLOSE(s->qty, 7, 0);
    CLOSE(s->price.mid, 23.85, 0);
    CLOSE(s->price.low95, 23.85, 0);
    THAT(s->split == split_layer && s->condition == condition_refurbished && s->tied == flag_yes &&
         s->owned == flag_yes);
    THAT(s->device == FIND(device, "rtx-3090"));
    SAME(s->part->name, "x");
    CLOSE(s->part->length_mm, 12.5, 0);
    THAT(s->parts.n == 2);
    SAME(s->parts.v[1].name, "z");
    CLOSE(s->parts.v[1].length_mm, NAN, 0);
    SAME(s->date, "2026-11");
    const struct origin *at = &s->at[F_sample_price];
    THAT(at->line == 2 && at->col == 10 && !at->is_default);
    SAME(at->file, "t.json");
}

static void absent_is_unknown_or_default(void)
{
    const struct sample *s = good("{}");
    THAT(!s->id && !s->title && s->words.n == 0 && !s->device && !s->part && s->parts.n == 0);
    CLOSE(s->power_w, NAN, 0);
    CLOSE(s->spare_frac, 0.125, 0);
    CLOSE(s->qty, 3, 0);
    CLOSE(s->price.mid, NAN, 0);
    CLOSE(s->rate.high95, 2.385, 0);
    THAT(s->split == split_unknown && s->condition == condition_used && s->tied == flag_unknown && s->owned == flag_no);
    THAT(s->at[F_sample_qty].is_default && !s->at[F_sample_power_w].is_default);
    SAME(s->at[F_sample_qty].file, "default");
    SAME(s->at[F_sample_power_w].file, NULL);
}

static void own_sources(void)
{
    const struct sample *s = good("{\"power_w\": {\"value\": 350, \"source\": \"datasheet\", \"date\": \"2020-09\"}, "
                                  "\"title\": {\"value\": \"x\", \"source\": \"page\"},\n"
                                  "\"price\": {\"value\": 20, \"low\": 15.5, \"high\": 30.25}, \"tied\": "
                                  "{\"value\": false}, \"device\": {\"value\": \"rtx-4090\"}}");
    CLOSE(s->power_w, 350, 0);
    SAME(s->at[F_sample_power_w].source, "datasheet");
    SAME(s->at[F_sample_power_w].date, "2020-09");
    SAME(s->title, "x");
    SAME(s->at[F_sample_title].source, "page");
    SAME(s->at[F_sample_title].date, NULL);
    CLOSE(s->price.low95, 15.5, 0);
    CLOSE(s->price.low80, 15.5, 0);
    CLOSE(s->price.mid, 20, 0);
    CLOSE(s->price.high80, 30.25, 0);
    CLOSE(s->price.high95, 30.25, 0);
    THAT(s->tied == flag_no && s->device == FIND(device, "rtx-4090"));
}

#define AT_(col) "t.json:1:" #col ": error: "
#define P "samples[4]"
static const struct {
    const char *json, *faults;
} wrong[] = {
    {"[]", AT_(1) P ": expected a mapping such as {id: ...}, got a list [E203]\n"},
    {"{\"power_w\": \"80\"}", AT_(13) P ".power_w: expected a number from 5 to 2000 W, got the text \"80\" [E203]\n"},
    {"{\"power_w\": null}", AT_(13) P ".power_w: expected a number from 5 to 2000 W, got nothing [E203]\n"},
    {"{\"power_w\": true}", AT_(13) P ".power_w: expected a number from 5 to 2000 W, got true [E203]\n"},
    {"{\"power_w\": [5]}", AT_(13) P ".power_w: expected a number from 5 to 2000 W, got a list [E203]\n"},
    {"{\"power_w\": -350}", AT_(13) P ".power_w: expected a number from 5 to 2000 W, got -350 [E204]\n"},
    {"{\"power_w\": 4.999}", AT_(13) P ".power_w: expected a number from 5 to 2000 W, got 4.999 [E204]\n"},
    {"{\"power_w\": 2000.5}", AT_(13) P ".power_w: expected a number from 5 to 2000 W, got 2000.5 [E204]\n"},
    {"{\"qty\": 2.5}", AT_(9) P ".qty: expected a whole number from 1 to 16, got 2.5 [E205]\n"},
    {"{\"qty\": 17}", AT_(9) P ".qty: expected a whole number from 1 to 16, got 17 [E204]\n"},
    {"{\"title\": 5}", AT_(11) P ".title: expected a text (in quotes), got the number 5 [E203]\n"},
    {"{\"words\": \"a\"}", AT_(11) P ".words: expected a list of texts, got the text \"a\" [E203]\n"},
    {"{\"words\": [\"a\", 5]}", AT_(17) P ".words: expected a text, got the number 5 [E203]\n"},
    {"{\"split\": \"layers\"}",
     AT_(11) P ".split: expected one of none, layer, row, tensor, pipeline; got the text \"layers\" [E206]\n"},
    {"{\"split\": 1}",
     AT_(11) P ".split: expected one of none, layer, row, tensor, pipeline; got the number 1 [E203]\n"},
    {"{\"split\": \"unknown\"}",
     AT_(11) P ".split: expected one of none, layer, row, tensor, pipeline; got the text \"unknown\" [E206]\n"},
    {"{\"tied\": \"maybe\"}", AT_(10) P ".tied: expected one of no, yes; got the text \"maybe\" [E206]\n"},
    {"{\"device\": \"rtz-3090\"}", AT_(12) P ".device: no device 'rtz-3090'; did you mean 'rtx-3090'? [E301]\n"},
    {"{\"device\": \"a-thing-like-no-other\"}",
     AT_(12) P ".device: no device 'a-thing-like-no-other' (see: rigplan list device) [E301]\n"},
    {"{\"device\": 3090}", AT_(12) P ".device: expected the id of a device, got the number 3090 [E203]\n"},
    {"{\"part\": {}}", AT_(10) P ".part: a sample_part must state 'name' (name) [E202]\n"},
    {"{\"part\": 5}", AT_(10) P ".part: expected a mapping, got the number 5 [E203]\n"},
    {"{\"parts\": []}", AT_(11) P ".parts: expected 1 to 3 entries, got 0 [E207]\n"},
    {"{\"parts\": [{\"name\": \"a\"}, {\"nam\": \"b\"}]}",
     AT_(35) P ".parts[1]: a sample_part has no field 'nam'; did you mean 'name'? [E201]\n" AT_(27) P
     ".parts[1]: a sample_part must state 'name' (name) [E202]\n"},
    {"{\"parts\": {\"name\": \"a\"}}", AT_(11) P ".parts: expected a list, got a mapping [E203]\n"},
    {"{\"zebra_crossing\": 1}", AT_(20) P ": a sample has no field 'zebra_crossing' [E201]\n"},
    {"{\"id\": \"two words\"}",
     AT_(8) P ".id: expected 1 to 160 letters, digits or . - _ + ( ), got \"two words\" [E211]\n"},
    {"{\"id\": \"\"}", AT_(8) P ".id: expected 1 to 160 letters, digits or . - _ + ( ), got \"\" [E211]\n"},
    {"{\"date\": \"21.11.2026\"}",
     AT_(10) P ".date: expected YYYY, YYYY-MM or YYYY-MM-DD (months 01 to 12), got \"21.11.2026\" [E209]\n"},
    {"{\"price\": {\"value\": 20, \"low\": 15}}",
     AT_(21) P ".price: expected both low and high, got only low [E210]\n"},
    {"{\"price\": {\"value\": 20, \"low\": 21, \"high\": 30}}",
     AT_(21) P ".price: expected low <= value <= high, got 21, 20, 30 [E210]\n"},
    {"{\"price\": {\"value\": 20, \"low\": 10, \"high\": 15.5}}",
     AT_(21) P ".price: expected low <= value <= high, got 10, 20, 15.5 [E210]\n"},
    {"{\"price\": {\"value\": 20, \"low\": 1, \"high\": 3000}}",
     AT_(43) P ".price: expected a number from 0 to 1000 money, got 3000 [E204]\n"},
    {"{\"power_w\": {\"source\": \"x\"}}", AT_(13) P ".power_w: expected 'value' in the mapping, got none [E202]\n"},
    {"{\"power_w\": {\"value\": 80, \"low\": 70}}",
     AT_(34) P ".power_w: a value has no field 'low', only value, source, date [E201]\n"},
    {"{\"power_w\": {\"value\": 80, \"date\": \"soon\"}}",
     AT_(13) P ".power_w: expected YYYY, YYYY-MM or YYYY-MM-DD (months 01 to 12), got \"soon\" [E209]\n"},
    {"{\"power_w\": {\"value\": 80, \"source\": 5}}",
     AT_(37) P ".power_w: source: expected a text, got the number 5 [E203]\n"},
    {"{\"power_w\": \"80\", \"qty\": 0, \"nope_nope_nope\": 1, \"parts\": []}",
     AT_(13) P ".power_w: expected a number from 5 to 2000 W, got the text \"80\" [E203]\n" AT_(26) P
     ".qty: expected a whole number from 1 to 16, got 0 [E204]\n" AT_(47) P
     ": a sample has no field 'nope_nope_nope' [E201]\n" AT_(59) P ".parts: expected 1 to 3 entries, got 0 [E207]\n"},
};

static void every_fault(void)
{
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        const char *faults;
        test_row("%s", wrong[i].json);
        decoded(wrong[i].json, &faults);
        SAME(faults, wrong[i].faults);
    }
}

static void dates(void)
{
    static const char *const right[] = {"2026", "2026-01", "2026-12", "2026-11-21", "1999-12-31"};
    static const char *const bad[] = {
        "",          "26",         "2026-",    "2026-1",        "2026-13", "2026-00", "2026-11-00", "2026-11-32",
        "2026-11-2", "2026/11/21", "20261121", "2026-11-21T00", "yyyy",    "2026-1a", " 2026",      "2026 "};
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        test_row("%s", right[i]);
        THAT(decode_is_date(right[i]));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        test_row("%s", bad[i]);
        THAT(!decode_is_date(bad[i]));
    }
}

static void table_rows(void)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    struct decode dec = {.arena = a, .d = &d};
    const struct field *f = kind_sample.fields;
    const struct field *const columns[] = {&f[F_sample_title], NULL, &f[F_sample_power_w], &f[F_sample_qty]};
    static const char *const cells[] = {"80", "ignored", "387.5", ""}, *const bad[] = {"x", "", "700watts", "2.5"};
    static const int cols[] = {1, 3, 5, 14};
    const struct decode_cells good = {4, columns, cells, NULL}, faulty = {4, columns, bad, cols};
    const struct origin at = {.file = "t.csv", .line = 9, .col = 1};
    struct sample *s = ARENA_NEW(a, struct sample), *t = ARENA_NEW(a, struct sample);
    decode_row(&dec, &kind_sample, &good, at, s);
    SAME(test_faults(&d), "");
    SAME(s->title, "80");
    CLOSE(s->power_w, 387.5, 0);
    CLOSE(s->qty, 3, 0);
    THAT(s->at[F_sample_power_w].line == 9);
    decode_row(&dec, &kind_sample, &faulty, at, t);
    SAME(test_faults(&d),
         "t.csv:9:5: error: power_w: expected a number from 5 to 2000 W, got the text \"700watts\" [E203]\n"
         "t.csv:9:14: error: qty: expected a whole number from 1 to 16, got 2.5 [E205]\n");
}

SUITE(decode, {"a field of every type", every_type},
      {"absent is unknown, or the default", absent_is_unknown_or_default},
      {"values with their own source", own_sources}, {"every fault", every_fault}, {"dates", dates},
      {"rows of a table", table_rows})
