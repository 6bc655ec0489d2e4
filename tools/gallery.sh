#!/bin/sh
# gallery.sh [DIR]: prints the gallery of the reports in DIR (reports/): title with links, verdict in one line, picture. `make reports`
# writes it to reports/README.md; what it prints depends on those files alone. Uses sh and awk only.
set -eu
LC_ALL=C
export LC_ALL
dir=${1:-reports}

# title FILE: the text of its first heading
title() { awk '/^# / { sub(/^# +/, ""); print; exit }' "$1"; }

# paragraph FILE HEADING: the first paragraph under the heading, in one line
paragraph() {
    awk -v heading="$2" '
        !under { under = index($0, heading) == 1; next }
        /^[ \t]*$/ { if (text == "") next; exit }
        /^#/ { exit }
        { sub(/^[ \t]+/, ""); sub(/[ \t\r]+$/, ""); text = text (text == "" ? "" : " ") $0 }
        END { print text }' "$1"
}

# verdict FOLDER: that of the page that decides; without that page the first sentence of the report
verdict() {
    if [ -f "$1/brief.md" ]; then
        paragraph "$1/brief.md" '# '
    else
        paragraph "$1/report.md" '## What to buy' | awk '{ end = index($0, ". "); print end ? substr($0, 1, end) : $0 }'
    fi
}

echo '# Reports'
echo
echo 'Written by `make reports` from [scenarios/](../scenarios): what each one says to do, and its options by price and speed.'
for report in "$dir"/*/report.md; do
    [ -f "$report" ] || continue
    folder=$(dirname "$report")
    name=$(basename "$folder")
    printf '\n## [%s](%s/report.md)\n\n%s\n\n' "$(title "$report")" "$name" "$(verdict "$folder")"
    [ ! -f "$folder/brief.md" ] || printf '[On one page](%s/brief.md) · ' "$name"
    printf '[The whole report](%s/report.md) · [The scenario](../scenarios/%s.yaml)\n' "$name" "$name"
    [ ! -f "$folder/price.svg" ] || printf '\n[![Price against speed of the options](%s/price.svg)](%s/report.md)\n' "$name" "$name"
done
