#!/bin/sh
# sizes.sh [PATTERN]: makes files of the largest sizes that people and programs could hand over, gives each to the commands that read such
# a file, and prints CPU seconds, peak memory and the exit code. A row over 2 s or 200 MB begins with OVER. PATTERN: only rows whose
# "file command" matches it. Needs GNU time. It judges nothing for the tests: seconds depend on the machine, and docs/limits.md states
# what holds everywhere. RIGPLAN names the program.
set -u
LC_ALL=C
export LC_ALL
RIGPLAN=${RIGPLAN:-$PWD/rigplan}
pattern=${1:-.}
root=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# lines N TEXT: N lines; # in the text is the number of the line.
lines() { awk -v n="$1" -v text="$2" 'BEGIN { m = split(text, part, "#"); for (i = 1; i <= n; i++) { t = part[1]; for (k = 2; k <= m; k++) t = t i part[k]; print t } }' </dev/null; }
# bytes N TEXT: the text again and again until there are N bytes.
bytes() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i += length(text)) printf "%s", text }' </dev/null; }
# repeat FILE BYTES: the lines of a file again and again.
repeat() { awk -v n="$2" '{ line[NR] = $0 } END { for (i = 0; i < n;) { for (k = 1; k <= NR; k++) { print line[k]; i += length(line[k]) + 1 } } }' "$1"; }

# try FILE COMMAND...: the file is the last word, or stands for @.
try() {
    file=$1
    shift
    words=
    for word; do [ "$word" = @ ] && word=$file; words="$words $word"; done
    case " $* " in *" @ "*) ;; *) words="$words $file" ;; esac
    echo "$file $*" | grep -q "$pattern" || return 0
    [ -e "$file" ] || make_"$(echo "${file%.*}" | tr - _)" >"$file"
    # shellcheck disable=SC2086
    timeout 60 /usr/bin/time -f '%U %S %M' -o time "$RIGPLAN" $words >out 2>err </dev/null
    code=$?
    tail -n 1 time | awk -v code="$code" -v file="$file" -v words="$*" -v said="$(head -n 1 err | cut -c 1-90)" \
        '{ s = $1 + $2; mb = $3 * 1024 / 1e6; over = s > 2 || mb > 200 ? "OVER" : ""
           printf "%-5s%6.2f s %6.0f MB  exit %-3s %s: %s\n      %s\n", over, s, mb, code, file, words, said }'
}

# ---- what is made; the name of the function is that of the file

make_zeros() { head -c 600000 /dev/zero; }
make_digits() { head -c 600000 /dev/zero | tr '\0' 0; }
make_wide() { bytes 100000 'a,'; echo; lines 100000 ''; }
make_wide_names() { awk 'BEGIN { for (i = 0; i < 100000; i++) printf "column%d,", i; print "" }'; lines 100000 ''; }
make_wide_rows() { bytes 8000 'a,'; echo; lines 1000 "$(bytes 8000 '1,')"; }
make_open() { bytes 600000 '['; }
make_braces() { bytes 600000 '{"a":'; }
make_one_line() { bytes 8300000 'RTX 3090 24 GB 700 USD '; }
make_short_lines() { lines 4000000 a; }
make_quote() { printf '"'; bytes 16000000 'a,'; }
make_empty_lines() { bytes 8300000 '
'; }
make_commas() { lines 1000000 ',,,'; }
make_devices() { printf '{"schema":"rigplan-catalogue-1","devices":[{"id":"x0"}'; lines 50000 ',{"id":"x#","name":"x","vendor":"nvidia"}'; echo ']}'; }
make_parts_records() { printf '{"schema":"rigplan-catalogue-1","parts":[{"id":"x0"}'; lines 9000 ',{"id":"x#","name":"x #","kind":"case"}'; echo ']}'; }
make_models() { printf '{"schema":"rigplan-catalogue-1","models":[{"id":"x0"}'; lines 9000 ',{"id":"x#","name":"x #","aliases":["y #","z #"]}'; echo ']}'; }
make_same_ids() { printf '{"schema":"rigplan-catalogue-1","parts":[{"id":"x"}'; lines 9000 ',{"id":"x","name":"x","kind":"case"}'; echo ']}'; }
make_fields() { printf '{"schema":"rigplan-catalogue-1","devices":[{"id":"x"'; lines 100000 ',"f#":1'; echo '}]}'; }
make_same_fields() { printf '{"schema":"rigplan-catalogue-1","devices":[{"id":"x"'; lines 100000 ',"id":"x"'; echo '}]}'; }
make_yaml_keys() { echo 'schema: rigplan-scenario-2'; lines 100000 'k#: 1'; }
make_yaml_options() { cat head.yaml; lines 1000 '  - {id: o#, machines: [{parts: [{part: rtx-3090, qty: 1}]}]}'; }
make_yaml_same() { echo 'schema: rigplan-scenario-2'; lines 100000 'options: 1'; }
make_yaml_alias() { echo 'a: &a [1]'; lines 100000 'k#: *a'; }
make_yaml_lines() { echo 'schema: |'; lines 600000 '  text of a block, line #'; }
make_machine_parts() { echo 'schema: rigplan-machine-1'; echo 'parts:'; lines 100000 '  - {part: rtx-3090, qty: 1}'; }
make_book() { echo date,component,condition,kind,amount,currency,source,title; lines 49999 '2026-01-02,rtx-3090,used,sold,#,USD,s,t#'; }
make_book_months() { echo date,component,condition,kind,amount,currency,source,title; awk 'BEGIN { for (i = 0; i < 14000; i++) printf "%d-%02d-%02d,rtx-3090,used,sold,%d,USD,s,t\n", 2005 + i % 20, 1 + i % 12, 1 + i % 28, 500 + i }'; }
make_book_over() { echo date,component,condition,kind,amount,currency,source,title; lines 100000 '2026-01-02,rtx-3090,used,sold,#,USD,s,t#'; }
make_book_unknown() { echo date,component,condition,kind,amount,currency,source,title; lines 49999 '2026-01-02,no-such-#,used,sold,1,USD,s,t#'; }
make_book_same() { echo date,component,condition,kind,amount,currency,source,title; lines 49999 '2026-01-02,rtx-3090,used,sold,1,USD,s,t'; }
make_book_faults() { echo date,component,condition,kind,amount,currency,source,title; lines 49999 'x,rtx-3090,odd,odd,zero,QQQ,s,t'; }
make_clouds() { head -n 1 "$root/data/offers/clouds.csv"; sed -n 2p "$root/data/offers/clouds.csv" >row; repeat row 2000000; }
make_feed_json() { echo '['; lines 50000 '{"title":"EVGA RTX 3090 FTW3 24GB #","price":{"value":"700.#","currency":"USD"},"date":"2026-03-01","condition":"Used"},'; echo '{"title":"RTX 3090","price":700,"currency":"USD"}]'; }
make_feed_jsonl() { lines 50000 '{"title":"EVGA RTX 3090 FTW3 24GB #","price":700.#,"currency":"USD","date":"2026-03-01"}'; }
make_feed_csv() { echo title,price,currency,date,condition; lines 50000 '"EVGA RTX 3090 FTW3, 24GB #",700.#,USD,2026-03-01,Used'; }
make_feed_csv_odd() { echo title,price,currency,date,condition; lines 50000 'Some thing that no one knows #,odd,,odd,odd'; }
make_feed_text() { lines 50000 '- EVGA RTX 3090 FTW3 24GB #: $700 used, $1,100 new'; }
make_feed_text_other() { lines 50000 'Corsair Vengeance # 64 GB (2 x 32 GB) DDR5-6000 kit, bought in Berlin: 200 EUR'; }
make_feed_words() { lines 200000 'some words that are no list of anything, line #'; }
make_feed_md() { echo '| GPU | Price | Date |'; echo '|---|---|---|'; lines 50000 '| EVGA RTX 3090 FTW3 24GB # | $700 | 2026-03-01 |'; }
make_feed_html() { echo '<table><tr><th>Title</th><th>Price</th></tr>'; lines 50000 '<tr><td><a href="https://x/#">EVGA RTX 3090 #</a></td><td>US $700.00</td></tr>'; echo '</table>'; }
make_feed_html_open() { echo '<table><tr><th>Title</th><th>Price</th></tr>'; bytes 5000000 '<td'; }
make_feed_html_entities() { echo '<table><tr><th>Title</th><th>Price</th></tr><tr><td>'; bytes 5000000 '&amp;&#8364;'; }
make_feed_bold() { bytes 2000000 '**[a'; }
make_feed_marks() { bytes 4000000 ' - a: 7'; }
make_feed_bars() { bytes 4000000 '| $7 '; }
make_feed_list_of_prices() { lines 50000 'RTX # - $100, $200, $300, $400 used, $500 new | $600'; }
make_feed_tables() { lines 50000 '| GPU | Price |
|---|---|
| RTX # | $700 |
'; }
make_feed_picker() { printf '[PCPartPicker Part List](https://au.pcpartpicker.com/list/abc)\n\nType|Item|Price\n:----|:----|:----\n'; lines 50000 '**Video Card** | [EVGA RTX 3090 24 GB #](https://x) | $700.00 @ Newegg'; }
make_log() { repeat "$root/tests/benchmarks/llama-server.log" 50000000; }
make_log_idle() { cat "$root/tests/benchmarks/llama-server.log"; lines 80000 '9.00.000.000 I srv  update_slots: all slots are idle, request # of a client, waiting for a task to come'; }
make_log_small() { repeat "$root/tests/benchmarks/llama-server.log" 8300000; }
make_log_http() { lines 80000 '192.168.1.# - - [01/Mar/2026:10:00:00] "POST /v1/chat/completions HTTP/1.1" 200 1234 "-" "curl/8.#"'; }
make_log_vllm() { lines 60000 'INFO 03-01 10:00:00 [loggers.py:118] Engine 000: Avg prompt throughput: 10.# tokens/s, Avg generation throughput: 20.1 tokens/s'; }
make_memlog_small() { repeat "$root/tests/memlogs/llama-four-cards.log" 8300000; }
make_memlog_vllm() { repeat "$root/tests/memlogs/vllm-v1.log" 8300000; }
make_memlog_sglang() { repeat "$root/tests/memlogs/sglang-eight-cards.log" 8300000; }
make_bench_md() { head -n 3 "$root/tests/benchmarks/depth.md"; sed -n 4p "$root/tests/benchmarks/depth.md" >row; repeat row 8300000; }
make_bench_jsonl() { repeat "$root/tests/benchmarks/llama-bench.jsonl" 8300000; }
make_bench_csv() { head -n 1 "$root/tests/benchmarks/llama-bench.csv"; sed -n 2p "$root/tests/benchmarks/llama-bench.csv" >row; repeat row 8300000; }
make_bench_all() { for f in "$root"/tests/benchmarks/*.txt; do cat "$f"; done >all; repeat all 8300000; }
make_bench_pretty() { lines 1000000 '{ "a": ['; }
make_rig() { cat "$root"/tests/rigs/*.txt >all; repeat all 4100000; }
make_rig_lspci() { repeat "$root/tests/rigs/lspci-vv.txt" 4100000; }
make_rig_smi() { repeat "$root/tests/rigs/nvidia-q.txt" 4100000; }
make_rig_topology() { repeat "$root/tests/rigs/topology.txt" 4100000; }
make_rig_host() { repeat "$root/tests/rigs/host-epyc.txt" 4100000; }
make_speed() { head -n 1 "$root/data/measured/speed.csv"; sed -n 2p "$root/data/measured/speed.csv" >row; awk '{ for (i = 0; i < 50000; i++) { t = $0; sub(/ms0001/, "r" i, t); print t } }' row; }
make_speed_most() { head -n 1 "$root/data/measured/speed.csv"; sed -n 2p "$root/data/measured/speed.csv" >row; awk '{ for (i = 0; i < 8000; i++) { t = $0; sub(/ms0001/, "r" i, t); print t } }' row; }
make_speed_faults() { head -n 1 "$root/data/measured/speed.csv"; sed -n 2p "$root/data/measured/speed.csv" >row; awk '{ gsub(/rtx-3070/, "rtx-0"); gsub(/,1,/, ",x,"); for (i = 0; i < 50000; i++) print }' row; }
make_sizes_rows() { head -n 1 "$root/data/measured/gguf_sizes.csv"; tail -n +2 "$root/data/measured/gguf_sizes.csv" >rows; repeat rows 5000000; }
make_memory_rows() { head -n 1 "$root/data/measured/memory.csv"; sed -n 2,3p "$root/data/measured/memory.csv" >row; repeat row 5000000; }
make_hf() { printf '{"model_type":"llama","architectures":["X"],"layer_types":["a"'; lines 200000 ',"full_attention"'; echo ']}'; }
make_hf_keys() { printf '{"model_type":"llama"'; lines 100000 ',"k#":{"a":1}'; echo '}'; }
make_gguf_keys() { awk 'BEGIN { n = 200000; printf "GGUF%c%c%c%c", 3, 0, 0, 0; le(0, 8); le(n, 8); for (i = 0; i < n; i++) { k = "k" i; le(length(k), 8); printf "%s", k; le(4, 4); le(1, 4) } } function le(x, w) { while (w--) { printf "%c", x % 256; x = int(x / 256) } }'; }
make_gguf_tensors() { awk 'BEGIN { n = 200000; printf "GGUF%c%c%c%c", 3, 0, 0, 0; le(n, 8); le(0, 8); for (i = 0; i < n; i++) { k = "blk." i ".x"; le(length(k), 8); printf "%s", k; le(1, 4); le(32, 8); le(0, 4); le(i * 128, 8) } } function le(x, w) { while (w--) { printf "%c", x % 256; x = int(x / 256) } }'; }
make_gguf_array() { awk 'BEGIN { n = 2000000; printf "GGUF%c%c%c%c", 3, 0, 0, 0; le(0, 8); le(1, 8); le(1, 8); printf "k"; le(9, 4); le(8, 4); le(n, 8); for (i = 0; i < n; i++) { le(1, 8); printf "t" } } function le(x, w) { while (w--) { printf "%c", x % 256; x = int(x / 256) } }'; }

awk '/^options:/ { exit } { print } END { print "options:" }' "$root/scenarios/aud-8343.yaml" >head.yaml

# ---- each with the commands that read it

any="short_lines.txt zeros.csv digits.csv wide.csv wide_names.csv wide_rows.csv open.json braces.json one_line.txt quote.csv empty_lines.txt commas.csv"
for f in $any; do
    for c in check run convert validate calibrate import 'import hf' 'import gguf' 'import llama-bench' 'import memory' 'import parts' 'import rig' \
        'prices import @ --dry-run --book b.csv' 'prices list --book' 'compare @ @' 'predict --model qwen3-8b --machine' 'rig --data'; do
        # shellcheck disable=SC2086
        try "$f" $c
    done
done
for f in devices.json parts_records.json models.json same_ids.json fields.json same_fields.json; do try $f check; done
for f in yaml_keys.yaml yaml_options.yaml yaml_same.yaml yaml_alias.yaml yaml_lines.yaml machine_parts.yaml; do
    for c in check 'run --no-plots -o out.d' 'compare @ @' 'compare @ :o2' convert 'predict --model qwen3-8b --machine' 'explain @:o1 price' 'deploy --model qwen3-8b --machine' 'fit --machine'; do
        # shellcheck disable=SC2086
        try $f $c
    done
done
for f in book.csv book_months.csv book_over.csv book_unknown.csv book_same.csv book_faults.csv; do
    for c in check 'prices list --book' 'prices show rtx-3090 --book' 'prices stale --book' 'prices check --book' 'prices import @ --dry-run --book b.csv' \
        "run $root/scenarios/home-2026.yaml --no-plots -o out.d --book"; do
        # shellcheck disable=SC2086
        try $f $c
    done
done
try clouds.csv check
for f in feed_json.json feed_jsonl.json feed_csv.csv feed_csv_odd.csv feed_text.txt feed_text_other.txt feed_words.txt feed_md.md feed_html.html feed_html_open.html \
    feed_html_entities.html feed_bold.md feed_marks.txt feed_bars.md feed_list_of_prices.txt feed_tables.md feed_picker.md; do
    for c in 'prices import @ --dry-run --book b.csv --currency USD --country US --date 2026-03-01 --source s --condition used' 'import parts --currency USD' import; do
        # shellcheck disable=SC2086
        try $f $c
    done
done
for f in log.txt log_small.txt log_idle.txt log_http.txt log_vllm.txt memlog_small.txt memlog_vllm.txt memlog_sglang.txt bench_md.md bench_jsonl.json bench_csv.csv bench_all.txt bench_pretty.json \
    rig.txt rig_lspci.txt rig_smi.txt rig_topology.txt rig_host.txt; do
    for c in import 'import llama-bench' 'import memory' 'import parts' 'import rig' 'prices import @ --dry-run --book b.csv'; do
        # shellcheck disable=SC2086
        try $f $c
    done
done
for f in speed.csv speed_most.csv speed_faults.csv sizes_rows.csv memory_rows.csv; do for c in validate calibrate 'calibrate --mine'; do
    # shellcheck disable=SC2086
    try $f $c
done; done
for f in hf.json hf_keys.json; do for c in import 'import hf'; do
    # shellcheck disable=SC2086
    try $f $c
done; done
for f in gguf_keys.gguf gguf_tensors.gguf gguf_array.gguf; do for c in import 'import --header' 'import gguf' "predict --gpu rtx-3090 --model"; do
    # shellcheck disable=SC2086
    try $f $c
done; done
