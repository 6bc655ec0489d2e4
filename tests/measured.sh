#!/bin/sh
# Against measured files: how many rows are predicted and how large the errors may be. The bounds are set by what the laws claim
# (sizes, weights and cache are exact; at least 60 % of each file is predicted), not by what came out.
set -u
bad=0
passed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

say() { if [ "$1" = ok ]; then passed=$((passed + 1)); else bad=$((bad + 1)); echo "measured: $2"; fi; }

# at_most WHAT LIMIT VALUE
at_most() { if awk "BEGIN{exit !($3 <= $2)}"; then say ok; else say no "$1 is $3, more than $2"; fi; }
at_least() { if awk "BEGIN{exit !($3 >= $2)}"; then say ok; else say no "$1 is $3, less than $2"; fi; }

# field FILE CLASS COLUMN: a column of the class's line (1 n, 2 mean, 3 median, 4 p90; of memory files also 6 within 1 %, 7 within 5 %,
# 8 worst under-prediction, 9 worst error)
field() { grep "^  $2  " "$1" | sed "s/^  $2 *//" | awk "{print \$$3}"; }
predicted() { sed -n 's/.*(\([0-9.]*\) %)$/\1/p' "$1" | head -n 1; }

for file in gguf_sizes memory memory_logs speed power_cap training_memory offload collectives; do
    "$RIGPLAN" validate "data/measured/$file.csv" >"$tmp/$file" || say no "validate $file failed"
    at_least "$file: rows predicted (%)" 60 "$(predicted "$tmp/$file")"
done
for class in total token_embd output attn ffn experts other; do
    at_most "sizes, $class: 90th percentile of the error (%)" 0.1 "$(field "$tmp/gguf_sizes" "$class" 4)"
    at_most "sizes, $class: mean error (%)" 0.1 "$(field "$tmp/gguf_sizes" "$class" 2)"
done
at_least "memory: rows predicted (%)" 98 "$(predicted "$tmp/memory")"
for class in 'weights on devices' 'cache on devices'; do
    at_most "memory, $class: worst error (%)" 0.1 "$(field "$tmp/memory" "$class" 9)"
done
at_most "memory, layers per device: worst error (%)" 0 "$(field "$tmp/memory" 'layers per device' 9)"
# Compute buffers: 88 % of the devices within 1 %, 94 % within 5 %, none more than 15 % under unless weights are in system RAM.
at_least "memory, compute on devices: within 1 % (%)" 88 "$(field "$tmp/memory" 'compute on devices' 6)"
at_least "memory, compute on devices: within 5 % (%)" 94 "$(field "$tmp/memory" 'compute on devices' 7)"
at_least "memory, compute, no weights in RAM: worst under-prediction (%)" -15 \
    "$(field "$tmp/memory" 'compute on devices, no weights in RAM' 8)"
at_most "logs, weights of stock mixes: 90th percentile of the error (%)" 0.4 "$(field "$tmp/memory_logs" 'weights, stock mix' 4)"
at_most "logs, cache: 90th percentile of the error (%)" 0.2 "$(field "$tmp/memory_logs" 'cache' 4)"
at_most "logs, totals of stock mixes: 90th percentile of the error (%)" 5 "$(field "$tmp/memory_logs" 'total, stock mix' 4)"
at_most "logs: totals more than 5 % out for no reason" 0 "$(grep -c 'not explained' "$tmp/memory_logs")"
at_most "logs: verdicts wrong outside the tight band" 0 "$(sed -n 's/.*tight band, \([0-9]*\) wrong$/\1/p' "$tmp/memory_logs")"
at_most "speed: verdicts wrong outside the tight band" 0 "$(sed -n 's/.*tight band, \([0-9]*\) wrong$/\1/p' "$tmp/speed")"
at_least "speed: verdicts" 2500 "$(sed -n 's/.*verdicts *[0-9]* of \([0-9]*\) right.*/\1/p' "$tmp/speed")"
at_most "fine-tuning: mean error of the peaks (%)" 8 "$(field "$tmp/training_memory" 'all but those that contradict themselves' 2)"
at_most "fine-tuning: peaks that contradict themselves" 3 "$(sed -n 's/^  unjudged *\([0-9]*\)  the peak is less.*/\1/p' "$tmp/training_memory")"
at_most "fine-tuning: verdicts wrong outside the tight band" 5 "$(sed -n 's/.*tight band, \([0-9]*\) wrong$/\1/p' "$tmp/training_memory")"
# The fit to its own rows: medians as promised of rows left out, which takes minutes to check (rigplan validate --cv gpu).
at_most "speed, decode on one device: median error (%)" 6 "$(field "$tmp/speed" 'all: decode, one device' 3)"
at_most "speed, prefill on one device: median error (%)" 10 "$(field "$tmp/speed" 'all: prefill, one device' 3)"
at_most "speed, decode, tensor parallel: mean error (%)" 15 "$(field "$tmp/speed" 'all: decode, tensor parallel' 2)"
at_most "speed, decode, batches: mean error (%)" 15 "$(field "$tmp/speed" 'all: decode, batches' 2)"
at_most "speed, decode behind 8k or more: median error (%)" 8 "$(field "$tmp/speed" 'all: decode behind 8k or more' 3)"
at_most "speed under a power cap, decode: median error (%)" 6 "$(field "$tmp/power_cap" 'all: decode, one device' 3)"
at_most "speed under a power cap, prefill: median error (%)" 15 "$(field "$tmp/power_cap" 'all: prefill, one device' 3)"
# System RAM: constants fitted without the row's source, the target of decode where the bandwidth is stated. Those of the policy are the fit's.
"$RIGPLAN" validate --cv source data/measured/offload.csv >"$tmp/offload_cv"
at_most "offload, decode, bandwidth stated, its source left out: median error (%)" 20 "$(field "$tmp/offload_cv" 'all: decode, bandwidth stated' 3)"
at_most "the same, median of each source: median error (%)" 20 "$(field "$tmp/offload_cv" 'all: decode, bandwidth stated, median of each source' 3)"
sed -n 's/^  fitted *\([a-z_]*\) *\([0-9.]*\) .*/\1 \2/p' "$tmp/offload_cv" >"$tmp/fitted"
while read -r name value; do
    set_to=$("$RIGPLAN" show policy default --json | sed -n "s/.*\"$name\":[[:space:]]*\([0-9.]*\).*/\1/p" | head -n 1)
    at_most "policy, $name $set_to: how far from the fit's $value (%)" 20 "$(awk "BEGIN{d=100*($set_to/$value-1);print d<0?-d:d}")"
done <"$tmp/fitted"
at_least "offload: constants fitted" 5 "$(wc -l <"$tmp/fitted")"
# Known cases within 10 %, but for those listed: one that is mended, or missed anew, must be said here.
"$RIGPLAN" validate data/measured/known.csv --rows "$tmp/known.csv" >/dev/null || say no "validate known failed"
missed=$(awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    FNR == NR { measured[$1] = $at["tokens_per_s"]; next }
    { e = $at["predicted"] / measured[$1] - 1; if ($2 != "predicted" || e > 0.1 || e < -0.1) print $1 }' data/measured/known.csv "$tmp/known.csv" | sort)
while read -r id why; do
    if echo "$missed" | grep -qx "$id"; then say ok; else say no "known case $id is within 10 % now: take it off the list ($why)"; fi
done <tests/known_misses.txt
for id in $missed; do
    if grep -q "^$id " tests/known_misses.txt; then say ok; else say no "known case $id is more than 10 % out"; fi
done
at_least "known cases" 35 "$(tail -n +2 "$tmp/known.csv" | wc -l)"
# Links: bandwidth is what a ring of NCCL's reaches; the 4 rows of PCIe 5.0 have one of another machine among them. Latencies are of an engine's
# step, not of a bare all-reduce: nothing is promised of small messages.
at_most "collectives, bus bandwidth over PCIe 5.0: median error (%)" 10 "$(field "$tmp/collectives" 'bus bandwidth, pcie5-x16-p2p, NCCL' 3)"
at_most "collectives, NCCL over PCIe 4.0, more than 64 KiB: median error (%)" 20 "$(field "$tmp/collectives" 'over 64 KiB, pcie4-x16-p2p, NCCL' 3)"
at_most "collectives, times over 64 KiB: median error (%)" 40 "$(field "$tmp/collectives" 'all: times over 64 KiB' 3)"
echo "measured: $passed passed, $bad failed"
[ $bad -eq 0 ]
