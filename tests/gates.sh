#!/bin/sh
# Rules of the house that a compiler does not know. Run by `make test-gates` from the repository's root, with B the build folder.
set -u
LC_ALL=C
export LC_ALL
B=${B:-build/release}
MAKE=${MAKE:-make}
rooms='base kit math record read model prepare fit check advise report cli'
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

# verdict NAME FILE: passes when the file, which names what breaks the rule, is empty.
verdict() {
    if [ -s "$2" ]; then
        failed=$((failed + 1))
        echo "gates: $1:"
        sed 's/^/    /' "$2"
    else
        passed=$((passed + 1))
    fi
}

# sees ROOM: -iquote for each folder that the room may include.
sees() { for folder in $("$MAKE" -s --no-print-directory print-sees ROOM="$1"); do printf ' -iquote src/%s' "$folder"; done; }

# ---- model/ does no input or output, allocates nothing, asks neither clock nor environment ----
impure='(f|s|sn|vsn|vf|vs|d|vd)?printf|v?asprintf|put(s|char|c)|f(puts|putc|write|read|open|close|gets|getc|scanf)|s?scanf|getc|getchar|open|read|write|close'
impure="$impure|(c|m|re|aligned_)alloc|free|strdup|strndup|getenv|setenv|system|popen|fork|exec[lv][ep]*|time|clock|clock_gettime|gettimeofday"
impure="$impure|localtime|gmtime|strftime|s?rand(om)?(_r)?|[djlmn]rand48|getrandom|exit|_exit|atexit|signal|set_?jmp|longjmp|setlocale"
: >"$tmp/purity"
for object in "$B"/src/model/*.o; do
    nm -u "$object" | sed 's/^ *U //; s/@.*//' | grep -xE "_*($impure)(_chk)?" | sed "s|^|$object uses |" >>"$tmp/purity"
done
ls "$B"/src/model/*.o >/dev/null 2>&1 || echo "no objects in $B/src/model" >>"$tmp/purity"
verdict 'model/ is pure' "$tmp/purity"

# ---- what calibrate computes is the same bits everywhere: no function of the C library whose last bit is free ----
free='(exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|cbrt|hypot|a?(sin|cos|tan)h?|atan2|sincos|erfc?|[lt]gamma(_r)?|j[01n]|y[01n])[fl]?'
for object in "$B"/src/math/*.o "$B"/src/model/*.o "$B"/src/prepare/*.o "$B"/src/fit/*.o; do
    nm -u "$object" | sed 's/^ *U //; s/@.*//' | grep -xE "$free|g?cblas_.*|gsl_(blas|linalg)_.*" | sed "s|^|$object uses |; s|$|: math/real.h has it|" >>"$tmp/free"
done 2>/dev/null
touch "$tmp/free"
verdict 'the same bits everywhere' "$tmp/free"

# ---- every library and package is in docs/dependencies.md and README.md ----
{
    for library in $(sed -n 's/^LDLIBS .*= //p' Makefile | tr ' ' '\n' | grep '^-l' | grep -vx -e -lm) -lcunit; do
        grep -qF -- "$library" docs/dependencies.md || echo "docs/dependencies.md does not name $library of the Makefile"
        grep -qF -- "$library" tools/deps.sh || echo "tools/deps.sh does not try $library of the Makefile"
    done
    packages=$(sed -n 's/^packages="\(.*\)"/\1/p' tools/deps.sh)
    grep -qxF "apt-get install $packages" README.md || echo "README.md has another list of packages than tools/deps.sh"
    for package in $packages; do
        grep -qF "\`$package\`" docs/dependencies.md || echo "docs/dependencies.md does not name $package of tools/deps.sh"
    done
} >"$tmp/libraries"
verdict 'dependencies are listed' "$tmp/libraries"

# ---- the release build is hardened ----
: >"$tmp/hard"
case $B in */release) "$MAKE" -s --no-print-directory hardening >"$tmp/hardening" 2>&1 || cat "$tmp/hardening" >"$tmp/hard" ;; esac
verdict 'the program is hardened' "$tmp/hard"

# ---- every exported symbol starts with its file's name ----
# Tables that a .def fills are named after their kind; a command's file cmd_NAME exports command_OTHER.
: >"$tmp/names"
for object in $(find "$B/src" -name '*.o'); do
    [ -f "src/${object#"$B"/src/}" ] || [ -f "src/$(echo "${object#"$B"/src/}" | sed 's/o$/c/')" ] || continue # left over from a file that is gone
    base=$(basename "$object" .o)
    case $base in cmd_*) base=command ;; esac
    nm -g --defined-only "$object" | awk '{print $3}' |
        grep -vE "^($base(_|\$)|(kind|figures|enums|catalogue)_|main\$|__)" | sed "s|^|$object exports |" >>"$tmp/names"
done
verdict 'exported names start with their file' "$tmp/names"

# ---- every header compiles alone, with what its room may include ----
cc=$("$MAKE" -s --no-print-directory print-cc)
: >"$tmp/headers"
for room in $rooms; do
    quotes=$(sees "$room")
    for header in src/"$room"/*.h; do
        [ -f "$header" ] || continue
        printf '#include "%s"\n#include "%s"\n' "$(basename "$header")" "$(basename "$header")" >"$tmp/alone.c"
        $cc $quotes -fsyntax-only "$tmp/alone.c" 2>"$tmp/err" || { echo "$header"; head -n 3 "$tmp/err"; } >>"$tmp/headers"
    done
done
verdict 'headers compile alone and twice' "$tmp/headers"

# ---- an illegal include does not compile ----
# may ROOM HEADER yes|no
may() {
    printf '#include "%s"\nint gate;\n' "$2" >"$tmp/include.c"
    if $cc $(sees "$1") -c -o "$tmp/include.o" "$tmp/include.c" 2>"$tmp/err"; then got=yes; else got=no; fi
    [ $got = "$3" ] || { echo "$1 including $2: compiles: $got, should be: $3"; head -n 3 "$tmp/err"; } >>"$tmp/includes"
}
: >"$tmp/includes"
may read tree.h yes
may model tree.h no
may model llm.h yes
may model arena.h no
may model diag.h no
may base schema.h no
may kit schema.h no
may record tree.h no
may read llm.h no
may advise tree.h no
may advise predict.h yes
may advise calibrate.h no
may advise check.h no
may prepare predict.h yes
may prepare calibrate.h no
may fit check.h no
may fit speed_request.h yes
may check fit_speed.h yes
may check compare.h no
may advise fit_speed.h no
may report predict.h no
may report load.h no
may math schema.h no
may cli load.h yes
verdict 'illegal includes do not compile' "$tmp/includes"

# No way around: an include names a file, not a path.
grep -nE '^ *# *include +"[^"]*/' $(find src -name '*.[ch]') >"$tmp/paths"
verdict 'includes name no path' "$tmp/paths"

# ---- no result of a library function that can fail is dropped ----
# dropped HEADER CALL: does not compile, although `int n`, `char *s`, `void *p` and `FILE *f` are there for it.
dropped() {
    printf '#define _POSIX_C_SOURCE 200809L\n#include <stdio.h>\n#include <%s>\n%s\n' "$1" \
        'void gate(int n, char *s, void *p, FILE *f);
         void gate(int n, char *s, void *p, FILE *f) { (void)n; (void)s; (void)p; (void)f;' >"$tmp/dropped.c"
    { cp "$tmp/dropped.c" "$tmp/kept.c"; echo "    $2;" >>"$tmp/dropped.c"; echo "    if (!($2)) n++;" >>"$tmp/kept.c"; }
    echo '}' | tee -a "$tmp/dropped.c" >>"$tmp/kept.c"
    $cc -c -o "$tmp/kept.o" "$tmp/kept.c" 2>"$tmp/err" || { echo "a result that is used does not compile: $2"; head -n 3 "$tmp/err"; }
    ! $cc -c -o "$tmp/dropped.o" "$tmp/dropped.c" 2>"$tmp/err" || echo "a dropped result compiles: $2"
    grep -q 'unused-result' "$tmp/err" || { echo "a dropped result is no unused result: $2"; head -n 3 "$tmp/err"; }
}
# undecided: functions of libraries that src/ and tools/ call and that neither tools/must_use/*.h nor others.txt there has.
undecided() {
    objects=$(find "$B/src" -name '*.o')
    nm -g --defined-only $objects "$B/builtin.o" | awk 'NF == 3 { print $3 }' >"$tmp/own"
    sed -n 's/^MUST_USE(\(.*\))$/\1/p' tools/must_use/*.h tools/must_use/*/*.h | sed 's/64$//' >"$tmp/decided"
    grep -v '^#' tools/must_use/others.txt >>"$tmp/decided"
    nm -u $objects "$B/tools/builtin.o" | sed -n 's/^ *U //p' | sed 's/@.*//; s/^__\(.*\)_chk$/\1/; s/^__isoc[0-9]*_//; s/64$//' |
        grep -v '^_' | sort -u | grep -vxFf "$tmp/own" | grep -vxFf "$tmp/decided"
}
{
    dropped cjson/cJSON.h 'cJSON_AddNullToObject(p, s)'
    dropped cjson/cJSON.h 'cJSON_CreateObject()'
    dropped cjson/cJSON.h 'cJSON_Print(p)'
    dropped yaml.h 'yaml_emitter_emit(p, p)'
    dropped yaml.h 'yaml_parser_initialize(p)'
    dropped gsl/gsl_interp.h 'gsl_interp_init(p, p, p, 2)'
    dropped stdio.h 'printf("%s", s)'
    dropped stdio.h 'fprintf(f, "%s", s)'
    dropped stdio.h 'fputs(s, f)'
    dropped stdio.h 'fwrite(s, 1, 1, f)'
    dropped stdio.h 'fclose(f)'
    dropped stdio.h 'rename(s, s)'
    dropped unistd.h 'write(n, s, 1)'
    dropped unistd.h 'close(n)'
    dropped unistd.h 'unlink(s)'
    dropped fcntl.h 'fcntl(n, F_GETFD)'
    dropped sys/stat.h 'mkdir(s, 0777)'
    undecided | sed 's|$|: is a result of it that tells of a failure? tools/must_use/ does not say|'
    # A result that is kept and not looked at is no dropped one: these files look at those of cJSON.
    grep -lE 'cJSON_[A-Z]' -r src tools --include='*.c' | grep -vxE 'src/(kit/heap|read/tree_json|report/jsonout)\.c' | sed 's|$|: calls cJSON; report/jsonout.h has it|'
} >"$tmp/results"
verdict 'no result of a library function is dropped' "$tmp/results"

# ---- no ring of includes or calls within a room; x.c with x.h is one file ----
# includes ROOM: "x y" where x includes y; calls ROOM: "x y" where x calls a function or reads a table of y.
includes() {
    for file in src/"$1"/*.[ch]; do
        from=$(basename "${file%.*}")
        sed -n 's/^# *include "\([a-z0-9_]*\)\.h".*/\1/p' "$file" | while read -r to; do
            [ -f "src/$1/$to.h" ] && [ "$to" != "$from" ] && echo "$from $to"
        done
    done
}
calls() {
    for source in src/"$1"/*.c; do
        from=$(basename "$source" .c)
        nm -g "$B/src/$1/$from.o" | sed 's/@.*//' | awk -v file="$from" '{ print file, $(NF - 1), $NF }'
    done | awk '$2 == "U" { user[++n] = $1; name[n] = $3; next } { home[$3] = $1 }
        END { for (i = 1; i <= n; i++) if (name[i] in home && home[name[i]] != user[i]) print user[i], home[name[i]] }' | sort -u
}
# ring KIND ROOM: tsort names the members of a ring on standard error.
ring() {
    "$1" "$2" | tsort 2>&1 >/dev/null | sed 's/^tsort: //' | grep -v 'contains a loop' | tr '\n' ' ' >"$tmp/members"
    [ ! -s "$tmp/members" ] || { echo "$2: $1 go round: $(cat "$tmp/members")"; } >>"$tmp/rings"
}
: >"$tmp/rings"
for room in $rooms; do
    ring includes "$room"
    ring calls "$room"
done
verdict 'no ring of includes or calls within a room' "$tmp/rings"

# ---- units are converted in base/ only ----
# Comments and texts are taken out first.
: >"$tmp/numbers"
for file in src/model/*.[ch]; do
    sed -E 's/"([^"\\]|\\.)*"/""/g; s|//.*||' "$file" | awk '
        { line = $0; out = ""
          while (length(line)) {
              if (inside) { e = index(line, "*/"); if (!e) { line = ""; break } line = substr(line, e + 2); inside = 0 }
              else { s = index(line, "/*"); if (!s) { out = out line; line = "" } else { out = out substr(line, 1, s - 1); line = substr(line, s + 2); inside = 1 } }
          }
          if (out ~ /(^|[^A-Za-z0-9_.])(1024|1048576|1073741824|3600|8760|1000000|1000000000|1e3|1e6|1e9|1e12)(\.0*)?([^A-Za-z0-9_.]|$)/) print FILENAME_ ":" NR ": " out }' \
        FILENAME_="$file" >>"$tmp/numbers"
done
verdict 'no unit conversion by a bare number in model/' "$tmp/numbers"

# ---- a fault in a catalogue file stops the build ----
# judged JSON FAULT: rigplan-builtin refuses the file, prints the fault and writes nothing.
judged() {
    printf '%s\n' "$1" >"$tmp/data.json"
    if "$B/rigplan-builtin" "$tmp/data.json" >"$tmp/out" 2>"$tmp/err"; then echo "no fault is found in $1"; fi
    grep -q "$2" "$tmp/err" || echo "$1: expected $2"
    [ ! -s "$tmp/out" ] || echo "$1: a catalogue is written"
}
{
    judged '{"schema": "rigplan-catalogue-1", "devices": [{"id": "x"}]}' 'E202'
    judged '{"schema": "rigplan-catalogue-1", "devices": [}' 'E101'
} >"$tmp/builtin"
verdict 'a fault in data/ stops the build' "$tmp/builtin"

# ---- every command is called by a test from outside ----
sh tools/reliability.sh untested >"$tmp/untested" 2>&1
[ "$(sh tools/reliability.sh commands 2>&1 | wc -l)" -gt 10 ] || echo "tools/reliability.sh finds no commands in src/cli/commands.c" >>"$tmp/untested"
verdict 'every command has a test' "$tmp/untested"

# ---- make install puts every file under DESTDIR and PREFIX, make uninstall removes them all ----
dest="$tmp/dest dir"
{
    "$MAKE" -s --no-print-directory install DESTDIR="$dest" PREFIX=/opt/x 2>&1
    for file in bin/rigplan share/man/man1/rigplan.1 share/bash-completion/completions/rigplan share/zsh/site-functions/_rigplan \
        share/fish/vendor_completions.d/rigplan.fish share/doc/rigplan/README.md share/doc/rigplan/LICENSE $(find docs -type f | sed 's|^|share/doc/rigplan/|'); do
        [ -s "$dest/opt/x/$file" ] || echo "$file is not installed"
    done
    [ "$(cd "$dest" && ls)" = opt ] || echo "files are installed outside of PREFIX"
    "$dest/opt/x/bin/rigplan" --version | grep -q '^rigplan [0-9]' || echo "the installed program does not run"
    "$MAKE" -s --no-print-directory uninstall DESTDIR="$dest" PREFIX=/opt/x 2>&1
    find "$dest" ! -type d | sed 's/$/ is left by make uninstall/'
} >"$tmp/installed"
verdict 'make install and uninstall' "$tmp/installed"

# ---- nothing is left for later ----
later="TO""DO|FIX""ME|XX""X|HA""CK"
# Titles in price books are what sellers wrote.
grep -nwE "$later" --exclude-dir=prices -r src tests data tools scenarios docs Makefile >"$tmp/later" 2>/dev/null
verdict 'nothing is marked for later' "$tmp/later"

# ---- shape of the tests and sources: no file of 500 lines ----
find src tests -name '*.[ch]' -exec awk 'END { if (FNR >= 500) print FILENAME ": " FNR " lines" }' {} \; >"$tmp/long"
verdict 'no source file has 500 lines' "$tmp/long"

# ---- no line of C has more than 120 characters, but tables between clang-format off and on ----
# Bytes that continue a character of UTF-8 are not counted.
find src tests tools -name '*.[ch]' -exec awk '
    FNR == 1 || /clang-format on/ { table = 0 }
    /clang-format off/ { table = 1 }
    { line = $0; gsub(/[\200-\277]/, "", line) }
    length(line) > 120 && !table { print FILENAME ":" FNR ": " length(line) " characters" }' {} + >"$tmp/wide"
verdict 'no line of C has more than 120 characters' "$tmp/wide"

# ---- one format ----
if command -v clang-format-14 >/dev/null 2>&1; then
    : >"$tmp/format"
    for file in $(find src tests tools -name '*.[ch]'); do
        clang-format-14 --dry-run -Werror "$file" >/dev/null 2>&1 || echo "$file: not as make format writes it" >>"$tmp/format"
    done
    verdict 'sources are formatted' "$tmp/format"
else
    echo "gates: clang-format-14 is not installed: the format is not checked"
fi

echo "gates: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
