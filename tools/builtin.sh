#!/bin/sh
# Writes a C file that holds the named data files as they are, by the assembler's .incbin. The .csv are the measured speeds.
set -eu
echo '#include "builtin.h"'
echo
for f; do
    n=$(basename "${f%.*}")
    printf '__asm__(".section .rodata\\n.global builtin_text_%s\\nbuiltin_text_%s:\\n.incbin \\"%s\\"\\n.byte 0\\n.global builtin_end_%s\\nbuiltin_end_%s:\\n.previous\\n");\n' "$n" "$n" "$f" "$n" "$n"
    printf 'extern const char builtin_text_%s[], builtin_end_%s[];\n' "$n" "$n"
done
# row FILE
row() {
    n=$(basename "${1%.*}")
    printf '{"%s", builtin_text_%s, builtin_end_%s}' "$1" "$n" "$n"
}
echo
echo 'const struct builtin_file builtin_files[] = {'
for f; do
    case $f in *.json) echo "    $(row "$f")," ;; esac
done
echo '};'
echo 'const size_t builtin_n_files = sizeof builtin_files / sizeof *builtin_files;'
echo
echo 'const struct builtin_file builtin_speed[] = {'
for f; do
    case $f in *.csv) echo "    $(row "$f")," ;; esac
done
echo '};'
echo 'const size_t builtin_n_speed = sizeof builtin_speed / sizeof *builtin_speed;'
