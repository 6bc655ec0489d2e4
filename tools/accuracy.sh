#!/bin/sh
# Writes docs/accuracy.md: the table of accuracy targets (tools/targets.tsv), then what `rigplan validate` prints. Takes minutes, since
# every GPU is left out in turn.
set -eu
here=$(dirname "$0")
files='gguf_sizes published_files memory memory_logs speed serving power_cap power psu training_memory offload collectives'
crossed='speed power_cap serving'

# ---- figures: lines "run TAB class TAB figure TAB value" for targets.awk

# figures_of_json RUN: the classes of a file, from `validate --json`, which has one key on each line.
figures_of_json() {
    awk -v run="$1" '
        BEGIN { OFS = "\t"; name["within1_frac"] = "in1"; name["within5_frac"] = "in5"; name["under_frac"] = "lowest"; name["most_frac"] = "max" }
        !/":/ { next }
        {
            key = $0; sub(/^[^"]*"/, "", key); sub(/".*/, "", key)
            text = $0; sub(/^[^:]*:[ \t]*/, "", text); sub(/,$/, "", text)
        }
        key == "rows" { rows = text }
        key == "skipped" { skipped = text }
        key == "verdicts" { verdicts = text }
        key == "verdicts_right" { right = text }
        key == "verdicts_tight" { tight = text }
        key == "class" { class = text; gsub(/^"|"$/, "", class) }
        class != "" && key == "n" { print run, class, "n", text }
        class != "" && key ~ /_frac$/ && text != "null" {
            figure = key in name ? name[key] : key
            sub(/^within/, "in", figure); sub(/_frac$/, "", figure)
            print run, class, figure, 100 * text
        }
        END {
            print run, "file", "n", rows
            if (rows > 0) print run, "file", "predicted", 100 * (rows - skipped) / rows
            if (verdicts > 0) { print run, "verdicts", "n", verdicts; print run, "verdicts", "wrong", verdicts - right - tight }
        }'
}

# figures_of_text RUN: the classes of a file, from the table of `validate`: a name of 58 characters, then the figures.
figures_of_text() {
    awk -v run="$1" '
        BEGIN { OFS = "\t" }
        /^  \|error\| in per cent/ {
            heading = substr($0, 61); gsub(/in +/, "in", heading); gsub(/%/, "", heading)
            columns = split(heading, column, " ")
            table = 1
            next
        }
        table && /^  all: / {
            class = substr($0, 3, 58); sub(/ +$/, "", class)
            split(substr($0, 61), value, " ")
            for (i = 1; i <= columns; i++) if (value[i] != "-") print run, class, column[i], value[i]
        }
        /^$/ { table = 0 }'
}

# known_rows FILE: id, measured, predicted and range of the known cases, from `validate --rows`.
known_rows() {
    awk -F, 'BEGIN { OFS = "\t" }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        FNR == NR { measured[$1] = $at["tokens_per_s"]; next }
        { print $1, measured[$1], $at["predicted"], $at["low80"], $at["high80"] }' data/measured/known.csv "$1"
}

figures_of_known() {
    known_rows "$1" | awk -F '\t' '{ e = 100 * ($3 / $2 - 1); print e < 0 ? -e : e }' | sort -n | awk '
        { e[NR] = $1; sum += $1 }
        function quantile(q,    at, i) { at = 1 + q * (NR - 1); i = int(at); return i < NR ? e[i] + (at - i) * (e[i + 1] - e[i]) : e[NR] }
        $1 > 10 { off++ }
        END {
            OFS = "\t"
            print "known", "file", "n", NR; print "known", "file", "mean", sum / NR; print "known", "file", "off", off + 0
            print "known", "file", "median", quantile(0.5); print "known", "file", "p90", quantile(0.9)
        }'
}

# run_all FOLDER: validates everything; the outputs go to FOLDER.
run_all() {
    "$RIGPLAN" validate --counts >"$1/counts.txt"
    "$RIGPLAN" validate data/measured/known.csv --rows "$1/known.csv" >/dev/null
    for f in $files; do
        "$RIGPLAN" validate "data/measured/$f.csv" >"$1/$f.txt"
        "$RIGPLAN" validate --json "data/measured/$f.csv" >"$1/$f.json"
    done
    "$RIGPLAN" validate --cv source data/measured/offload.csv >"$1/offload_cv.txt"
    # Constants are fitted to all three files, so a GPU is left out of all three; each file's own table is read apart.
    "$RIGPLAN" validate --cv gpu --detail data/measured/speed.csv data/measured/power_cap.csv data/measured/serving.csv >"$1/gpu_cv.txt"
    for f in $crossed; do
        awk -v file="data/measured/$f.csv:" '/^data\/measured\// { here = index($0, file) == 1 } here' "$1/gpu_cv.txt" >"$1/${f}_cv.txt"
    done
    # On the day of the newest price, so that the page does not change from day to day.
    day=$(cut -d, -f1 data/prices/*.csv | grep '^20' | sort | tail -n 1)
    "$RIGPLAN" prices check --as-of "$day" >"$1/prices.txt"
    "$RIGPLAN" prices check --as-of "$day" --json >"$1/prices.json"
}

# figures_of_prices: of the JSON of `prices check` on standard input.
figures_of_prices() {
    awk -F '[:,\t ]+' '
        /"observations"|"things"/ { run = /observations/ ? "observations" : "things" }
        /"class"/ { all = /"all"/ }
        all && /"n"/ { print "prices\t" run "\tn\t" $3 }
        all && /"median_frac"/ { print "prices\t" run "\tmedian\t" 100 * $3 }
        all && /"p90_frac"/ { print "prices\t" run "\tp90\t" 100 * $3 }
        all && /"inside80_frac"/ { print "prices\t" run "\tin80\t" 100 * $3 }'
}

# figures FOLDER: of all outputs there. The classes of files whose rows decide constants are those of cross-validation.
figures() {
    for f in $files; do
        figures_of_json "$f" <"$1/$f.json" |
            awk -F '\t' -v crossed="$(case " $crossed offload " in *" $f "*) echo 1 ;; esac)" '!crossed || $2 == "file" || $2 == "verdicts"'
    done
    for f in $crossed offload; do
        figures_of_text "$f" <"$1/${f}_cv.txt"
    done
    figures_of_known "$1/known.csv"
    figures_of_prices <"$1/prices.json"
    sed -n '1s/^\([0-9]*\) models.*, \([0-9]*\) off$/counts\tfile\tn\t\1\ncounts\tfile\toff\t\2/p' "$1/counts.txt"
}

# ---- the page

verbatim() { printf '```\n'; cat "$1"; printf '```\n'; }

page() {
    cat <<'END'
# Accuracy

Generated by `make accuracy`. The table compares the errors on the measurement files under `data/measured/` with what we set out to reach.

## Targets

END
    awk -f "$here/targets.awk" "$1/figures.tsv" "$here/targets.tsv"
    cat <<'END'

- Errors are |predicted / measured - 1| in per cent. p90 is the error that nine rows in ten stay under.
- **Speeds** are predicted for cards that the fit has not seen: every GPU is left out of the fit in turn (under tensor parallelism every rig).
  They are errors on clean rows: one sequence, all weights on the devices, at the engine's own pace; "batch over 1" is the exception.
- **Ranges** of a row come from the rows of other GPUs alone. The 80 % range should hold 75 to 87 % of the rows, the 95 % range 92 to 98 %.
- **System RAM**: rows that state its bandwidth, predicted by constants fitted without the row's source.
- **Prices**: `rigplan prices check`. Observations are estimated from the others of their thing; things are left out whole and estimated from like things.
- **Memory, sizes and counts** are formulas with nothing to fit.
- Why targets are missed: [`docs/model.md`](model.md), "Weak points".

## Appendix: what `rigplan validate` prints

### A. Speed, power caps and serving, each GPU left out in turn

This is what to expect of a card that was not measured. All rows of a GPU (under tensor parallelism and row split, of a rig) are predicted by constants
fitted to the other rows.

- A class is phase, split, kind of device, kind of model. "not clean" rows are batched, host-limited or timed by wall clock; the latter are predicted as
  if they ran at the engine's own pace. Groups named "all:" have clean rows only, except "batch over 1".
- "bias" is the median signed error. "in 80%" and "in 95%" are the shares of the rows that lie in their ranges.
- A likely cause is the first of these that the other rows show: a row of the same case that differs by a factor of 1.5 or more; no other GPU measured with
  the same kernels, backend, maker and so on; the only GPU of its family, the source, the GPU or the model being as far off as a whole (median of
  three rows or more, same sign, at least half the size in ln); only one other GPU measured with the same.
- Naive baselines are what one would do without this program. Decode: the ceiling is the bandwidth over the bytes that a step really reads, active weights
  and KV cache; 0.55 of it; a two-term fit, step = bytes / (efficiency x bandwidth) + start. Prefill: the ceiling is the matrix rate over two operations for
  each parameter in use; its median fraction; a two-term fit. What is fitted never saw the row's GPU: least squares of ln(predicted / measured)
  over clean rows. The formulas below the table are fitted to all GPUs.

END
    verbatim "$1/gpu_cv.txt"
    printf '\n### B. Known cases\n\nWell-known figures that should come out within 10 %% (`data/measured/known.csv`). Tokens per second, 80 %% range.\n\n'
    printf '| case | measured | predicted | error | range |\n|---|---|---|---|---|\n'
    known_rows "$1/known.csv" | awk -F '\t' '{ printf "| %s | %s | %.1f | %+.1f %% | %.1f–%.1f |\n", $1, $2, $3, 100 * ($3 / $2 - 1), $4, $5 }'
    cat <<'END'

### C. Parameter counts

The tensors of every model are counted and compared with a published count; "recalled" says that the published number was not read from a page.
Prediction layers are counted where the publisher counts them.

END
    verbatim "$1/counts.txt"
    printf '\n### D. Prices\n\nWhat `rigplan prices check` prints: how far estimates are from observations that they did not see.\n\n'
    verbatim "$1/prices.txt"
    cat <<'END'

### E. Every file, nothing left out

Sizes, weights, cache and compute buffers are formulas with nothing to fit. The speed constants are fitted to the rows of `speed.csv`,
`power_cap.csv` and `serving.csv`, so the errors of these files say how well the law can follow them, not what to expect. Compute buffers of devices also have classes by
split, flash attention, kind of model and what lies in system RAM; only classes with a row that is more than 1 % off are listed. Fine-tuning is by method and
program; rows whose peak is below the weights, gradients and optimiser states that they name are a class of their own.
END
    for f in $files; do
        printf '\n#### data/measured/%s.csv\n\n' "$f"
        verbatim "$1/$f.txt"
    done
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
run_all "$tmp"
figures "$tmp" >"$tmp/figures.tsv"
page "$tmp" >"$tmp/accuracy.md"
mv "$tmp/accuracy.md" docs/accuracy.md
