#!/bin/sh
# Writes the report of every shipped scenario into $1 and compares those that are kept in reports/, byte by byte: report.md, report.json,
# and data and script of every plot. Pictures depend on the version of gnuplot and are not compared; report.html and report.csv are built, not kept, and
# must hold what the others hold. Generated parts of docs/ and the gallery of reports/ must be what is written now.
set -u
out=$1
bad=0
count=0
rm -rf "$out"
for scenario in scenarios/*.yaml; do
    name=$(basename "$scenario" .yaml)
    mkdir -p "$out"
    "$RIGPLAN" run "$scenario" -o "$out/$name" >/dev/null 2>"$out/$name.err"
    code=$?
    if [ $code -gt 1 ]; then
        echo "golden: $scenario ended with $code"; cat "$out/$name.err"; bad=$((bad + 1)); continue
    fi
    for file in "reports/$name"/*.md "reports/$name"/*.json "reports/$name"/*.tsv "reports/$name"/*.gp "reports/$name"/machine-*.svg "reports/$name"/links-*.svg; do
        [ -d "reports/$name" ] || break
        [ -e "$file" ] || continue # it has none of this kind
        count=$((count + 1))
        if ! diff -u "$file" "$out/$name/$(basename "$file")" >"$out/diff" 2>&1; then
            echo "golden: $file differs from what the program writes now"; head -n 20 "$out/diff"; bad=$((bad + 1))
        fi
    done
    # A kept report has every file that is written now.
    if [ -d "reports/$name" ]; then
        count=$((count + 1))
        missing=$(cd "$out/$name" && for file in *.md *.json *.tsv *.gp machine-*.svg; do [ -e "$OLDPWD/reports/$name/$file" ] || echo "$file"; done)
        [ -z "$missing" ] || { echo "golden: reports/$name lacks: $missing"; bad=$((bad + 1)); }
    fi
    # report.html holds every row of the tables of report.md; it shows the first, of options side by side, as cards.
    rows=$(awk '/^\|  \| / { cards = 1 } cards && /^$/ { cards = 0 } !cards && /^\| /' "$out/$name/report.md" | grep -cv '^| [-: |]*$')
    built=$(grep -o '<tr' "$out/$name/report.html" | wc -l)
    count=$((count + 1))
    [ "$rows" -eq "$built" ] || { echo "golden: report.html of $name has $built table rows, report.md $rows"; bad=$((bad + 1)); }
done
for part in formats catalogue reliability readme; do
    file=docs/$part.md
    [ $part = readme ] && file=README.md
    count=$((count + 1))
    RIGPLAN=$RIGPLAN sh tools/docs.sh "$part" >"$out/$part.md"
    diff "$file" "$out/$part.md" >"$out/diff" || { echo "golden: $file is not what make docs writes now"; head -n 20 "$out/diff"; bad=$((bad + 1)); }
done
count=$((count + 1))
sh tools/gallery.sh >"$out/gallery.md"
cmp -s reports/README.md "$out/gallery.md" || { echo "golden: reports/README.md is not what tools/gallery.sh writes now"; bad=$((bad + 1)); }
echo "golden: $((count - bad)) passed, $bad failed"
[ $bad -eq 0 ] && [ $count -gt 0 ]
