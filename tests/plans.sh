#!/bin/sh
# Plans of several machines, from outside: the 43 builds of tests/plans/builds.tsv, the totals of the plans' own prices, sums over
# machines, the answers to the cases of tests/plans/cases, and no `nan`, nor 0 for what is not known, in any output.
# Uses the program, sh, awk, grep and sed only.
set -u
LC_ALL=C
export LC_ALL
root=$(cd "$(dirname "$0")/.." && pwd)
plans=$root/tests/plans
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "plans: $1"; }
# check STATUS WHAT: counts a check that has been made
check() { if [ "$1" -eq 0 ]; then pass; else fail "$2"; fi; }
# same WHAT EXPECTED GOT
same() { if [ "$2" = "$3" ]; then pass; else fail "$1: expected '$2', got '$3'"; fi; }
# near WHAT A B: equal to within what report.json rounds
near() { awk -v a="$2" -v b="$3" 'BEGIN { d = a - b; exit !(d * d <= 1e-12 * (1 + a * a)) }' && pass || fail "$1: $2 is not $3"; }
# holds WHAT EXPRESSION: a comparison of numbers; unknown values make it fail
holds() {
    case " $2 " in *null* | *"  "*) fail "$1: a value is missing in '$2'"; return ;; esac
    awk "BEGIN { exit !($2) }" && pass || fail "$1: $2 does not hold"
}

# ---- reports

# run_plan NAME FILE [ARGUMENT...]: runs a scenario into $tmp/NAME; the exit code goes to $code
run_plan() {
    name=$1
    file=$2
    shift 2
    mkdir -p "$tmp/$name"
    "$RIGPLAN" run "$file" "$@" --no-plots -o "$tmp/$name" >"$tmp/$name/out" 2>"$tmp/$name/err"
    code=$?
    [ $code -le 1 ]
    check $? "$file ended with $code: $(head -n 3 "$tmp/$name/err")"
    flatten "$tmp/$name/report.json" >"$tmp/$name/flat"
}

# flatten FILE: a line for each value of the tables: table, row, key, value, with tabs between; the values of an object in a row have the
# key "object.key"
flatten() {
    awk -v OFS='\t' '
        /^\t\t"/ { split($0, part, "\""); table = part[2]; row = 1; next }
        /^\t\t\t}, {/ { row++; next }
        /^\t\t\t\t}/ { object = "" }
        /^\t\t\t\t"/ || (object != "" && /^\t\t\t\t\t"/) {
            line = $0
            inner = sub(/^\t\t\t\t\t/, "", line) || !sub(/^\t\t\t\t/, "", line)
            line = substr(line, 2)
            end = index(line, "\":")
            key = substr(line, 1, end - 1)
            value = substr(line, end + 2)
            sub(/^[ \t]*/, "", value)
            if (inner) key = object key
            else object = value == "{" ? key "." : ""
            sub(/,$/, "", value)
            if (value ~ /^"/) value = substr(value, 2, length(value) - 2)
            print table, row, key, value
        }' "$1"
}

# cells NAME TABLE KEY [WHERE VALUE [WHERE VALUE]]: the values of KEY in the rows where the other keys have these values
cells() {
    awk -F '\t' -v table="$2" -v key="$3" -v k1="${4:-}" -v v1="${5:-}" -v k2="${6:-}" -v v2="${7:-}" '
        function flush() { if (have && (k1 == "" || v[k1] == v1) && (k2 == "" || v[k2] == v2)) print v[key]; split("", v); have = 0 }
        $1 != table { next }
        $2 != row { flush(); row = $2 }
        { v[$3] = $4; have = 1 }
        END { flush() }' "$tmp/$1/flat"
}
cell() { cells "$@" | head -n 1; }
# options NAME: the ids of the options, best first
options() { cells "$1" cost id; }
# place NAME OPTION: its place in the ranking
place() { options "$1" | awk -v o="$2" '$0 == o { print NR }'; }
# sum: of the lines of stdin; null where one is null
sum() { awk '$1 == "null" || $1 == "" { bad = 1 } { s += $1 } END { if (bad) print "null"; else printf "%.9g\n", s }'; }
# checks NAME OPTION VERDICTS: the build checks with one of these verdicts (a pattern), each on a line with all that it says
checks() {
    awk -F '\t' -v table="build-$2" -v verdict="$3" '
        function flush() { if (v ~ "^(" verdict ")$") print line; line = v = "" }
        $1 != table { next }
        $2 != row { flush(); row = $2 }
        $3 == "verdict" { v = $4 }
        { line = line $3 "=" $4 "; " }
        END { flush() }' "$tmp/$1/flat"
}
# section NAME OPTION: what report.md says of an option
section() {
    awk -v n="$(place "$1" "$2")" '
        /^## Options in detail/ { inside = 1; next }
        /^## / { inside = 0 }
        inside && /^### / { here = index($0, "### " n ". ") == 1 }
        inside && here' "$tmp/$1/report.md"
}
# finds NAME OPTION VERDICT PATTERN: a build check with the verdict says something like that
finds() {
    checks "$1" "$2" "$3" | grep -qiE -- "$4"
    check $? "$1, $2: no build check that $3 says '$4'"
}
# says NAME OPTION PATTERN: the option's part of the report, or its line of the ranking, says that
says() {
    { section "$1" "$2"; sed -n "/^## Ranking/,/^## /p" "$tmp/$1/report.md" | grep "^| $(place "$1" "$2") |"; } | grep -qiE -- "$3"
    check $? "$1, $2: the report does not say '$3'"
}
# before NAME A B: option A stands before option B
before() { holds "$1: $2 stands before $3" "$(place "$1" "$2") < $(place "$1" "$3")"; }

# ---- what holds for every report

# adds_up NAME: amounts, watts and memory of the machines of an option add up to the option, or the option's is unknown
adds_up() {
    i=0
    for o in $(options "$1"); do
        i=$((i + 1))
        price=$(cell "$1" cost price_aud id "$o")
        # A link's own parts are no machine's: they are lines of the bill under the link's name.
        lines=$(cells "$1" "bill-$o" total_aud | sum)
        [ -z "$(cells "$1" "bill-$o" name)" ] && lines=0
        same_or_near "$1, $o: price, and the sum of the lines" "$price" "$lines"
        names=$(cells "$1" machines machine option "$o")
        links=$(for m in $(cells "$1" "bill-$o" machine); do echo "$names" | grep -qxF -- "$m" || cells "$1" "bill-$o" total_aud machine "$m"; done | sum)
        same_or_near "$1, $o: price, and the sum of machines and links" "$price" \
            "$({ cells "$1" machines price_aud option "$o"; [ "$links" = 0 ] || echo "$links"; } | sum)"
        for m in $names; do
            got=$(cells "$1" "bill-$o" total_aud machine "$m" | sum)
            same_or_near "$1, $o: price of $m, and the sum of its lines" "$(cell "$1" machines price_aud option "$o" machine "$m")" "$got"
        done
        same_or_near "$1, $o: watts while decoding, and the sum over machines" "$(cells "$1" ranking decode_wall_w | sed -n "${i}p")" \
            "$(cells "$1" machines busy_wall_w option "$o" | sum)"
        [ -z "$(cell "$1" house peak_wall_w id "$o")" ] ||
            same_or_near "$1, $o: peak watts, and the sum over machines" "$(cell "$1" house peak_wall_w id "$o")" \
                "$(cells "$1" machines peak_wall_w option "$o" | sum)"
    done
    grep -q 'All sums agree' "$tmp/$1/report.md"
    check $? "$1: a balance check of the report fails"
}
same_or_near() { if [ "$2" = null ] || [ "$3" = null ]; then same "$1" "$2" "$3"; else near "$1" "$2" "$3"; fi; }

# no_nonsense NAME: no nan or inf anywhere; no 0 where a value is not known
no_nonsense() {
    for kind in md html json csv; do
        [ -s "$tmp/$1/report.$kind" ]
        check $? "$1: report.$kind is empty"
        bad=$(grep -niE '(^|[^a-z])-?(nan|inf|infinity)([^a-z]|$)' "$tmp/$1/report.$kind" | cut -c 1-200 | head -n 3)
        same "$1: report.$kind has nan or inf" '' "$bad"
    done
    awk -F '\t' '
        $1 == "machines" || $1 == "machine-house" {
            if ($1 " " $2 != row) { row = $1 " " $2; machine = "" }
            if ($3 == "machine") machine = $4
            away = machine ~ /^(vps|rented)/
            if (!away && $4 == "0" && $3 ~ /_w$|_frac$|_btu_h$|kwh/) print machine ": " $3 " is 0"
        }
        $1 == "house" && $4 == "0" && $3 ~ /_frac$|_a$/ { print $1 " " $2 ": " $3 " is 0" }
        $1 ~ /^bill-/ && $3 == "owned_qty" { owned[$1 " " $2] = $4 }
        $1 ~ /^bill-/ && $3 == "qty" { qty[$1 " " $2] = $4 }
        $1 ~ /^bill-/ && $3 == "unit_aud" { unit[$1 " " $2] = $4 }
        $1 ~ /^speed-/ && $3 ~ /tok_s$|^ttft_s$/ && $4 == "0" { print $1 ": " $3 " is 0" }
        END { for (l in unit) if (unit[l] == "0" && owned[l] != qty[l]) print l ": a part that is not owned costs 0" }
        ' "$tmp/$1/flat" >"$tmp/zeros"
    same "$1: 0 for an unknown" '' "$(head -n 3 "$tmp/zeros")"
}

# never_pooled NAME: without a link that carries models, every workload runs on the cards of one machine
never_pooled() {
    for w in $(awk -F '\t' '$1 ~ /^speed-/ { print substr($1, 7) }' "$tmp/$1/flat" | sort -u); do
        for o in $(options "$1"); do
            where=$(cell "$1" "speed-$w" where option "$o")
            [ -n "$where" ] && [ "$where" != null ] || continue
            where=${where%%, if it had*} # a machine that lacks a board and a processor
            cells "$1" machines machine option "$o" | grep -qxF -- "$where"
            check $? "$1, $o: $w runs on '$where', which is not one machine"
        done
    done
}

# ---- the plans

for scenario in "$root"/scenarios/*.yaml; do
    name=$(basename "$scenario" .yaml)
    run_plan "$name" "$scenario"
    adds_up "$name"
    no_nonsense "$name"
    never_pooled "$name" # no shipped scenario has a link that carries models between machines with cards
done

tab=$(printf '\t')
grep -v '^#' "$plans/builds.tsv" >"$tmp/builds"
while IFS=$tab read -r build scenario option machines cards memory part; do
    options "$scenario" | grep -qxF -- "$option"
    check $? "$build: $scenario has no option $option"
    same "$build, $option: machines" "$machines" "$(cells "$scenario" machines machine option "$option" | grep -c .)"
    got=$(awk -F '\t' -v table="bill-$option" '
        $1 == table && $3 == "name" { card = $4 ~ /^(GeForce |RTX |L40S)/ }
        $1 == table && $3 == "qty" && card { n += $4 }
        END { print n + 0 }' "$tmp/$scenario/flat")
    same "$build, $option: cards" "$cards" "$got"
    got=$(cells "$scenario" machines mem_gib option "$option" | grep -vx -e null -e 0 | tr '\n' ' ' | sed 's/ $//')
    same "$build, $option: memory for models of each machine" "$memory" "${got:--}"
    [ "$part" = - ] || { cells "$scenario" "bill-$option" name | grep -qF -- "$part"; check $? "$build, $option: its bill has no '$part'"; }
done <"$tmp/builds"
same 'builds that are in a shipped scenario' 43 "$(cut -f 1 "$tmp/builds" | sort -u | grep -c .)"

# The plans' own prices add up to the plans' own totals. Plan 003 writes 425 for its network, whose parts come to 375: its total of
# 4,603 is 50 too much. Plan 004 counts in USD: 3,630, at the rate of the policy and with tax.
while read -r build scenario option total; do
    run_plan "$build" "$root/scenarios/$scenario.yaml" --data "$plans/prices/$build"
    near "$build: the plan's own total" "$total" "$(cell "$build" cost price_aud id "$option" | sum)"
done <<'EOF'
s001_dual3090_a plan-001 s001-dual3090-a 5221
s001_dual3090_b plan-001 s001-dual3090-b 4322
s001_mac_mini_m4_pro plan-001 s001-mac-mini-m4-pro 3497
s002_cluster plan-002 s002-cluster 6731
s003_final_plan plan-003 s003-final-plan 4553
s003_option_b plan-003 s003-option-b 4249
s004_2x3090_tower plan-004 s004-2x3090-tower 6050
EOF
near 'plan 003: MS-01 with memory and drive' 2029 "$(cell s003_final_plan machines price_aud option s003-final-plan machine linux-hft-server)"
near 'plan 003: box with the card' 2149 "$(cell s003_final_plan machines price_aud option s003-final-plan machine ai-box)"
near 'plan 003: network' 375 "$(cell s003_final_plan machines price_aud option s003-final-plan machine network)"
near 'plan 002: Mac mini' 3418 "$(cell s002_cluster machines price_aud option s002-cluster machine mac-mini)"
near 'plan 002: box with the card' 3313 "$(cell s002_cluster machines price_aud option s002-cluster machine nvidia-box)"
near 'plan 003: workstation of option B' 2950 "$(cell s003_option_b machines price_aud option s003-option-b machine ai-workstation)"

# ---- the cases

for case in "$plans"/cases/*.yaml; do
    name=$(basename "$case" .yaml)
    if [ -d "$plans/cases/$name" ]; then run_plan "$name" "$case" --data "$plans/cases/$name"; else run_plan "$name" "$case"; fi
    eval "code_$(echo "$name" | tr - _)=$code"
    adds_up "$name"
    no_nonsense "$name"
done

# A card and a supply are no machine.
for part in board processor memory 'drive|storage' case cooler; do finds bare-card bare fails "$part"; done
same 'bare-card: the whole machine stands first' 1 "$(place bare-card whole)"
same 'bare-card: a card and a supply stand last' 5 "$(place bare-card bare)"
finds bare-card small-case fails nr200p
finds bare-card wrong-socket fails 'ryzen-9700x'
finds bare-card four-cards fails 'tuf-b550-plus'

# A board whose lanes are not known is named, and so is a supply without a plug count.
finds custom-board swap-3090-psu not-checked 'my-board'
finds custom-board swap-3090-psu not-checked 'lanes'
says custom-board swap-3090-psu 'not checked'
finds custom-board swap-3090 not-checked 'my-650'
before custom-board swap-3090-psu used-5090
before custom-board swap-3090-psu two-3060

# Two DGX Sparks hold a model over their own ports that one does not hold; the pair of a card of 600 W trips 15 A, that of 300 W does not.
same 'office: where two DGX Sparks run Qwen3-235B' 'dgx-spark-1 + dgx-spark-2' "$(cell office speed-q235 where option spark2)"
same 'office: what joins two DGX Sparks' 'split over connectx7-200g' "$(cell office speed-q235 remark option spark2)"
same 'office: Qwen3-235B on two DGX Sparks' fits "$(cell office speed-q235 verdict option spark2)"
same 'office: Qwen3-235B on one DGX Spark' '' "$(cell office speed-q235 decode_tok_s option spark1 | grep -v null)"
same 'office: machines of two DGX Sparks' 2 "$(cells office machines machine option spark2 | grep -c .)"
same 'office: two cards of 600 W on a 15 A circuit' fails "$(cell office house outlet_verdict id pro6000x2)"
same 'office: two cards of 300 W on a 15 A circuit' ok "$(cell office house outlet_verdict id pro6000mq2)"
grep -q 'W409' "$tmp/office/err"
check $? 'office: nothing says that the file is of version 1'

# What version 1 could not say: vLLM with AWQ, MLX and llama.cpp with GGUF in one table, as each machine runs it best.
# runs NAME WORKLOAD OPTION: the engine and the quant
runs() { echo "$(cell "$1" "runs-$2" deployment.engine option "$3") $(cell "$1" "runs-$2" deployment.quant option "$3")"; }
same 'probe-mlx: exit code' 1 "$code_probe_mlx"
grep -q 'l70b-q4: quant Q4_K_M becomes quants \[Q4_K_M, AWQ-INT4, 4bit\]' "$tmp/probe-mlx/err" &&
    grep -q 'q32-q8: quant Q8_0 becomes quants \[Q8_0, FP8, 8bit\]' "$tmp/probe-mlx/err"
check $? 'probe-mlx: nothing says which quants are added'
! grep -q 'l8b-f16: quant' "$tmp/probe-mlx/err"
check $? 'probe-mlx: quants are added to one that every engine loads'
same 'probe-mlx: 32B on the Mac that runs MLX' 'mlx 8bit' "$(runs probe-mlx q32-q8 s002-mac-mini)"
same 'probe-mlx: 8B on the Mac that runs MLX' 'mlx F16' "$(runs probe-mlx l8b-f16 s002-mac-mini)"
case $(runs probe-mlx l70b-q4 s002-nvidia-box) in 'llama.cpp Q4_K_M' | 'ik_llama.cpp Q4_K_M') pass ;; *) fail 'probe-mlx: 70B on one card and in system RAM' ;; esac
same 'probe-mlx: where 70B is on one card' offload "$(cell probe-mlx runs-l70b-q4 verdict option s002-nvidia-box)"
same 'probe-mlx: 70B on a Mac that leaves the engine open' 'mlx 4bit' "$(runs probe-mlx l70b-q4 s002-mac-studio-m2-ultra)"
same 'office-vllm: exit code' 1 "$code_office_vllm"
for o in pro6000x2 pro6000mq2 3090x4 3090x8; do same "office-vllm: 70B on $o" 'vllm AWQ-INT4' "$(runs office-vllm l70 "$o")"; done
same 'office-vllm: gpt-oss on cards' 'vllm MXFP4' "$(runs office-vllm oss120 pro6000x2)"
same 'office-vllm: Qwen3-235B on two DGX Sparks' 'dgx-spark-1 + dgx-spark-2' "$(cell office-vllm speed-q235 where option spark2)"
for w in q235 l70 air; do
    got=$(runs office-vllm "$w" m3u512)
    [ "$got" = 'mlx 4bit' ] || [ "$got" = 'llama.cpp Q4_K_M' ]
    check $? "office-vllm: $w on the Mac runs with '$got'"
done
for case in probe-mlx office-vllm; do
    "$RIGPLAN" convert "$plans/cases/$case.yaml" >"$tmp/$case.yaml" 2>"$tmp/convert.err"
    check $? "$case: convert fails: $(head -n 3 "$tmp/convert.err")"
    run_plan "$case-2" "$tmp/$case.yaml"
    cmp -s "$tmp/$case/flat" "$tmp/$case-2/flat"
    check $? "$case: the converted file has other answers"
done

# Two computers are never one rig without a link; over Ethernet a model is slower than in one computer.
same 'two-pcs: without a link' pc-3090 "$(cell two-pcs speed-q32 where option apart)"
same 'two-pcs: without a link, as with one computer' "$(cell two-pcs speed-q32 decode_tok_s option alone)" "$(cell two-pcs speed-q32 decode_tok_s option apart)"
same 'two-pcs: over Ethernet' 'pc-3090 + pc-3070' "$(cell two-pcs speed-q32 where option eth)"
same 'two-pcs: the Ethernet' 'split over ethernet-1g' "$(cell two-pcs speed-q32 remark option eth)"
holds 'two-pcs: Ethernet costs speed' "$(cell two-pcs speed-q32 decode_tok_s option eth) < $(cell two-pcs speed-q32 decode_tok_s option together)"

# Doing nothing has reasons, and the exit code says that no option works.
same 'nothing: exit code' 1 "$code_nothing"
same 'nothing: machines' laptop "$(cells nothing machines machine option none)"
says nothing none 'nothing here runs Llama 3.1 8B, F16'
says nothing none 'nothing here runs Llama 3.1 70B, Q4_K_M'

# Each fault is found; what has none stands first.
finds faults no-cooler-ram-disk fails cooler
finds faults no-cooler-ram-disk fails memory
finds faults no-cooler-ram-disk fails 'drive|storage'
finds faults no-board-cpu fails board
finds faults no-board-cpu fails processor
finds faults long-card fails 'need=304'
finds faults seven-slots fails 'x570-aorus-elite|meshify-2-compact|rtx-3090'
finds faults seven-slots 'fails|near' 'lanes|x4'
finds faults small-ups fails 'apc-600va|ups'
finds faults passive fails 'l40s|airflow'
finds faults no-bridge fails bridge
finds faults fast-link fails 'link|lanes'
finds faults no-slot fails 'x710|slot'
same 'faults: checks that fail where there is no fault' '' "$(checks faults whole fails)"
same 'faults: the option without a fault stands first' 1 "$(place faults whole)"

# An owned computer is written once. A rented card has no Windows desktop, and more of its memory is free.
same 'hobby: what doing nothing has' my-pc "$(cells hobby machines machine option nothing)"
same 'hobby: the price of doing nothing' 0 "$(cell hobby cost price_aud id nothing)"
near 'hobby: the RTX 3060 sold for 300' 300 "$(cells hobby bill-swap-3090-sell total_aud name 'GeForce RTX 3060 12GB, sold' | awk '{ print -$1 }')"
same 'hobby: lines of the bill for what is there' 0 "$(cells hobby bill-swap-3090 total_aud name 'AMD Ryzen 5 5600')"
holds 'hobby: the desktop takes memory of the card at home only' \
    "$(cell hobby memory overhead_gib option rent workload coder) + 0.5 < $(cell hobby memory overhead_gib option swap-3090 workload coder)"

# A card that its slot does not take, and one that was not there yet.
finds ms01-card ms01 fails 'ms-01.*(height|slot)|(height|slot).*ms-01'
finds ms01-card ms01 'fails|near|not-checked' 'ddr5-5600-2x32'
says old-5090 two-5090 'launch|on sale'

echo "plans: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
