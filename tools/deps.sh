#!/bin/sh
# Makes sure that a compiler ($CC, else cc), the libraries and gnuplot are there. Does nothing where they are; installs them with
# apt-get as root or through sudo; otherwise says what to install.
set -u

packages="build-essential libgsl-dev libcjson-dev libyaml-dev libcunit1-dev gnuplot-nox fonts-dejavu-core"
CC=${CC:-cc}

# CC and CFLAGS may hold several words.
has_compiler() { command -v ${CC%% *} >/dev/null 2>&1; }
has_libraries() {
    has_compiler && printf '%s\n' '#include <gsl/gsl_errno.h>' '#include <cjson/cJSON.h>' '#include <yaml.h>' \
        '#include <CUnit/Basic.h>' 'int main(void) { return 0; }' |
        $CC ${CFLAGS:-} -x c - -o /dev/null -lgsl -lgslcblas -lcjson -lyaml -lcunit -lm >/dev/null 2>&1
}

complete() {
    has_libraries && command -v gnuplot >/dev/null 2>&1 && command -v make >/dev/null 2>&1
}

complete && exit 0

if [ "$CC" != cc ] && ! has_compiler; then
    echo "There is no compiler '$CC' here. Install it, or leave out CC= to build with cc." >&2
    exit 1
fi

if ! command -v apt-get >/dev/null 2>&1; then
    echo "rigplan needs a C compiler, make, gnuplot, and GSL, cJSON, libyaml and CUnit with their headers." >&2
    echo "This machine has no apt-get. Install them with its package manager, then try again:" >&2
    echo "    Fedora: dnf install gcc make gsl-devel cjson-devel libyaml-devel CUnit-devel gnuplot" >&2
    echo "    macOS:  brew install gsl cjson libyaml cunit gnuplot" >&2
    echo "If they are installed where the compiler does not look, set CPATH and LIBRARY_PATH to their folders." >&2
    exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root=sudo
else
    echo "Something that rigplan needs is missing, and this user is not root and cannot use sudo." >&2
    echo "Ask an administrator to run:" >&2
    echo "    apt-get install $packages" >&2
    exit 1
fi

echo "Installing what is missing: $packages"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
{ $root apt-get update -q && $root apt-get install -y -q --no-install-recommends $packages; } >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "The installation failed. Install by hand, then try again:" >&2
    echo "    apt-get install $packages" >&2
    exit 1
}
rm -f "$log"
has_libraries || { echo "The packages are installed, but '$CC' does not find a header or a library." >&2; exit 1; }
