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

# Every row of the table of rules is shown by a case rules_*, blank or other_date: its expect has a line with both names, or its cmd a
# comment "# shows RULE ..." for a rule of several records.
check_rules() {
    cat "$here"/rules_*/expect >"$tmp/shown"
    cat "$here"/rules_*/cmd "$here"/other_date/cmd | sed -n 's/^# shows //p' | tr ' ' '\n' >"$tmp/whole"
    sed -n -e 's/^RULE(\([a-z_0-9]*\), [A-Z_]*, \([a-z_0-9]*\), \([a-z_0-9]*\),.*/\1 \2 \3/p' \
        -e 's/^MEASURED(\([a-z_0-9]*\), [A-Z_]*, \([a-z_0-9]*\), \([a-z_0-9]*\)).*/\1 \2 \3/p' \
        -e 's/^LISTED([a-z_0-9]*, \([a-z_0-9]*\), [A-Z_]*, \([a-z_0-9]*\), \([a-z_0-9]*\)).*/\2 \1 \3/p' "$here/../../src/read/field_rule.def" >"$tmp/rules"
    sed -n 's/^WHOLE(\([a-z_]*\),.*/\1/p' "$here/../../src/read/field_rule.def" >"$tmp/wholes"
    [ -s "$tmp/rules" ] && [ -s "$tmp/wholes" ] || fail "no rules were found in field_rule.def"
    while read -r kind field other; do
        grep -w "$field" "$tmp/shown" | grep -qw "$other" || echo "$kind: $field, $other"
    done <"$tmp/rules" >"$tmp/unshown"
    grep -vxF -f "$tmp/whole" "$tmp/wholes" >>"$tmp/unshown"
    if [ -s "$tmp/unshown" ]; then
        sed 's/^/bad: no case shows the rule /' "$tmp/unshown"
        failed=$((failed + $(wc -l <"$tmp/unshown")))
    fi
}

if [ $# -gt 0 ]; then
    for name; do run_case "$name"; done
else
    for dir in "$here"/*/; do run_case "$(basename "$dir")"; done
    check_codes
    check_rules
fi
echo "bad: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
