# Prints the table of accuracy targets (Markdown). Usage: awk -f targets.awk FIGURES targets.tsv
# FIGURES has lines "run TAB class TAB figure TAB value", as tools/accuracy.sh collects them; errors and shares are in per cent.

BEGIN {
    FS = "\t"
    split("median mean p90 in80 in95", column, " ")
    for (i in column) has_column[column[i]] = 1
    says["median"] = "median"; says["mean"] = "mean"; says["p90"] = "p90"; says["max"] = "largest error"
    says["in1"] = "rows within 1 %"; says["in5"] = "rows within 5 %"; says["lowest"] = "largest under-prediction"
    says["predicted"] = "rows predicted"; says["wrong"] = "wrong"; says["off"] = "off"
}

function fail(text) {
    print "targets: " text > "/dev/stderr"
    failed = 1
    exit 1
}

function is_count(figure) { return figure == "wrong" || figure == "off" }
function unit(figure) { return is_count(figure) ? "" : " %" }

# A figure of the row as printed; unknown is a dash.
function shown(run, class, figure,    v) {
    if (!((run, class, figure) in value))
        return "–"
    v = value[run, class, figure]
    return is_count(figure) ? v : sprintf(run ~ /^(speed|power_cap|serving|offload|known|prices)$/ || figure == "predicted" ? "%.1f" : "%.2f", v)
}

# Splits a condition into figure, operator and limits. Ranges (=) are in80 and in95, which have one pair of limits for all rows.
function parse(condition) {
    if (!match(condition, /<=|>=|=/))
        fail("no condition: " condition)
    figure = substr(condition, 1, RSTART - 1)
    operator = substr(condition, RSTART, RLENGTH)
    low = high = substr(condition, RSTART + RLENGTH)
    if (operator == "=") {
        sub(/\.\..*/, "", low)
        sub(/.*\.\./, "", high)
        if (figure !~ /^in(80|95)$/ || (figure in limits && limits[figure] != low "–" high))
            fail("not one range for all rows: " condition)
        limits[figure] = low "–" high
    } else if (!(figure in says))
        fail("unknown figure: " condition)
}

function condition_text() {
    if (is_count(figure) && low == 0)
        return "none " says[figure]
    return says[figure] (operator == "<=" ? " ≤ " : " ≥ ") low unit(figure)
}

# Unknown figures meet nothing.
function condition_met(run, class,    v) {
    if (!((run, class, figure) in value))
        return 0
    v = value[run, class, figure]
    return operator == "<=" ? v <= low + 0 : operator == ">=" ? v >= low + 0 : v >= low + 0 && v <= high + 0
}

# A figure that has no column.
function value_text(run, class) {
    return is_count(figure) ? shown(run, class, figure) " " says[figure] : says[figure] " " shown(run, class, figure) unit(figure)
}

FNR == NR { value[$1, $2, $3] = $4; next }
/^#/ { next }
NF != 4 { fail("line " FNR " has " NF " columns, not 4") }
!(($2, $3, "n") in value) { fail("no rows of \"" $3 "\" in " $2) }

{
    n_conditions = split($4, condition, " ")
    target = extra = ""
    missed = 0
    for (i = 1; i <= 5; i++)
        mark[column[i]] = ""
    for (i = 1; i <= n_conditions; i++) {
        parse(condition[i])
        bold = condition_met($2, $3) ? "" : "**"
        missed += bold != ""
        if (operator != "=")
            target = target (target ? ", " : "") condition_text()
        if (figure in has_column)
            mark[figure] = bold
        else
            extra = extra (extra ? ", " : "") bold value_text($2, $3) bold
    }
    line = "| " $1 " | " (target ? target : "ranges") " | " value[$2, $3, "n"]
    for (i = 1; i <= 5; i++)
        line = line " | " mark[column[i]] shown($2, $3, column[i]) mark[column[i]]
    met += !missed
    lines[++all] = line " | " (missed ? "**no**" : "yes") (extra ? ": " extra : "") " |"
}

END {
    if (failed || !all)
        exit 1
    print "| rows | target | n | median | mean | p90 | in 80 % range (" limits["in80"] ") | in 95 % range (" limits["in95"] ") | met? |"
    print "|---|---|---|---|---|---|---|---|---|"
    for (i = 1; i <= all; i++)
        print lines[i]
    printf "\n%d of %d targets are met. Figures that miss their target are bold.\n", met, all
}
