#!/bin/sh
# Writes docs/formats.md, which is generated from the field tables. docs/accuracy.md is tools/accuracy.sh's.
set -eu
"$RIGPLAN" schema --markdown > docs/formats.md
