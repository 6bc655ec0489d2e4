#!/bin/sh
# Work grows with the size of a file and not with its square: the instructions of a command, counted by valgrind, for a file of n lines,
# of 2 n and of 4 n lines. What 2 n lines add to n may at most be two and a half times what n add; the same for 4 n. Counted
# instructions depend neither on the machine's speed nor on other programs. Skipped without valgrind. RIGPLAN names the program.
set -u
LC_ALL=C
export LC_ALL
if ! command -v valgrind >/dev/null 2>&1; then
    echo "growth: skipped, valgrind is not installed"
    exit 0
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
memlog=$PWD/tests/memlogs/llama-phi3.log
cd "$tmp" || exit 1
passed=0
failed=0

# count COMMAND...: instructions, in thousands.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$RIGPLAN" "$@" 2>err >/dev/null </dev/null
    sed -n 's/.*Collected : *\([0-9]*\)[0-9][0-9][0-9]$/\1/p' err
}

# grows NAME LINES FILE HEAD LINE COMMAND...: # in LINE is the number of the line.
grows() {
    name=$1 n=$2 file=$3 head=$4 line=$5
    shift 5
    counts=
    for k in 1 2 4; do
        { [ -z "$head" ] || echo "$head"
        awk -v n=$((n * k)) -v text="$line" 'BEGIN { m = split(text, part, "#")
            for (i = 1; i <= n; i++) { t = part[1]; for (k = 2; k <= m; k++) t = t i part[k]; print t } }'; } >"$file"
        counts="$counts $(count "$@")"
    done
    if echo "$counts" | awk '{ exit !(NF == 3 && $1 > 0 && $2 > $1 && $3 - $2 < 2.5 * ($2 - $1)) }'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "growth: $name: for $n, $((2 * n)) and $((4 * n)) lines$counts thousand instructions"
    fi
}

book='date,component,condition,kind,amount,currency,source,title'
grows 'prices of one month' 1000 b.csv "$book" '2026-01-02,rtx-3090,used,sold,#,USD,s,t#' prices list --book b.csv
grows 'prices that no record has' 1000 b.csv "$book" '2026-01-02,no-such-#,used,sold,1,USD,s,t' prices list --book b.csv
grows 'a price feed in JSON' 500 j.jsonl '' '{"title": "RTX 3090 #", "price": 700, "currency": "USD", "date": "2026-03-01"}' \
    prices import j.jsonl --dry-run --book n.csv
grows 'keys of a scenario' 1000 k.yaml 'schema: rigplan-scenario-2' 'k#: 1' check k.yaml
grows 'empty lines of a table' 4000 w.csv 'gpu,model,phase,tokens_per_s' '' validate w.csv
grows 'a price feed' 500 t.csv 'title,price,currency,date,condition' 'RTX 3090 #,700,USD,2026-03-01,used' \
    prices import t.csv --dry-run --book n.csv
grows 'a list of prices' 500 l.txt '' '- EVGA RTX 3090 FTW3 #: $700 used, $1,100 new' prices import l.txt --dry-run --book n.csv
grows 'lines that are no prices' 500 l.txt '' '0.00.200.000 I srv  update_slots: run # - slots are idle' import parts l.txt
grows 'outputs of a program' 500 r.txt '' 'Model Identifier: # of Macs' import rig r.txt
grows 'lines that begin no output' 1000 r.txt '' 'GPU # | a | b' import rig r.txt
grows 'a log of a server' 500 s.log 'prompt eval time = 500.00 ms / 1000 tokens ( 0.50 ms per token, 2000.00 tokens per second)' \
    'slot release: id 0 | task # | stop processing' import llama-bench s.log
grows 'a command of many lines' 200 c.txt '' 'python benchmark/profile_throughput.py --x # \\' import llama-bench c.txt
grows 'cards of a log' 200 d.log "$(cat "$memlog")" '  Device #: NVIDIA GeForce RTX 3070, compute capability 8.6, VMM: yes' import memory d.log
echo "growth: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
