#!/bin/sh
# Opens reports in headless Chromium as a reader does: wide, on a phone, in the dark, printed. Writes the reports of the scenarios that are
# kept in reports/ into $1. Without Chromium nothing is tested, and a line says so. tests/browser.js measures; this file judges.
set -u
out=$1
tests=$(dirname "$0")
passed=0
failed=0
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    echo "browser: skipped, because Chromium is not installed (Debian: apt-get install chromium)"
    exit 0
fi
rm -rf "$out"
mkdir -p "$out"

open() { # runs Chromium on its own profile; what it logs goes to $out/log
    "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$out/profile" --enable-logging=stderr --virtual-time-budget=20000 "$@" 2>"$out/log"
}

# A page around the copy of a report: its frame has the width of the device, and what it tells stands in the page.
probe() { # FILE WIDTH HASH OPTIONS...
    file=$1; width=$2; hash=$3; shift 3
    { sed '$d' "$file" | sed '$d'; echo "<script>"; cat "$tests/browser.js"; echo "</script></body></html>"; } >"$out/copy.html"
    cat >"$out/frame.html" <<END
<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><body><pre id="told"></pre>
<script>addEventListener("message", (event) => { document.getElementById("told").textContent = "\n" + event.data + "\nend\n"; });</script>
<iframe src="copy.html$hash" style="border:0;width:${width}px;height:900px"></iframe>
END
    open --window-size=1600,1200 "$@" --dump-dom "file://$out/frame.html" | sed -n '/id="told">/,/^end/p' >"$out/told"
    if grep -q 'CONSOLE' "$out/log"; then
        echo "browser: $what: the console says:"; grep 'CONSOLE' "$out/log" | head -n 3; failed=$((failed + 1))
    fi
    grep -q '^end' "$out/told" || { echo "browser: $what: the page told nothing"; failed=$((failed + 1)); }
}

# Judges one value: NAME TEST LIMIT, as [ "$value" TEST LIMIT ] with numbers of tenths, or = with words.
judge() {
    value=$(sed -n "s/^$1 //p" "$out/told")
    if [ "$2" = "=" ]; then
        [ "$value" = "$3" ] && ok=1 || ok=0
    else
        ok=$(awk -v v="$value" -v limit="$3" -v how="$2" 'BEGIN { print v != "" && (how == "most" ? v <= limit : v >= limit) ? 1 : 0 }')
    fi
    if [ "$ok" = 1 ]; then passed=$((passed + 1)); else
        echo "browser: $what: $1 is '$value', expected $2 $3"; failed=$((failed + 1))
    fi
}

everywhere() { # what holds on every device
    judge too-wide = 0
    judge too-wide-open = 0
    judge cut = 0
    judge cut-open = 0
    judge broken-links = 0
    judge broken-pictures = 0
    judge columns most 8
    judge contrast least 4.5
    judge contrast-open least 4.5
    judge picture-text least 11
}

used() { # what a reader does
    judge link = opens
    judge sort = both-ways
    judge filter = some
    judge compared least 5
    judge nothing-loaded = 0
}

pages() { # PDF: prints the number of its pages
    grep -a -c '/Type */Page\b' "$1"
}

for folder in reports/*/; do
    name=$(basename "$folder")
    "$RIGPLAN" run "scenarios/$name.yaml" -o "$out/$name" >/dev/null 2>"$out/err" || [ $? = 1 ] || { cat "$out/err"; exit 1; }
    what="$name at 1,400 px"
    probe "$out/$name/report.html" 1400 ""
    everywhere; used
    judge width = 1400
    judge dark = no
    judge words most 3000
    judge screens most 12
    echo "browser: $name opens with $(sed -n 's/^words //p' "$out/told") words on $(sed -n 's/^screens //p' "$out/told") screens of 1,400 x 900 px"
    what="$name at 390 px"
    probe "$out/$name/report.html" 390 ""
    everywhere; used
    judge width = 390
    what="$name in the dark"
    probe "$out/$name/report.html" 1400 "" --blink-settings=preferredColorScheme=0
    everywhere
    judge dark = yes
    what="$name printed"
    probe "$out/$name/report.html" 718 "#print" # A4 less two margins of 10 mm
    judge print-too-wide = 0
    judge print-too-wide-open = 0
    judge print-cut = 0
    open --no-pdf-header-footer --print-to-pdf="$out/$name/report.pdf" "file://$out/$name/report.html" >/dev/null
    [ "$(pages "$out/$name/report.pdf")" -gt 9 ] && passed=$((passed + 1)) || {
        echo "browser: $what: $(pages "$out/$name/report.pdf") pages: the sections were not opened"; failed=$((failed + 1)); }
    what="first page of $name printed"
    probe "$out/$name/brief.html" 718 "#print"
    judge print-too-wide = 0
    judge print-cut = 0
    open --no-pdf-header-footer --print-to-pdf="$out/$name/brief.pdf" "file://$out/$name/brief.html" >/dev/null
    [ "$(pages "$out/$name/brief.pdf")" = 1 ] && passed=$((passed + 1)) || {
        echo "browser: $what: $(pages "$out/$name/brief.pdf") pages, expected 1"; failed=$((failed + 1)); }
done
echo "browser: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
