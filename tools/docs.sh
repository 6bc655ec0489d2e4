#!/bin/sh
# Writes the generated parts of docs/: formats.md from the field tables, and in catalogue.md the counts of `rigplan list` between
# the lines of <!-- counts -->. With the name of one of them, prints it instead. docs/accuracy.md is tools/accuracy.sh's.
set -eu

formats() { "$RIGPLAN" schema --markdown; }

catalogue() {
    sed -n '1,/^<!-- counts -->$/p' docs/catalogue.md
    echo '| kind | records | what |'
    echo '|---|---:|---|'
    "$RIGPLAN" list | awk '{ kind = $1; n = $2; $1 = $2 = ""; sub(/^ +/, ""); printf "| `%s` | %s | %s |\n", kind, n, $0 }'
    sed -n '/^<!-- end of counts -->$/,$p' docs/catalogue.md
}

if [ $# -gt 0 ]; then
    "$1"
    exit
fi
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
for part in formats catalogue; do
    "$part" >"$tmp"
    cat "$tmp" >"docs/$part.md"
done
