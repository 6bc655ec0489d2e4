#!/bin/sh
# Price books from outside: imports, two writers at once, `kill -9` at random moments, what list, show and stale say.
# RIGPLAN_KILLS=200 kills as often (60 by default); RIGPLAN_SEED=n chooses other moments. Uses the program, sh, awk, grep and sort only.
set -u
LC_ALL=C
export LC_ALL
unset RIGPLAN_BOOK
kills=${RIGPLAN_KILLS:-60}
seed=${RIGPLAN_SEED:-1}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "prices: $1"; }
# check STATUS WHAT: counts a check that has been made
check() { if [ "$1" -eq 0 ]; then pass; else fail "$2"; fi; }
# same WHAT EXPECTED GOT
same() { if [ "$2" = "$3" ]; then pass; else fail "$1: expected '$2', got '$3'"; fi; }
# run WANTED-EXIT ARGUMENTS...: output in $tmp/out and $tmp/err
run() {
    wanted=$1
    shift
    "$RIGPLAN" prices "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    code=$?
    [ $code -eq "$wanted" ]
    check $? "rigplan prices $*: exit $code, expected $wanted: $(head -n 2 "$tmp/err")"
}
says() { grep -qF -- "$2" "$tmp/$1"; check $? "expected in $1: $2; got: $(head -n 5 "$tmp/$1")"; }
# A character counts once: the bytes of UTF-8 behind its first do not.
narrow() { long=$(LC_ALL=C tr -d '\200-\277' <"$tmp/out" | LC_ALL=C awk 'length > 80' | head -n 1); [ -z "$long" ]; check $? "$1: more than 80 columns: $long"; }

# feed NAME FIRST N [MONTHS]: a feed of N rows whose sources are NAME-1 and so on; dates in MONTHS months (1)
feed() {
    awk -v name="$1" -v first="$2" -v n="$3" -v months="${4:-1}" 'BEGIN {
        print "date,component,condition,kind,amount,currency,country,source,title"
        for (i = first; i < first + n; i++)
            printf "2026-%02d-%02d,rtx-3090,used,sold,%d,AUD,AU,%s-%d-,\"RTX 3090, used\"\n", 1 + i % months, 1 + i % 28, 1000 + i % 300, name, i
    }'
}
# rows BOOK...: the rows of these files; count BOOK PATTERN
rows() { grep -hv '^date,' "$@"; }
count() { rows "$1" | grep -c -- "$2"; }
# whole WHAT FILE...: each file is a book that can be read, and no row is twice in them
whole() {
    what=$1
    shift
    for file; do
        "$RIGPLAN" check "$file" >"$tmp/check" 2>&1
        check $? "$what: $file cannot be read: $(head -n 2 "$tmp/check")"
        grep -q 'warning' "$tmp/check"
        [ $? -eq 1 ]
        check $? "$what: $file: $(head -n 1 "$tmp/check")"
    done
    [ -z "$(rows "$@" | sort | uniq -d)" ]
    check $? "$what: a row is twice: $(rows "$@" | sort | uniq -d | head -n 1)"
}
# clean WHAT FOLDER: no lock and no temporary file is left
clean() { [ -z "$(find "$2" -name '.*' -type f)" ]; check $? "$1: left behind: $(find "$2" -name '.*' -type f)"; }

imports() {
    feed a 1 5 >"$tmp/a.csv"
    run 0 import "$tmp/a.csv" --book "$tmp/dry" --dry-run
    says out 'would be added        5'
    [ ! -e "$tmp/dry" ]
    check $? 'a dry run writes'
    run 0 import "$tmp/a.csv" --book "$tmp/deep/books"
    says out "added                 5  $tmp/deep/books/2026-01.csv 5"
    narrow import
    run 0 import "$tmp/a.csv" --book "$tmp/deep/books"
    says out 'added                 0'
    says out 'already there         5'
    same 'rows after two imports' 5 "$(rows "$tmp/deep/books/2026-01.csv" | wc -l | tr -d ' ')"
    clean 'two imports' "$tmp/deep"
    # Standard input; a file as book; its mode and a link to it stay.
    : >"$tmp/mine.csv"
    chmod 600 "$tmp/mine.csv"
    ln -s mine.csv "$tmp/link.csv"
    "$RIGPLAN" prices import - --book "$tmp/link.csv" --json <"$tmp/a.csv" >"$tmp/out" 2>"$tmp/err"
    same 'import from standard input' 0 $?
    says out '"added":	5'
    [ -L "$tmp/link.csv" ] && [ "$(ls -l "$tmp/mine.csv" | cut -c1-10)" = '-rw-------' ]
    check $? "the link or the mode of a book is lost: $(ls -l "$tmp"/*.csv)"
    whole 'import to a link' "$tmp/mine.csv"
    # What is dropped and what is not known is told; nothing of it is written.
    printf '%s\n' 'component,title,price,currency,condition,kind,date' 'rtx-3090,one,900,AUD,used,sold,2026-06-01' 'rtx-3090,two,,AUD,used,sold,2026-06-01' \
        'no-such-card,three,900,AUD,used,sold,2026-06-01' >"$tmp/odd.csv"
    run 0 import "$tmp/odd.csv" --book "$tmp/odd" --report "$tmp/report.csv"
    says out 'no price 1'
    says out 'Unmatched:'
    says out 'odd.csv:4: '
    same 'lines of the report' 4 "$(wc -l <"$tmp/report.csv" | tr -d ' ')"
    grep -q 'odd.csv,2,added,rtx-3090,,one$' "$tmp/report.csv"
    check $? "the report lacks the row that was added: $(sed -n 2p "$tmp/report.csv")"
    grep -v 'rtx-3090' "$tmp/odd.csv" >"$tmp/none.csv"
    run 1 import "$tmp/none.csv" --book "$tmp/none"
    [ ! -e "$tmp/none" ]
    check $? 'an import without a match makes a book'
    run 2 import "$tmp/a.csv"
    run 2 import --book "$tmp/none"
    run 2 import "$tmp/a.csv" --book "$tmp/none" --months 3
    run 4 import "$tmp/no-such-feed.csv" --book "$tmp/none"
    # The amount is that of one piece, with shipping.
    printf '%s\n' 'component,price,shipping,qty,currency,condition,kind,date' 'rtx-3090,1900,100,2,AUD,used,sold,2026-06-01' >"$tmp/pair.csv"
    run 0 import "$tmp/pair.csv" --book "$tmp/pair.csv.book.csv"
    grep -q '^2026-06-01,rtx-3090,used,sold,1000,,,AUD,' "$tmp/pair.csv.book.csv"
    check $? "price of a pair: $(tail -n 1 "$tmp/pair.csv.book.csv")"
    # Lines of a loose file that are no rows are counted; a price without a sign takes --currency.
    printf '%s\n' '# Cards' 'RTX 4060 Ti 16GB: 420 new' '- RTX 3090: $700 used' 'Thanks!' >"$tmp/loose.txt"
    run 0 import "$tmp/loose.txt" --book "$tmp/loose.book.csv" --currency USD --date 2026-06
    says out 'rows read             2'
    says out 'lines of text         2'
    grep -q '^2026-06,rtx-4060-ti-16gb,new,market,420,,,USD,' "$tmp/loose.book.csv"
    check $? "price without a sign: $(cat "$tmp/loose.book.csv")"
    run 0 import "$tmp/loose.txt" --book "$tmp/loose.book.csv" --currency USD --date 2026-06 --json
    says out '"text_lines":	2'
    # Dollars and yen are not added; what has not happened yet is no price.
    printf '%s\n' 'component,price,shipping,condition,kind,date' 'rtx-3090,$180,"¥9,000",used,sold,2026-06-01' 'rtx-3090,$700,$20,used,sold,2026-06-02' \
        'rtx-3090,$700,,used,sold,2098-06-02' >"$tmp/unlike.csv"
    run 0 import "$tmp/unlike.csv" --book "$tmp/unlike.book.csv" --currency USD
    says out 'its shipping is in another'
    same 'rows of a feed with yen' '2026-06-02,rtx-3090,used,sold,720,,,USD,,,unlike.csv,rtx-3090' "$(rows "$tmp/unlike.book.csv")"
    run 2 import "$tmp/unlike.csv" --book "$tmp/unlike.book.csv" --date 2098-06
    says err 'expected a date up to today'
    # A book that another program was stopped at: told, read without that line, not written to.
    { cat "$tmp/mine.csv"; printf '2026-06-01,rtx-30'; } >"$tmp/cut.csv"
    cp "$tmp/cut.csv" "$tmp/cut.before"
    run 0 list 3090 --book "$tmp/cut.csv"
    says err 'the last line is not complete'
    run 3 import "$tmp/a.csv" --book "$tmp/cut.csv"
    cmp -s "$tmp/cut.csv" "$tmp/cut.before"
    check $? 'a book with a cut line is changed'
}

# Each of four programs adds its own and common rows to one folder and one file.
writers() {
    feed common 1 300 3 >"$tmp/common.csv"
    for i in 1 2 3 4; do
        { feed "w$i" 1 700 3; sed 1d "$tmp/common.csv"; } >"$tmp/w$i.csv"
    done
    for round in 1 2 3; do
        rm -rf "$tmp/both" "$tmp/both.csv"
        for i in 1 2 3 4; do
            "$RIGPLAN" prices import "$tmp/w$i.csv" --book "$tmp/both" >"$tmp/out.$i" 2>&1 &
            eval "folder$i=$!"
            "$RIGPLAN" prices import "$tmp/w$i.csv" --book "$tmp/both.csv" >"$tmp/file.$i" 2>&1 &
            eval "file$i=$!"
        done
        for i in 1 2 3 4; do
            eval "wait \$folder$i"
            check $? "writer $i of a folder: $(cat "$tmp/out.$i")"
            eval "wait \$file$i"
            check $? "writer $i of a file: $(cat "$tmp/file.$i")"
        done
        same "rows of four writers of a folder, round $round" 3100 "$(rows "$tmp/both"/*.csv | wc -l | tr -d ' ')"
        same "rows of four writers of a file, round $round" 3100 "$(rows "$tmp/both.csv" | wc -l | tr -d ' ')"
        whole "writers, round $round" "$tmp/both.csv"
        whole "writers, round $round" "$tmp/both"/*.csv
        clean "writers, round $round" "$tmp/both"
    done
}

# Milliseconds since 1970.
now_ms() { date +%s%N | awk '{ printf "%.0f", substr($0, 1, length($0) - 6) }'; }

# kill -9 at a random moment of each import: the book is readable, holds all rows of the import or none, and every row of those that said
# so.
killed() {
    batch=200
    feed base 1 20000 >"$tmp/base.csv"
    run 0 import "$tmp/base.csv" --book "$tmp/k.csv"
    feed k0 1 $batch >"$tmp/k0.csv"
    from=$(now_ms)
    run 0 import "$tmp/k0.csv" --book "$tmp/k.csv"
    took=$(($(now_ms) - from))
    said=0
    cut=0
    written=$batch
    i=1
    while [ $i -le "$kills" ]; do
        feed "k$i" 1 $batch >"$tmp/k$i.csv"
        moment=$(awk -v seed="$seed$i" -v took="$took" 'BEGIN { srand(seed); printf "%.4f", rand() * took * 1.1 / 1000 }')
        "$RIGPLAN" prices import "$tmp/k$i.csv" --book "$tmp/k.csv" >"$tmp/k.out" 2>"$tmp/k.err" &
        pid=$!
        sleep "$moment"
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        got=$(count "$tmp/k.csv" ",k$i-")
        if grep -q "^added  *$batch" "$tmp/k.out"; then
            said=$((said + 1))
            same "kill $i after $moment s: rows that were said to be added" $batch "$got"
        fi
        [ "$got" -eq 0 ] || [ "$got" -eq $batch ]
        check $? "kill $i after $moment s: $got rows of $batch"
        [ "$got" -eq 0 ] && cut=$((cut + 1))
        written=$((written + got))
        i=$((i + 1))
        same "kill $i: all rows" $((20000 + written)) "$(rows "$tmp/k.csv" | wc -l | tr -d ' ')"
        [ $((i % 10)) -ne 0 ] || whole "kill $i" "$tmp/k.csv"
    done
    # The imports again: what was cut off is added, the rest is there.
    i=1
    while [ $i -le "$kills" ]; do
        "$RIGPLAN" prices import "$tmp/k$i.csv" --book "$tmp/k.csv" >"$tmp/k.out" 2>&1 || fail "import after kill $i: $(cat "$tmp/k.out")"
        i=$((i + 1))
    done
    same 'rows after all imports' $((20000 + batch * (kills + 1))) "$(rows "$tmp/k.csv" | wc -l | tr -d ' ')"
    whole 'after all kills' "$tmp/k.csv"
    clean 'after all kills' "$tmp"
    [ "$kills" -lt 30 ] || { [ $cut -gt 0 ] && [ $said -gt 0 ]; }
    check $? "of $kills imports $cut were cut off and $said ended: the moments do not try both"
}

# Of prices check: in text and JSON, classes and conditions are parts of all, and half of the errors are no larger than 90 % of them.
checked() {
    run 0 check
    says out 'Things left out whole, estimated from like things'
    awk '/^$/ { exit } /^  / && !/^  class/ { n = $0; sub(/^  .*[a-z]  +/, "", n); if ($1 == "all" && !all) all = n + 0; else sum += n }
        END { exit !(all > 0 && all == sum) }' "$tmp/out"
    check $? 'prices check: the classes are not all observations'
    stated=$(awk '$1 == "all" { print $2; exit }' "$tmp/out")
    run 0 check --json
    awk -v stated="$stated" -F '[:,]' '/"n":/ && !n { n = $2 + 0 } /"median_frac"/ { m = $2 + 0 } /"p90_frac"/ { if ($2 + 0 < m) bad = 1; rows++ }
        END { exit !(n == stated && rows > 10 && !bad) }' "$tmp/out"
    check $? "prices check --json: not the $stated observations of the text, or errors that cannot be"
    run 2 check --months 3
}

pages() {
    feed p 1 40 9 >"$tmp/p.csv"
    run 0 import "$tmp/p.csv" --book "$tmp/p"
    run 0 list 3090 --book "$tmp/p" --currency AUD
    says out 'rtx-3090 '
    narrow list
    run 0 list --json
    says out '"components":'
    run 3 list no such thing
    run 0 show rtx-3090 --book "$tmp/p" --currency NZD --all
    narrow show
    says out 'used: about NZD'
    ! grep -q '└' "$tmp/out" && grep -q '^ *+-*+' "$tmp/out"
    check $? 'show draws with special characters in the C locale'
    LC_ALL=C.UTF-8 "$RIGPLAN" prices show rtx-3090 >"$tmp/out" 2>&1
    grep -q '└' "$tmp/out"
    check $? 'show has no special characters in a UTF-8 locale'
    run 0 show 'GeForce RTX 3090' --json --book "$tmp/p"
    says out '"estimate":'
    run 3 show no-such-card
    run 2 show
    run 2 show rtx-3090 --country XX
    run 2 list --currency dollars
    run 2 list --as-of june
    run 0 stale
    says out 'older than 6 months'
    says out 'Without any price:'
    narrow stale
    run 0 stale rtx-3090 --as-of 2026-12-31 --book "$tmp/p" --months 1200
    says out 'Every component has a price'
    # The first word may be a kind of component or a category of parts.
    for sort in 'gpu device' 'boards board' 'ram part'; do
        run 0 list ${sort% *} --json --book "$tmp/p"
        [ "$(tr -d '\t ' <"$tmp/out" | grep -o '"kind":"[a-z]*"' | sort -u)" = "\"kind\":\"${sort#* }\"" ]
        check $? "list ${sort% *} lists other kinds"
    done
    run 0 list gpu 3090
    says out 'rtx-3090-ti'
    ! grep -q 'bridge' "$tmp/out"
    check $? 'list gpu 3090 lists bridges'
    run 0 list cooler
    ! grep -q 'rtx-3090\|ddr5' "$tmp/out" && grep -q 'nh-d15' "$tmp/out"
    check $? 'list cooler lists other parts'
    run 0 stale psu
    ! grep -q 'device:\|system:\|board:' "$tmp/out"
    check $? 'stale psu speaks of other kinds'
    run 3 stale gpu no-such-thing
    run 0 stale --json
    says out '"without":'
    run 2
    run 2 sell
    # Later prices do not count, so an old answer can be had again.
    feed late 1 50 >"$tmp/late.csv"
    sed 's/^2026-../2026-10/' "$tmp/late.csv" >"$tmp/later.csv"
    run 0 list --as-of 2026-09 --book "$tmp/p"
    cp "$tmp/out" "$tmp/before"
    run 0 import "$tmp/later.csv" --book "$tmp/p"
    run 0 list --as-of 2026-09 --book "$tmp/p"
    cmp -s "$tmp/out" "$tmp/before"
    check $? 'later prices change the list of an earlier date'
    run 0 list --as-of 2026-10 --book "$tmp/p"
    cmp -s "$tmp/out" "$tmp/before"
    [ $? -eq 1 ]
    check $? 'prices of the month of --as-of do not count'
    # Other commands read the book too, from the option or the environment.
    "$RIGPLAN" list price >"$tmp/list" 2>&1
    "$RIGPLAN" list price --book "$tmp/p" >"$tmp/list.book" 2>&1
    RIGPLAN_BOOK=$tmp/p "$RIGPLAN" list price >"$tmp/list.env" 2>&1
    same 'list price --book' $(($(wc -l <"$tmp/list") + 90)) "$(wc -l <"$tmp/list.book" | tr -d ' ')"
    cmp -s "$tmp/list.book" "$tmp/list.env"
    check $? 'RIGPLAN_BOOK and --book differ'
    "$RIGPLAN" list price --book "$tmp/none.txt" >/dev/null 2>"$tmp/err"
    same 'a book of another name' 2 $?
}

imports
writers
killed
pages
checked
echo "prices: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
