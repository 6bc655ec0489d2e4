#!/bin/sh
# Runs every case: a folder with cmd (one shell line, run in a copy of the folder with $RIGPLAN set), input files, and expect: exactly
# what goes to standard error, and the exit code on the last line. Every code of src/kit/diag.def has a folder of its name whose
# expect shows it. With names as arguments only those cases run; ACCEPT=1 writes what came out to expect (read it before committing it).
set -u
LC_ALL=C
export LC_ALL RIGPLAN
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

fail() {
    failed=$((failed + 1))
    echo "bad: $1"
}

# run_case NAME
run_case() {
    cp -r "$here/$1" "$tmp/case"
    (cd "$tmp/case" && sh ./cmd) >/dev/null 2>"$tmp/got" </dev/null
    echo "exit $?" >>"$tmp/got"
    # The columns of every kind of measured file are tests/cli/run.sh's to check: a new kind changes no case here.
    sed 's/\(match no kind of measurement file\): .* \[E208\]/\1: KINDS [E208]/' "$tmp/got" >"$tmp/got.kinds" && mv "$tmp/got.kinds" "$tmp/got"
    rm -rf "$tmp/case"
    [ -z "${ACCEPT:-}" ] || cp "$tmp/got" "$here/$1/expect"
    if diff -u "$here/$1/expect" "$tmp/got" >"$tmp/diff" 2>&1; then
        passed=$((passed + 1))
    else
        fail "$1: '$(cat "$here/$1/cmd")' said something else (- expected, + got)"
        tail -n +3 "$tmp/diff"
    fi
}

# Every code has its folder, and the folder shows it.
check_codes() {
    sed -n 's/^DIAG(\([A-Z_]*\), *\([0-9]*\), *\([EW]\).*/\1 \2 \3/p' "$here/../../src/kit/diag.def" >"$tmp/codes"
    [ -s "$tmp/codes" ] || fail "no codes were found in diag.def"
    while read -r code number letter; do
        name=$(echo "$code" | tr 'A-Z' 'a-z')
        if ! grep -q "\[$letter$number\]" "$here/$name/expect" 2>/dev/null; then
            echo "$name" >>"$tmp/missing"
            echo "bad: $code ($letter$number) has no case in tests/bad/$name"
        fi
    done <"$tmp/codes"
    [ ! -f "$tmp/missing" ] || failed=$((failed + $(wc -l <"$tmp/missing")))
}

if [ $# -gt 0 ]; then
    for name; do run_case "$name"; done
else
    for dir in "$here"/*/; do run_case "$(basename "$dir")"; done
    check_codes
fi
echo "bad: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
