#!/bin/sh
# Prints docs/reliability.md from the files of tests/reliability/ (coverage.csv and missed.csv of make coverage, runs.csv of make torture
# and make fuzz, reasons.csv written by hand) and from the tests themselves. `sh tools/reliability.sh commands` prints the
# commands with their cases, `untested` those that no test calls. Run from the repository's root.
set -eu
LC_ALL=C
export LC_ALL
data=tests/reliability
LINES_TARGET=97
BRANCHES_TARGET=90
MOST_ROWS=30

# The names of commands, as src/cli/commands.c lists them.
commands() { grep -o '&command_[a-z]*' src/cli/commands.c | sed 's/&command_//' | tr '\n' ' '; }

# called FILE-OPTIONS...: the commands with the number of calls of these tests
called() { awk -v commands="$(commands)" -v whole=0 -v first= "$@"; }

# The commands with their cases in tests/cli, tests/bad, tests/plans and tests/prices.
cases() {
    {
        called -v test=cli -f tools/command_tests.awk tests/cli/*.sh tests/cli/asked/*.txt
        called -v test=bad -v whole=1 -f tools/command_tests.awk tests/bad/*/cmd
        called -v test=plans -f tools/command_tests.awk tests/plans.sh tests/plans/*.sh
        called -v test=prices -v first='prices ' -f tools/command_tests.awk tests/prices.sh
    } | awk '!($2 in all) { order[++n] = $2 } { count[$2, $1] = $3; all[$2] += $3 }
        END { for (i = 1; i <= n; i++) { c = order[i]; print c, count[c, "cli"], count[c, "bad"], count[c, "plans"], count[c, "prices"], all[c] } }'
}

# of FILE: the file, or nothing where there is none
of() { if [ -f $data/"$1" ]; then echo $data/"$1"; else echo /dev/null; fi; }

# runs KIND: the table of runs of a kind, with its sums, or that none is recorded
runs() {
    awk -F, -v kind="$1" '
        NR == 1 || $2 != kind { next }
        !rows++ {
            print "| date | what | tries | seconds | faults | command |"
            print "|---|---|---:|---:|---:|---|"
        }
        {
            command = $7
            for (i = 8; i <= NF; i++) command = command "," $i
            gsub(/^"|"$/, "", command); gsub(/""/, "\"", command); gsub(/\|/, "\\|", command)
            printf "| %s | %s | %d | %d | %d | `%s` |\n", $1, $3, $4, $5, $6, command
            tries += $4; seconds += $5; faults += $6
        }
        END {
            if (rows) printf "| all | | %d | %d | %d | |\n", tries, seconds, faults
            else print "No run is recorded."
            print ""
        }' "$(of runs.csv)"
}

# The readers of tests/fuzz/target.c that have no run.
unfuzzed() {
    sed -n 's/^    {"\([a-z_0-9]*\)", fuzz_.*/\1/p' tests/fuzz/target.c | awk -v runs="$(of runs.csv)" '
        BEGIN { while ((getline row <runs) > 0) if (split(row, v, ",") && v[2] == "fuzz") run[v[3]] = 1 }
        !($1 in run) { list = list (n++ ? ", " : "") "`" $1 "`" }
        END { if (n) printf "Readers without such a run yet: %s.\n\n", list }'
}

# The rooms against the targets.
coverage() {
    awk -F, -v lines_target=$LINES_TARGET -v branches_target=$BRANCHES_TARGET '
        function share(part, whole) { return whole > 0 ? 100 * part / whole : 100 }
        function against(got, target) { return got >= target ? "met" : sprintf("missed by %.1f", target - got) }
        function row(name, l, c, b, t) {
            printf "| %s | %d | %d | %.1f %% | %s | %d | %d | %.1f %% | %s |\n", name, l, c, share(c, l), against(share(c, l), lines_target), \
                b, t, share(t, b), against(share(t, b), branches_target)
        }
        NR == 1 { next }
        !rows++ {
            printf "Measured on %s. Targets for the whole of `src/`: %d %% of the lines, %d %% of the branches.\n\n", $6, lines_target, branches_target
            print "| room | lines | run | % | target | branches | taken | % | target |"
            print "|---|---:|---:|---:|---|---:|---:|---:|---|"
        }
        { row("`src/" $1 "`", $2, $3, $4, $5); l += $2; c += $3; b += $4; t += $5 }
        END { if (rows) row("all", l, c, b, t); else print "No measurement is recorded." }' "$(of coverage.csv)"
}

# files: those with the most lines that no test runs
files() {
    awk -F, 'FNR > 1 { missed[$1] += $4 } END { for (f in missed) printf "%d\t| `%s` | %d |\n", missed[f], f, missed[f] }' "$(of missed.csv)" | most
}
# most: of lines with a number before a tab, the largest numbers', without the number
most() { sort -k1,1nr -k2,2 | head -n $MOST_ROWS | cut -f 2; }

# functions: those with the most lines that no test runs, with the reason where reasons.csv knows one
functions() {
    awk -F, '
        FNR == 1 { next }
        FNR == NR { reason = $3; for (i = 4; i <= NF; i++) reason = reason "," $i; gsub(/^"|"$/, "", reason); why[$1, $2] = reason; next }
        { printf "%d\t| `%s` of `%s` | %d | %d | %s |\n", $4, $2, $1, $4, $3, why[$1, $2] }' $data/reasons.csv "$(of missed.csv)" | most
}

page() {
    cat <<'END'
# Reliability

The program must not crash, hang, lose data or answer wrongly, whatever a file, a user or the machine does. Four kinds of runs attack it,
and a measurement says how much of the source the tests run. This page is made by `make docs` from `tests/reliability/`, which holds what was
measured, with dates; nothing here is typed by hand except reasons. Each table names the command that prints its figures again.

`make torture` makes the runs of the first three tables, `make fuzz-readers` those of the fourth. Seconds are those of the processes together.

## Memory runs out

A run makes one request for memory fail, then the next; or one and all after it. A fault is a run that neither ended with exit code 4 and
"out of memory", with old files as they were, nor gave what an undisturbed run gives. Each row is a command of `tests/torture/subjects.c`. Of
`fit`, `compare`, `convert`, `explain`, `calibrate --mine` and the commands named blocks (whose every piece of memory is a request) requests
are sampled evenly; of the others every one fails in turn.

END
    runs allocation
    cat <<'END'
## A system call fails

A run makes one call of the C library to the operating system fail, or it and all after it, or transfer half of its bytes, or be
interrupted. A fault is a run that crashed, hung, said nothing of what failed, left a damaged file or wrote output that looks whole and is
not. Each row is a kind of call, over all commands.

END
    runs call
    cat <<'END'
## The program is killed

Commands are killed before each call that changes a file. `run` with plots is killed at moments that differ from try to try, alone and with
another `run` that writes the same folder. A fault is a file that is damaged or half written afterwards, a mixture of two reports, or
something that the next run does not clear.

END
    runs kill
    cat <<'END'
## Damaged files

Readers get damaged versions of real files, under AddressSanitizer and UndefinedBehaviorSanitizer. A fault is a crash, a hang (20 s of the
processor) or a report of a sanitizer. Each row is a reader of `tests/fuzz/target.c`; tries are files.

END
    runs fuzz
    unfuzzed
    cat <<'END'
## What the tests run

`make coverage` builds the program without optimisation and with counters (`gcc --coverage -O0`), runs the tests (`test-unit`, `test-bad`,
`test-cli`, `test-asked`, `test-plans`, `test-prices`, `test-golden`, `test-measured`, `test-fuzz`; of `test-inputs` every 25th change) and
a sample of the runs above (three injections of each kind for each command, ten seconds of damaged files for each reader), prints these
figures and lists every line and branch that none of them ran in `build/coverage/missed`. A branch counts as taken when it was taken at least once. Branches
of lines with `BUG_UNLESS` and lines with `BUG` are not counted: they are reached only by a fault of the program, which ends it. What runs
before kill -9 or a crash is not counted.

END
    coverage
    cat <<'END'

## What no test runs

Files with the most lines that no test runs:

| file | lines missed |
|---|---:|
END
    files
    cat <<'END'

Functions with the most lines that no test runs; a reason stands where it is known (`tests/reliability/reasons.csv`):

| function | lines missed | of | reason |
|---|---:|---:|---|
END
    functions
    cat <<'END'

## Every command has tests

Cases that call each command, counted from the tests: calls in `tests/cli` (the program from outside), faulty inputs in `tests/bad`, calls in
`tests/plans` (plans of several machines) and `tests/prices` (price books). A call in a loop counts once. A gate (`make test-gates`) fails
where a command has none.

| command | cli | bad | plans | prices | all |
|---|---:|---:|---:|---:|---:|
END
    cases | awk '{ printf "| `%s` | %d | %d | %d | %d | %d |\n", $1, $2, $3, $4, $5, $6 }'
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
case ${1:-page} in
commands) cases ;;
untested) cases | awk '$6 == 0 { print "no test calls rigplan " $1 }' ;;
*) page ;;
esac
