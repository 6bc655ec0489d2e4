#!/bin/sh
# Counts the instructions of a few commands with valgrind: unlike times, they do not depend on the clock rate and on other
# programs. RIGPLAN names the program.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

if ! command -v valgrind >/dev/null 2>&1; then
    echo "instructions of a command: skipped, valgrind is not installed"
    exit 0
fi

# count NAME ARGUMENTS...
count() {
    name=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$RIGPLAN" "$@" 2>"$tmp/err" >/dev/null || {
        cat "$tmp/err" >&2
        exit 1
    }
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$tmp/err" |
        awk -v name="$name" '{ printf "%-44s %12.1f million instructions\n", name, $1 / 1e6 }'
}

count 'predict, 8B Q4_K_M, one RTX 3090' predict --gpu rtx-3090 --model llama-3.1-8b --quant Q4_K_M
count 'list engine (start-up)' list engine
count 'deploy, llama-3.3-70b, four unlike cards' deploy --gpu rtx-4090,rtx-3090,rtx-3080-10gb,rtx-3060-12gb --model llama-3.3-70b
count 'run scenarios/aud-8343.yaml without plots' run scenarios/aud-8343.yaml --no-plots -o "$tmp/report"
awk 'BEGIN { print "title,sold price,currency,date,condition,url"
    for (i = 0; i < 10000; i++)
        printf "MSI GeForce RTX %d Gaming 24GB number %d,%d,AUD,2026-%02d-01,used,https://shop.example/%d\n", 3090 + 1000 * (i % 2), i, 900 + i % 500, 1 + i % 9, i }' >"$tmp/sold.csv"
count 'prices import, 10,000 listings' prices import "$tmp/sold.csv" --book "$tmp/prices"
