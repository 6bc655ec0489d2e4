#!/bin/sh
# Shows by readelf how the built program $RIGPLAN and its objects in $B are hardened, one line per property. Fails when one is
# missing that this compiler ($CC), processor and C library can give: a small program is built with the flag to find out.
set -u
LC_ALL=C
export LC_ALL
CC=${CC:-cc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
missing=0

if ! command -v readelf >/dev/null 2>&1 || ! readelf -h "$RIGPLAN" >"$tmp/head" 2>/dev/null; then
    echo "hardening: skipped, there is no readelf or the program is no ELF file"
    exit 0
fi

cat >"$tmp/probe.c" <<'PROBE'
#include <stdio.h>
#include <string.h>
int main(int n, char **words)
{
    char text[16];
    snprintf(text, (size_t)n, "%s", words[0]);
    strcpy(text, words[n - 1]);
    return puts(text) < 0;
}
PROBE

# Each of these: does that program, with that object, have the property?
is_pie() { readelf -h "$1" | grep -q 'Type: *DYN' && readelf -d "$1" | grep -q 'FLAGS_1.*PIE'; }
is_relro() { readelf -lW "$1" | grep -q 'GNU_RELRO'; }
is_now() { readelf -dW "$1" | grep -qE 'BIND_NOW|FLAGS.*NOW'; }
is_stack() { readelf -lW "$1" | grep 'GNU_STACK' | grep -qv 'RWE'; }
is_guarded() { readelf -sW --dyn-syms "$1" | grep -q '__stack_chk_fail'; }
is_fortified() { readelf -sW --dyn-syms "$1" | grep -qE '__[a-z]+_chk(@|$| )'; }
is_branch() { readelf -nW "$2" 2>/dev/null | grep -qE 'IBT|BTI'; }

# property CHECK NAME FLAGS
property() {
    check=$1
    name=$2
    shift 2
    if $check "$RIGPLAN" "$B/src/cli/main.o"; then
        found=yes
    elif $CC -O2 -Werror "$@" -c -o "$tmp/probe.o" "$tmp/probe.c" 2>/dev/null &&
        $CC -O2 "$@" -o "$tmp/probe" "$tmp/probe.o" 2>/dev/null && $check "$tmp/probe" "$tmp/probe.o"; then
        found='MISSING'
        missing=1
    else
        found='no: the compiler, the processor or the C library lacks it'
    fi
    printf '%-46s %s\n' "$name" "$found"
}

property is_pie 'position independent (PIE)' -fPIE -pie
property is_relro 'relocations read-only (RELRO)' -Wl,-z,relro
property is_now 'all of them, bound at start (full RELRO)' -Wl,-z,relro,-z,now
property is_stack 'no code on the stack' -Wl,-z,noexecstack
property is_guarded 'guarded stack frames (stack protector)' -fstack-protector-strong
property is_fortified 'checked copies (FORTIFY_SOURCE)' -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
case $(uname -m) in
    aarch64 | arm64) property is_branch 'checked branches (BTI)' -mbranch-protection=standard ;;
    *) property is_branch 'checked branches (CET)' -fcf-protection ;;
esac
exit $missing
