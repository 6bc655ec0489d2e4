/* subjects.c: the commands that are tortured. */
#include "torture/trial.h"

#define CARD "--gpu rtx-3090 --model llama-3.1-8b --quant Q4_K_M"
#define SCENARIO "tests/torture/one.yaml>s.yaml"
#define OLD "--set title=Old --set funds[0].amount=9000"
#define BENCH "tests/benchmarks/"

/* clang-format off */
const struct subject trial_subjects[] = {
    {"predict", "predict " CARD, "", NULL, 0, 0},
    {"predict-json", "predict " CARD " --json", "", NULL, 0, 0},
    {"predict-data", "predict " CARD " --data d", "tests/torture/device.json>d/c.json data/outlets.json>d/o.json", NULL, 0, 0},
    {"run", "run s.yaml -o out", SCENARIO " tests/torture/one.yaml>out/mine.txt", "run s.yaml -o out " OLD, 0, 0},
    {"run-new", "run s.yaml -o deep/out", SCENARIO, NULL, 0, 0},
    {"run-no-plots", "run s.yaml --no-plots -o out", SCENARIO " tests/torture/one.yaml>out/mine.txt", "run s.yaml --no-plots -o out " OLD, 0, 0},
    {"run-inside", "in out run ../s.yaml --no-plots -o .", SCENARIO " tests/torture/one.yaml>out/mine.txt", "run s.yaml --no-plots -o out " OLD, 0, TRIAL_INSIDE},
    {"run-print", "run s.yaml --no-plots --format json -o -", SCENARIO, NULL, 0, 0},
    {"check", "check s.yaml", SCENARIO, NULL, 0, 0},
    {"import-bench-json", "import b.json", BENCH "llama-bench.json>b.json", NULL, 0, 0},
    {"import-bench-text", "import b.txt", BENCH "koboldcpp.txt>b.txt", NULL, 0, 0},
    {"import-server-log", "import b.log", BENCH "llama-server.log>b.log", NULL, 0, 0},
    {"import-vllm", "import b.json --gpu h100-sxm-80gb --quant BF16", BENCH "vllm-serve.json>b.json", NULL, 0, 0},
    {"import-memory", "import m.log --source x", "tests/memlogs/llama-phi3.log>m.log", NULL, 0, 0},
    {"import-rig", "import rig r.txt", "tests/rigs/nvidia-q.txt>r.txt", NULL, 0, 0},
    {"import-parts", "import parts p.md", "tests/fuzz/corpus/feed_picker.md>p.md", NULL, 0, 0},
    {"import-hf", "import hf c.json --date 2026-01-01", "tests/hf/qwen3.5-27b.json>c.json", NULL, 0, 0},
    {"import-gguf", "import gguf m.gguf --header --date 2026-01-01", "tests/fuzz/corpus/llama.gguf>m.gguf", NULL, 0, 0},
    {"prices-import", "prices import f.csv --book b.csv", "tests/fuzz/corpus/feed.csv>f.csv tests/fuzz/corpus/book.csv>b.csv", NULL, 0, 0},
    {"prices-import-months", "prices import f.csv --book b", "tests/torture/feed.csv>f.csv tests/fuzz/corpus/book.csv>b/2020-01.csv", NULL, 0, TRIAL_EACH},
    {"prices-import-report", "prices import f.csv --book b.csv --dry-run --report r.csv", "tests/fuzz/corpus/feed.csv>f.csv tests/torture/one.yaml>r.csv", NULL, 0, 0},
    {"prices-show", "prices show rtx-3090 --as-of 2026-06-01", "", NULL, 0, 0},
    {"convert", "convert o.yaml -o n.yaml", "tests/fuzz/corpus/version-1.yaml>o.yaml", NULL, 300, 0},
    {"calibrate", "calibrate m.csv -o c.json", "tests/torture/speed.csv>m.csv tests/torture/one.yaml>c.json", NULL, 0, 0},
    {"calibrate-mine", "calibrate --mine m.csv -o c.json", "tests/torture/speed.csv>m.csv tests/torture/one.yaml>c.json", NULL, 6, TRIAL_SLOW},
    {"validate", "validate m.csv --rows r.csv", "tests/torture/speed.csv>m.csv tests/torture/one.yaml>r.csv", NULL, 0, 0},
    {"init", "init -o i.yaml", "", NULL, 0, 0},
    {"explain", "explain " CARD, "", NULL, 2, TRIAL_SLOW},
    {"deploy", "deploy --gpu rtx-3090 --model llama-3.1-8b", "", NULL, 0, 0},
    {"compare", "compare s.yaml:one s.yaml:two", SCENARIO, NULL, 200, 0},
    {"fit", "fit --gpu rtx-3090", "", NULL, 60, 0},
    {"blocks-run", "run s.yaml --no-plots -o out", SCENARIO " tests/torture/one.yaml>out/mine.txt", "run s.yaml --no-plots -o out " OLD, 300, TRIAL_BLOCKS},
    {"blocks-inside", "in out run ../s.yaml --no-plots -o .", SCENARIO " tests/torture/one.yaml>out/mine.txt", "run s.yaml --no-plots -o out " OLD, 50, TRIAL_BLOCKS | TRIAL_INSIDE},
    {"blocks-prices", "prices import f.csv --book b", "tests/torture/feed.csv>f.csv tests/fuzz/corpus/book.csv>b/2020-01.csv", NULL, 200, TRIAL_BLOCKS | TRIAL_EACH},
    {"blocks-import", "import hf c.json --date 2026-01-01", "tests/hf/qwen3.5-27b.json>c.json", NULL, 200, TRIAL_BLOCKS},
    {"rig", "rig", "tests/torture/one.yaml>x", NULL, 0, TRIAL_ASKS},
    {"schema", "schema scenario", "", NULL, 0, 0},
    {0},
};
/* clang-format on */
