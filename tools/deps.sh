#!/bin/sh
# Makes sure that what the build and the tests need is there: asks for nothing where it is, installs it with apt-get as root or
# through sudo where it can, and else says plainly what to install.
set -u

packages="build-essential libgsl-dev libopenblas-serial-dev libcjson-dev libyaml-dev libcunit1-dev gnuplot-nox fonts-dejavu-core"

has_libraries() {
    command -v cc >/dev/null 2>&1 && printf '%s\n' '#include <gsl/gsl_errno.h>' '#include <cjson/cJSON.h>' '#include <yaml.h>' \
        '#include <CUnit/Basic.h>' 'int main(void) { return 0; }' | cc -x c - -o /dev/null -lgsl -lopenblas -lcjson -lyaml -lcunit -lm >/dev/null 2>&1
}

complete() {
    has_libraries && command -v gnuplot >/dev/null 2>&1 && command -v make >/dev/null 2>&1
}

complete && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "rigplan needs a C compiler, GSL, OpenBLAS, cJSON, libyaml, CUnit (headers too) and gnuplot." >&2
    echo "This machine has no apt-get; install them with its own package manager and try again." >&2
    exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root=sudo
else
    echo "Something that rigplan needs is missing, and this user can neither act as root nor use sudo." >&2
    echo "Ask an administrator to run:" >&2
    echo "    apt-get install $packages" >&2
    exit 1
fi

echo "Installing what is missing: $packages"
export DEBIAN_FRONTEND=noninteractive
{ $root apt-get update -q && $root apt-get install -y -q --no-install-recommends $packages; } >/tmp/rigplan-deps.$$ 2>&1 || {
    tail -n 20 /tmp/rigplan-deps.$$ >&2
    rm -f /tmp/rigplan-deps.$$
    echo "The installation failed. Install by hand, then try again:" >&2
    echo "    apt-get install $packages" >&2
    exit 1
}
rm -f /tmp/rigplan-deps.$$
has_libraries || { echo "The packages are installed but a header or a library is still not found by cc." >&2; exit 1; }
