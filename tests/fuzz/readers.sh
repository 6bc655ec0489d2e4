#!/bin/sh
# readers.sh [NAME...]: fuzzes each reader (all without names) with the files of its patterns, two at a time. FUZZ is the program;
# FUZZ_SECONDS, FUZZ_SEED and FUZZ_CSV are passed on to it (driver.c). With TMPDIR in memory (/dev/shm) readers that open files are three
# times as fast. Run from the repository's root; `make fuzz-readers` does.
set -u
at_once=2
if [ "${1:-}" = --one ]; then
    name=$2
    # shellcheck disable=SC2046 # patterns are meant to be opened
    FUZZ_READER=$name "$FUZZ" $("$FUZZ" --readers | sed -n "s/^$name //p") && exit 0
    echo "fuzz: $name broke"
    exit 1
fi
for name; do
    "$FUZZ" --readers | grep -q "^$name " || { echo "fuzz: there is no reader '$name'" >&2; exit 2; }
done
[ -s "$FUZZ_CSV" ] || echo date,kind,subject,tries,seconds,faults,command >"$FUZZ_CSV"
{ if [ $# -gt 0 ]; then printf '%s\n' "$@"; else "$FUZZ" --readers | cut -d ' ' -f 1; fi; } | xargs -P "$at_once" -n 1 sh "$0" --one
