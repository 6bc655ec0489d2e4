#!/bin/sh
# Regenerates the report of every shipped scenario into $1 and compares it with reports/: texts byte by byte, HTML without its pictures
# (they depend on the version of gnuplot).
set -u
out=$1
bad=0
count=0
rm -rf "$out"
strip() { sed '/<!-- picture/,/<!-- end of picture/d' "$1"; }
for scenario in scenarios/*.yaml; do
    name=$(basename "$scenario" .yaml)
    mkdir -p "$out"
    "$RIGPLAN" run "$scenario" -o "$out/$name" >/dev/null 2>"$out/$name.err"
    code=$?
    if [ $code -gt 1 ]; then
        echo "golden: $scenario ended with $code"; cat "$out/$name.err"; bad=$((bad + 1)); continue
    fi
    for file in "reports/$name"/*.md "reports/$name"/*.json "reports/$name"/*.csv "reports/$name"/*.tsv "reports/$name"/*.gp; do
        count=$((count + 1))
        if ! diff -u "$file" "$out/$name/$(basename "$file")" >"$out/diff" 2>&1; then
            echo "golden: $file differs from what the program writes now"; head -n 20 "$out/diff"; bad=$((bad + 1))
        fi
    done
    strip "reports/$name/report.html" >"$out/a.html"
    strip "$out/$name/report.html" >"$out/b.html"
    count=$((count + 1))
    cmp -s "$out/a.html" "$out/b.html" || { echo "golden: reports/$name/report.html differs"; bad=$((bad + 1)); }
done
# The README quotes the first screen of the main report: every quoted line stands in it.
grep '^> .' README.md | sed 's/^> //' >"$out/quoted"
while IFS= read -r line; do
    count=$((count + 1))
    grep -qxF -- "$line" reports/aud-8343/report.md || { echo "golden: README.md quotes what the report does not say: $line"; bad=$((bad + 1)); }
done <"$out/quoted"
echo "golden: $((count - bad)) passed, $bad failed"
[ $bad -eq 0 ] && [ $count -gt 0 ]
