#!/bin/sh
# Writes what is generated: docs/formats.md from the field tables, in docs/catalogue.md the counts of `rigplan list` between
# the lines of <!-- counts -->, docs/reliability.md, and in README.md what the commands of its blocks print ("$ ./rigplan ..."). With the name of one of
# them (formats, catalogue, reliability, readme), prints it instead. docs/accuracy.md is tools/accuracy.sh's.
set -eu

formats() { "$RIGPLAN" schema --markdown; }

reliability() { sh tools/reliability.sh; }

catalogue() {
    sed -n '1,/^<!-- counts -->$/p' docs/catalogue.md
    echo '| kind | records | what |'
    echo '|---|---:|---|'
    "$RIGPLAN" list | awk '{ kind = $1; n = $2; $1 = $2 = ""; sub(/^ +/, ""); printf "| `%s` | %s | %s |\n", kind, n, $0 }'
    sed -n '/^<!-- end of counts -->$/,$p' docs/catalogue.md
}

# Runs the commands in a folder where ./rigplan is the program, since the program repeats the name that it was called by.
readme() {
    folder=$(mktemp -d)
    ln -s "$(cd "$(dirname "$RIGPLAN")" && pwd)/$(basename "$RIGPLAN")" "$folder/rigplan"
    ln -s "$PWD/scenarios" "$folder/scenarios"
    ln -s "$PWD/tests" "$folder/tests"
    awk -v folder="$folder" '
        /^```$/ { inside = !inside; skip = 0 }
        skip { next }
        { print }
        inside && /^\$ \.\/rigplan / {
            command = "cd " folder " && " substr($0, 3)
            while ((command | getline line) > 0) print line
            close(command)
            skip = 1
        }' README.md
    rm -r "$folder"
}

if [ $# -gt 0 ]; then
    "$1"
    exit
fi
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
readme >"$tmp"
cat "$tmp" >README.md
for part in formats catalogue reliability; do
    "$part" >"$tmp"
    cat "$tmp" >"docs/$part.md"
done
