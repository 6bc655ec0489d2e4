#!/bin/sh
# same_figures.sh OLD NEW: do two built checkouts predict the same? Compares every figure of every row of data/measured/*.csv
# (`validate --rows`) and every number in the JSON report of each shipped scenario, digit by digit. Words may differ: reasons,
# names and sentences are left out. Exit 0: no figure differs. Run it before and after a change that must not change a figure.
set -u
old=$(cd "$1" && pwd) || exit 2
new=$(cd "$2" && pwd) || exit 2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
differ=0
rows=0
cells=0
numbers=0

# rows_of CHECKOUT FILE: its predictions without the reasons, which are in column 3 where the header says so.
rows_of() {
    (cd "$1" && ./rigplan validate "data/measured/$2" --rows "$tmp/rows.csv" >/dev/null 2>&1)
    sed 's/"[^"]*"//g' "$tmp/rows.csv" | awk -F, 'NR == 1 { out = $3 == "reason" ? 3 : 0 }
        { for (i = 1; i <= NF; i++) if (i != out) printf "%s%s", $i, i < NF ? "," : "\n" }'
    rm -f "$tmp/rows.csv"
}

# numbers_of CHECKOUT SCENARIO: the numbers of its report, one a line, in the file's order.
numbers_of() {
    (cd "$1" && ./rigplan run "scenarios/$2" -o "$tmp/out" --no-plots >/dev/null 2>&1)
    sed 's/\\"//g; s/"[^"]*"//g' "$tmp/out/report.json" | grep -oE -- '-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?'
    rm -rf "$tmp/out"
}

# compare NAME: the files old and new in tmp.
compare() {
    [ -s "$tmp/old" ] && cmp -s "$tmp/old" "$tmp/new" && return
    differ=1
    echo "$1 differs:"
    diff "$tmp/old" "$tmp/new" | head -n 10
}

for file in "$old"/data/measured/*.csv; do
    name=$(basename "$file")
    rows_of "$old" "$name" >"$tmp/old"
    rows_of "$new" "$name" >"$tmp/new"
    compare "$name"
    rows=$((rows + $(wc -l <"$tmp/new") - 1))
    cells=$((cells + $(tail -n +2 "$tmp/new" | tr ',' '\n' | grep -cE '^-?[0-9]')))
done
for file in "$old"/scenarios/*.yaml; do
    name=$(basename "$file")
    numbers_of "$old" "$name" >"$tmp/old"
    numbers_of "$new" "$name" >"$tmp/new"
    compare "$name"
    numbers=$((numbers + $(wc -l <"$tmp/new")))
done
echo "same_figures: $rows rows with $cells figures and $numbers numbers of reports: $([ $differ = 0 ] && echo no figure differs || echo SOME DIFFER)"
exit $differ
