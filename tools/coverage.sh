#!/bin/sh
# What the tests ran of src/, from the counters that they left in build folder $B: writes tests/reliability/coverage.csv (rooms) and
# missed.csv (functions with lines that no test ran), $B/missed (every line and branch), and prints the figures against their targets.
set -eu
LC_ALL=C
export LC_ALL
B=${B:-build/coverage}
lines_target=97
branches_target=90
find "$B/src" -name '*.gcda' | grep -q . || { echo "coverage: no counters in $B/src: run make coverage" >&2; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
find "$B/src" -name '*.gcno' | sort | xargs "${GCOV:-gcov}" --stdout --branch-probabilities --branch-counts 2>"$tmp/said" >"$tmp/counts"
awk -v rooms=tests/reliability/coverage.csv -v functions=tests/reliability/missed.csv -v missed="$B/missed" -v files="$tmp/files" -v date="$(date +%F)" \
    -f tools/coverage.awk "$tmp/counts"
awk -F, -v lines="$lines_target" -v branches="$branches_target" '
    function share(part, whole) { return whole > 0 ? 100 * part / whole : 100 }
    function verdict(got, target) { return got >= target ? "met" : "missed" }
    BEGIN { form = "%-8s %7s %7s %7.2f %%   %8s %8s %7.2f %%\n" }
    FNR == 1 { printf "%-8s %7s %7s %9s   %8s %8s %9s\n", "room", "lines", "run", "", "branches", "taken", ""; next }
    { printf form, $1, $2, $3, share($3, $2), $4, $5, share($5, $4); l += $2; c += $3; b += $4; t += $5 }
    END {
        printf form, "all", l, c, share(c, l), b, t, share(t, b)
        printf "targets: lines %d %%: %s, branches %d %%: %s\n", lines, verdict(share(c, l), lines), branches, \
            verdict(share(t, b), branches)
    }' tests/reliability/coverage.csv
echo "Lines and branches that no test ran: $B/missed. Files with more than $((100 - lines_target)) % of their lines missed:"
awk -F: -v "most=$((100 - lines_target))" '
    FNR == NR { all[$1] = $2; next }
    / line not run: / { n[$1]++ }
    END { for (f in n) if (100 * n[f] > most * all[f]) printf "%5d of %5d lines  %s\n", n[f], all[f], f }' \
    "$tmp/files" "$B/missed" | sort -rn
