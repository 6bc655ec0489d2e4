#!/bin/sh
# What validate --detail, explain and the report say of files that are made here, so that the answer is known. Read by run.sh.
speed_rows=$root/data/measured/speed.csv

# sample AWK: rows of one card each, decoded with llama.cpp and CUDA, and what the program adds or changes, into $tmp/rows.csv. Columns: 1 id,
# 2 gpu, 3 gpu_count, 7 engine, 9 backend, 10 model, 12 phase, 13 depth, 16 batch, 24 tokens_per_s, 25 fits, 28 source.
sample() {
    awk -F, -v OFS=, 'NR == 1 { print; next }
        FNR == NR && $7 == "llama.cpp" && $9 == "cuda" && $3 == 1 && $16 == 1 && $25 == "yes" && $12 == "decode" &&
            $2 ~ /^(rtx-3090|rtx-4090|a40|rtx-4000-ada)$/ && had[$2 $10 $11 $13]++ < 1 && n[$2]++ < 14 { '"$1"'; print }
        FNR < NR && FNR > 1 { '"${2:-}"' }' "$speed_rows" "$speed_rows" >"$tmp/rows.csv"
    run 0 validate "$tmp/rows.csv" --cv gpu --detail
    sed -n '/ largest error/,/^  naive/p' "$tmp/out" | tr '\n' ' ' | tr -s ' ' >"$tmp/worst"
}
# cause WHAT PATTERN: the largest errors, all on one line, match it
cause() { grep -qE -- "$2" "$tmp/worst"; ok $? "validate --detail, $1: expected $2; got: $(cut -c 1-400 "$tmp/worst")"; }

# Rows with a speed that is made wrong: each is named, first the worst, with the cause that the others show.
wrong_rows() {
    sample ''
    ! grep -q ' x predicted;' "$tmp/out"
    ok $? 'validate --detail: a large error among good rows'
    says out '  0 of '
    says out 'by engine'
    grep -qE '^  llama\.cpp +[0-9]+ .* 0 +- +- +- +- +-$' "$tmp/out"
    ok $? 'validate --detail: no prefill in the group of llama.cpp'
    sample 'if ($1 == "ms0047") { good = $0; $1 = "typo"; $24 *= 3; print; $0 = good }'
    cause 'one row three times as fast' 'the largest error: .* below, the likely cause typo: [34][.0-9]* x predicted; decode, rtx-3090, llama.cpp cuda, llama-3-8b Q4_K_M row ms0047 of the same case: 0.333 x the speed of this row 1 of '
    cause 'one row three times as fast' ' 1 another row of the same case differs'
    sample 'if ($2 == "rtx-4000-ada") $24 *= 4'
    cause 'all rows of a card four times as fast' 'the 5 largest errors.* rtx-4000-ada, .*other rows of the GPU or rig: [345][.0-9]* x predicted \(median of 4\)'
    cause 'all rows of a card four times as fast' ' 5 other rows of the GPU or rig are as far off'
    sample 'if ($10 == "llama-3-8b") $24 *= 4'
    cause 'all rows of a model four times as fast' 'llama-3-8b F16 rows of the model on other GPUs: [345][.0-9]* x predicted \(median of [0-9]+\)'
    sample 'if ($2 == "rtx-3090" && /XiongjieDai/) { $24 *= 4; $28 = "one page" }'
    cause 'all rows of a source four times as fast' "other sources' rows of the GPU are closer; this source's other rows: [345][.0-9]* x predicted \(median of 4\)"
    sample '' 'if ($2 == "m3-max-40c" && $7 == "llama.cpp" && $12 == "decode" && m++ < 3) { $24 *= 5; print }'
    cause 'the only Mac five times as fast' 'the 3 largest errors.* m3-max-40c, llama.cpp metal, .*no other GPU was measured with llama.cpp kernels, metal, Apple .* 3 no other GPU was measured with the same kernels'
    sample 'if ($2 == "rtx-3090" && $13 == 8200) $24 *= 5'
    cause 'the only hybrid rows in a deep context' ', depth 8200 no other GPU was measured with llama.cpp kernels, cuda, NVIDIA, hybrid, depth from 8192 tokens'
    sample '' 'if ($2 == "gb10" && $7 == "llama.cpp" && $12 == "decode" && $16 == 8 && m++ < 2) { $24 *= 5; print }'
    cause 'the only chip with shared memory, eight sequences' ', batch 8 no other GPU was measured with llama.cpp kernels, cuda, NVIDIA, shared memory'
    sample '' 'if ($2 == "rtx-3090" && $3 == 2 && $6 == "layer" && $10 == "llama-3-8b" && m++ < 4) { if ($12 == "decode") $24 *= 5; print }'
    cause 'the only rows of two cards' 'decode, 2 x rtx-3090, llama.cpp cuda, llama-3-8b Q4_K_M, layer split no other GPU was measured with llama.cpp kernels, cuda, NVIDIA, layer split'
    grep -q '^  prefill: ceiling = FP16 rate / (2 x parameters in use)' "$tmp/out"
    ok $? 'validate --detail: prefill rows without the formula of the ceiling'
}

# entered OPTION FIGURE[ --workload ID]: WANTED; WANTED; !NOT WANTED: which inputs explain shows. What stands in the scenario is shown with the line
# where the field is, and where its value is.
entered() {
    while IFS=: read -r asked inputs; do
        run 0 explain tests/cli/explained.yaml $asked
        quiet "explain $asked"
        tr '\n' ' ' <"$tmp/out" | tr -s ' ' >"$tmp/flat"
        printf '%s\n' "$inputs" | tr ';' '\n' | while read -r words; do
            case $words in
            !*) ! grep -qF -- "${words#!}" "$tmp/flat" ;;
            *) grep -qF -- "$words" "$tmp/flat" ;;
            esac || printf '%s; ' "$words"
        done >"$tmp/lacks"
        [ ! -s "$tmp/lacks" ]
        ok $? "explain $asked: $(cat "$tmp/lacks")"
        awk -v asked="$asked" 'FNR == NR { text[FNR] = $0; next }
            / explained\.yaml:[0-9]+/ {
                at = $0; sub(/.* explained\.yaml:/, "", at); at += 0
                field = $1; sub(/.*\./, "", field)
                line = text[at]; if (at > 1 && line !~ field && field == "amount") next
                if (index(line, field ":") == 0) { print asked ": " $0 " is not in: " line; bad = 1 }
            } END { exit bad }' tests/cli/explained.yaml "$tmp/out" >"$tmp/lacks"
        ok $? "$(head -n 1 "$tmp/lacks")"
    done
}

explained_inputs() {
    cd "$root" || exit 1
    # The machines stand on circuits of their own: the one in the garage has outlets of its own, the one in the attic the site's.
    # The switches draw their watts on the first machine, the Mac is one whole, and what is rented has no record here.
    entered <<'ROWS'
eth machine_use.outlet_frac:machine_use.pc-3070.outlet_frac = ;us-15a-120.rated_a 15 A;machine_use.pc-3090.outlet_frac = ;us-20a-120.rated_a 20 A
eth machine_use.pc-3090.outlet_frac:us-20a-120.rated_a 20 A;!us-15a-120
eth machine_use.pc-3070.outlet_frac:us-15a-120.rated_a 15 A;!us-20a-120
eth breaker_frac:attic.breaker_a 10 A explained.yaml:10;us-20a-120.breaker_a 20 A
eth power_phase.pc-3070.idle.systems_w:lan.between;parts[0].qty 2 explained.yaml:37;tl-sg108.
eth power_phase.pc-3090.idle.systems_w:pc-3090;!tl-sg108
eth bill_line.tl-sg108.qty:bill_line.tl-sg108.qty = 2;parts[0].qty 2 explained.yaml:37
eth bill_line.tl-sg108.unit_price:parts[0].price 20
eth bill_line.tl-sg108.total:(2 - 0) x 20;= 40 USD
eth price:bill_line.tl-sg108.total 40 USD
eth device_load.compute_gib --workload chat:pc-3090.runs[0].flash_attn no explained.yaml:29
eth device_load.compute_gib --workload q32:!runs[0].flash_attn
eth step_part.decode.hop_s --workload q32:ethernet-1g.
sold price:bill_line.rtx-3070.total -200 USD
sold bill_line.rtx-3070.total:(1 - 0) x 200
sold bill_line.rtx-3070.unit_price:sell[0].amount 200
sold bill_line.rtx-3090.unit_price:devices[0].price 900;shocks[0].factor 2 explained.yaml:11
sold bill_line.rtx-3090.total:= 1,800 USD;x 1800
sold resale:bill_line.rtx-3090.
mini price:bill_line.mac-mini-m4-pro-48.total 1,800 USD
mini bill_line.mac-mini-m4-pro-48.unit_price:system.price 1800
mini power_phase.idle.wall_w:power_phase.idle.systems_w
mini power_phase.idle.systems_w:mac-mini-m4-pro-48.idle_w
mini step_part.decode.gemm_s --workload chat:m4-pro
mini device_load.capacity_gib --workload chat:m4-pro
rented rent_year:runpod-rtx-4090-on-demand-2026-03.
hosted rent_year:novita-openrouter-llama-3.1-8b-fp8
hosted speed_tok_s:api.ttft_s 3 s explained.yaml
hosted decode_tok_s --workload chat:the option has nothing that could run this workload
ROWS
    run 3 explain tests/cli/explained.yaml eth build_check.attic.verdict
    says err 'build_check has the rows '
    run 3 explain tests/cli/explained.yaml hosted step_part.decode.total_s
    run 3 explain tests/cli/explained.yaml eth outlet
    says err 'it could be '
    says err "'machine_use.outlet_frac'"
    run 3 explain tests/cli/explained.yaml eth workload_cost.outlet
    run 3 explain tests/cli/explained.yaml eth power_phase.wal_w
    says err "did you mean 'wall_w'?"
    run 3 explain tests/cli/explained.yaml eth step_part.ram
    says err "did you mean 'ram_s'?"
}

# against OPTION PATTERN: the option's line in the ranking says that
against() {
    sed -n '/^<details id="ranking">/,/^<.details>/p' "$tmp/problems/report.md" | grep -F "(#option-$1)" | grep -qE -- "$2"
    ok $? "problems of $1: expected $2; got: $(grep -F "(#option-$1)" "$tmp/problems/report.md" | tail -n 1 | cut -c 1-400)"
}

# What stands against an option, each known from the scenario: 120 V x 15 A x 0.8 = 1440 W may be drawn, 1300 W of it are used by others. Rent: 0.60 x 3 h x 365 x 3 years = 1971, with 1000 in the funds.
problems() {
    cd "$root" || exit 1
    run 0 run tests/cli/problems.yaml --no-plots -o "$tmp/problems"
    against one 'its peak and the other load on the circuit overload the breaker \(12[0-9] %\): it needs a new circuit'
    against one 'Talk \(nice to have\): no machine has the role speech'
    against one 'Elsewhere \(nice to have\): no machine is called second'
    against two 'the peaks of its machines and the other load on the circuit overload the breaker'
    against two 'Large \(nice to have\) does not fit even with layers in system RAM'
    against two 'not checked: pc: storage and case of pc; second: storage and case of second'
    against none 'nothing here runs Chat: no machine has a GPU'
    against over 'the funds are USD 83 short' # 900 + 183 - 1000
    against four 'the funds are USD 8,000 short; slots \(ASUS TUF GAMING B550-PLUS\): 4 needed, 2 available'
    against pod 'the funds are USD 971 short'
    against api 'nothing here runs Large \(nice to have\): no machine has a GPU'
    against noram 'not checked: memory, storage and case of bones'
    # Alone on a breaker of 3 A: 3 A x 120 V x 0.8 = 288 W.
    run 0 run tests/cli/problems.yaml --no-plots -o "$tmp/problems" --set site.breaker_a=3 --set site.other_load_w=0
    against one 'its peak overloads the breaker \(1[0-9]{2} %\)'
}

# Each figure that an author states is judged as its note says.
claims() {
    cd "$root" || exit 1
    run 0 run tests/cli/claimed.yaml --no-plots -o "$tmp/claimed"
    sed -n '/^<details id="claims">/,/^<.details>/p' "$tmp/claimed/report.md" >"$tmp/claims"
    grep -qx 'Of 23 figures that the plan states, 17 are right, 1 about right, 4 wrong, 1 not judged\.' "$tmp/claims"
    ok $? "claims: $(grep '^Of ' "$tmp/claims")"
    awk -F ' *[|] *' '/^[|] / && $2 != "option" && $2 != "---" { n++; if (index($8, $9) == 0 || $9 == "") { print; bad = 1 } } END { exit bad || n != 23 }' "$tmp/claims" >"$tmp/lacks"
    ok $? "claims: judged otherwise than its note says: $(head -n 1 "$tmp/lacks")"
    grep -qE '^[|] new-card [|] price [(]USD[)] [|] less two-cards [|] -200 [|] -200 [|] 0 ' "$tmp/claims"
    ok $? 'claims: 700 less 900'
    grep -qE '^[|] new-card [|] price [|] over two-cards [|] 0.780 [|] 0.778 ' "$tmp/claims"
    ok $? 'claims: 700 over 900'
}
