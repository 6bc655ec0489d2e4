#!/bin/sh
# Takes the picture of a report's first page that the README shows: sh tools/page_picture.sh reports/home-2026/brief.html docs/pictures/home-2026.png
set -eu
page=$(realpath "$1")
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,1640 --screenshot="$2" "file://$page"
