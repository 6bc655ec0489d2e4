#!/bin/sh
# Questions asked rightly and wrongly, one a line: EXIT | WHAT IT SAYS | ARGUMENTS. Run with $RIGPLAN set. What it says are texts that
# stand in the answer or in the messages, " ... " between them, wherever lines are wrapped; behind " ... not " one that is not there.
# ONLY=prices asks those alone. Faulty questions print nothing on standard output, and each command that a message names to look at works.
set -u
LC_ALL=C
export LC_ALL
unset RIGPLAN_BOOK
root=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
PATH=$(cd "$(dirname "$RIGPLAN")" && pwd):$PATH
export PATH tmp
cd "$root" || exit 1
passed=0
failed=0
: >"$tmp/looked"

# ok CONDITION-STATUS WHAT [FILE]: FILE is what was said instead
ok() {
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "asked: $2${3:+: $(head -c 400 "$3")}"
    fi
}

# holds TEXTS WHAT: the texts are in $said
holds() {
    rest="$1 ... "
    while [ -n "$rest" ]; do
        text=${rest%% ... *}
        rest=${rest#* ... }
        case $text in
            'not '*) case $said in *"${text#not }"*) ok 1 "$2: says $text" ;; *) ok 0 ;; esac ;;
            *) case $said in *"$text"*) ok 0 ;; *) ok 1 "$2: expected '$text', got" "$tmp/said" ;; esac ;;
        esac
    done
}

# asked: reads the lines and asks
asked() {
    while IFS= read -r line; do
        case $line in '' | '#'*) continue ;; esac
        wanted=${line%% | *}
        rest=${line#* | }
        texts=${rest%% | *}
        arguments=${rest#* | }
        eval "rigplan $arguments" >"$tmp/out" 2>"$tmp/err" </dev/null
        code=$?
        [ $code -eq "$wanted" ]
        ok $? "rigplan $arguments: exit $code, expected $wanted" "$tmp/err"
        [ "$wanted" -lt 2 ] || [ ! -s "$tmp/out" ]
        ok $? "rigplan $arguments: exit $code, but it prints" "$tmp/out"
        cat "$tmp/err" "$tmp/out" | tr -s ' \t\n' ' ' >"$tmp/said"
        said=$(cat "$tmp/said")
        holds "$texts" "rigplan $arguments"
        [ ! -s "$tmp/err" ] || sed -n 's/.*(see: \(rigplan [^);]*\).*/\1/p' "$tmp/err" >>"$tmp/looked"
    done
}

# Each command of a "(see: ...)" works and shows something.
looks() {
    sort -u "$tmp/looked" | while IFS= read -r command; do
        eval "$command" >"$tmp/out" 2>"$tmp/err" </dev/null && [ -s "$tmp/out" ] || echo "asked: a message says (see: $command): $(head -n 1 "$tmp/err")"
    done >"$tmp/blind"
    [ ! -s "$tmp/blind" ]
    ok $? "$(cat "$tmp/blind")"
}

llama='--model llama-3.1-8b --quant Q4_K_M'

# How many cards there are, in the ways that people write it.
counts() {
    asked <<'END'
0 | on 2 x rtx-3090 | predict --gpu 'RTX 3090 x 2' $llama
0 | on 2 x rtx-3090 | predict --gpu '2X RTX 3090' $llama
0 | on 2 x rtx-3090 | predict --gpu '2× RTX 3090' $llama
0 | on 2 x rtx-3090 | predict --gpu '2 RTX 3090' $llama
0 | on 2 x rtx-3090 | predict --gpu 'RTX 3090 x2 ' $llama
0 | on rtx-4060-ti-16gb, | predict --gpu '16 GB RTX 4060 Ti' $llama
0 | on rtx-4060-ti-16gb, | predict --gpu '16GB RTX 4060 Ti' $llama
0 | on rtx-4060-ti-16gb, | predict --gpu '16 GiB RTX 4060 Ti' $llama
0 | on rx-7900-xtx, | predict --gpu '7900 XTX' $llama
0 | on 2 x rtx-3090 and rtx-4090 | predict --gpu 'RTX 3090 (24 GB, GDDR6X):2,rtx-4090' $llama
2 | '2x rtx-3090 x2' has two counts: write rtx-3090:2 | predict --gpu '2x rtx-3090 x2' $llama
2 | '2x rtx-3090:2' has two counts: write rtx-3090:2 | predict --gpu '2x rtx-3090:2' $llama
2 | 'rtx-3090 x2:3' has two counts | predict --gpu 'rtx-3090 x2:3' $llama
2 | expected a count from 1 to 16 for 'RTX 3090', got '20' | predict --gpu 'RTX 3090 x 20' $llama
2 | expected a count from 1 to 16 for 'RTX 3090', got '0' | predict --gpu '0x RTX 3090' $llama
2 | expected a count from 1 to 16 for 'rtx-3090', got '2x' | predict --gpu rtx-3090:2x $llama
2 | expected a count from 1 to 16 for 'rtx-3090', got '1.5' | predict --gpu rtx-3090:1.5 $llama
2 | expected a count from 1 to 16 for 'rtx-3090', got '' | predict --gpu rtx-3090: $llama
2 | --gpu: at most 16 devices are possible | predict --gpu rtx-3090:10,rtx-4090:7 $llama
3 | no device '17 RTX 3090' | predict --gpu '17 RTX 3090' $llama
3 | no device '2 16GB RTX 4060 Ti' | predict --gpu '2 16GB RTX 4060 Ti' $llama
3 | no device 'rx 6' | predict --gpu 'rx 6' $llama
END
}

# Names that the catalogue lacks, that say too little, or that are those of something else.
names() {
    asked <<'END'
0 | taken as 'rtx-3080-10gb'; the catalogue also has 'rtx-3080-12gb' and 'rtx-3080-20gb' | predict --gpu 'RTX 3080' $llama
0 | taken as 'rtx-pro-6000-ws'; the catalogue also has 'rtx-pro-6000-maxq' and 'rtx-pro-6000-server' | predict --gpu 'RTX PRO 6000' $llama
0 | taken as 'm2-ultra-76c'; the catalogue also has 'm2-ultra-60c' | predict --gpu 'M2 Ultra 192GB' $llama
0 | states no size: taken as rtx-3060-laptop-6gb, the only RTX 3060 Laptop in the catalogue | show device 'RTX 3060 laptop'
0 | on m4-10c, | predict --gpu 'm4-10c 16GB' $llama
0 | 'q8' is short for 'Q8_0' | show quant q8
0 | id 4bit | show quant 4bit
0 | in 4bit on mac-mini-m4-16, mlx | predict --system mac-mini-m4-16 --model llama-3.1-8b --quant 4bit --engine mlx
0 | in INT8 on rtx-3090, vllm | predict --gpu rtx-3090 --model llama-3.1-8b --quant int8 --engine vllm
3 | quant '4bit' is ambiguous: it could be 'Q4_K_M' | predict --gpu rtx-3090 --model llama-3.1-8b --quant 4bit
3 | quant '8bit' is ambiguous: it could be 'Q8_0' | predict --system mac-mini-m4-16 --model llama-3.1-8b --quant 8bit
3 | quant 'q4' is ambiguous: it could be 'AWQ-INT4' ... not Q4_K_M | predict --gpu rtx-3090 --model llama-3.1-8b --quant q4 --engine vllm
3 | '4bit' ... not Q4_K_M | predict --system mac-mini-m4-16 --model llama-3.1-8b --quant q4 --engine mlx
3 | no quant 'q4'; did you mean 'EXL3-4.0bpw'? | predict --gpu rtx-3090 --model llama-3.1-8b --quant q4 --engine tabbyapi
3 | quant 'Q4' is ambiguous: it could be 'Q4_K_M' | predict --gpu rtx-3090 --model llama-3.1-8b --quant Q4
3 | that is a machine: --system mac-mini-m4-16 | predict --gpu mac-mini-m4-16 $llama
3 | that is a device: --gpu rtx-3090 | predict --system rtx-3090 $llama
3 | that is a device, for --gpu: it could be 'rtx-4060-ti-16gb' or 'rtx-4060-ti-8gb' | predict --system 'rtx 4060 ti' $llama
3 | the memory size of m4-10c is missing, machines with it have 16, 24 or 32 GB ... --system mac-mini-m4-16 | predict --gpu m4-10c $llama
3 | --gpu 'm2-ultra-76c 128GB' | predict --gpu m2-ultra-76c:1 $llama
3 | the nearest known cards are 'gtx-1080' and 'gtx-1080-ti': try --gpu gtx-1080 | predict --gpu 'GTX 1080 Super Duper' $llama
3 | the catalogue has 'gtx-1080' and 'gtx-1080-ti' | show device 'GTX 1080 Super Duper'
3 | with another memory size: 'rtx-3090' (24 GiB) ... --data DIR | predict --gpu 'RTX 3090 48GB' $llama
3 | no device 'Radeon HD 9999' ... --data DIR | predict --gpu 'Radeon HD 9999' $llama
3 | no device 'RTX 3095' ... not nearest | predict --gpu 'RTX 3095' $llama
3 | no device is named | predict --gpu '' $llama
3 | no model 'MTP' ... rigplan import | predict --gpu rtx-3090 --model MTP --quant Q4_K_M
3 | no device matches 'zzz' | list device zzz
3 | system 'mac studio' is ambiguous: it could be 'mac-studio- ... ... (see: | show system 'mac studio'
3 | cpu 'ryzen' is ambiguous: it could be 'ryzen- | show cpu ryzen
3 | no price 'rtx3090x' | show price rtx3090x
3 | no quant 'none' | predict --gpu rtx-3090 --model llama-3.1-8b --quant none
2 | unknown kind of record 'devise'; did you mean 'device'? | list devise
2 | unknown kind of record 'xyzzy' (see: rigplan list) | show xyzzy 1
2 | unknown command 'xyzzy' | xyzzy
END
}

# What the options of one machine say, and what they cannot say.
machines() {
    printf 'devices: [{device: m4-10c}]\n' >"$tmp/chip.yaml"
    printf 'system: {system: dell-r740}\n' >"$tmp/server.yaml"
    printf 'devices: [{device: rtx-3090}]\nparts: [{part: ddr5-6000-2x32}]\n' >"$tmp/pc.yaml"
    asked <<'END'
0 | Yes, it fits | predict --gpu rtx-3090:2 $llama --tensor-split 1:0
2 | one number for each of 2 devices, joined by ':', not all 0; got '1:2:3' | predict --gpu rtx-3090:2 $llama --tensor-split 1:2:3
2 | got '1:x' | predict --gpu rtx-3090:2 $llama --tensor-split 1:x
2 | got '1:-1' | predict --gpu rtx-3090:2 $llama --tensor-split 1:-1
2 | got '0:0' | predict --gpu rtx-3090:2 $llama --tensor-split 0:0
2 | got '1' | predict --gpu rtx-3090:2 $llama --tensor-split 1
2 | only a Mac has this limit | predict --gpu rtx-3090 $llama --wired-limit-mb 8192
2 | only a Mac has this limit | predict --gpu rtx-3090,rtx-4090 $llama --wired-limit-mb 8192
2 | --flash-attn: expected on or off, got 'maybe' | predict --gpu rtx-3090 $llama --flash-attn maybe
2 | from 2022 on, after '@'; got '2021-01' | predict --gpu rtx-3090 $llama --engine llama.cpp@2021-01
2 | 2999-01 is in the future | predict --gpu rtx-3090 $llama --engine llama.cpp@2999-01
2 | got '2025-13' | predict --gpu rtx-3090 $llama --engine llama.cpp@2025-13
0 | Yes, it fits | predict --gpu rtx-3090 $llama --engine llama.cpp@2025-03
0 | with qwen3-0.6b yields | predict --gpu rtx-3090 $llama --draft qwen3:0.6b --draft-tokens 4 --accept 0.5
2 | go together: give all three | predict --gpu rtx-3090 $llama --draft llama-3.2-1b --draft-tokens 4
2 | go together: give all three | predict --gpu rtx-3090 $llama --draft-tokens 4
2 | go together: give all three | explain --gpu rtx-3090 $llama --draft llama-3.2-1b
2 | go together: give all three | deploy --gpu rtx-3090 --model llama-3.1-8b --accept 0.5
2 | --clients, --rate: give one of them | predict --gpu rtx-3090 $llama --clients 2 --rate 1
2 | --batch: --clients and --rate say how many | predict --gpu rtx-3090 $llama --clients 2 --batch 2
2 | --draft: speculative decoding is not modelled with --clients | predict --gpu rtx-3090 $llama --clients 2 --draft llama-3.2-1b --draft-tokens 4 --accept 0.5
0 | requests | predict --gpu rtx-3090 $llama --rate 0.1 --ctx 8192
0 | fits | predict --gpu 'm4-pro-16c 24GB:2' --split none $llama
3 | each m4-pro-16c is a machine of its own ... tb5-rdma | predict --gpu 'm4-pro-16c 24GB:2' $llama
3 | pcie4-x8-p2p is inside one machine, and each m4-pro-16c is a machine of its own ... tb5-rdma | predict --gpu 'm4-pro-16c 24GB:2' $llama --link pcie4-x8-p2p
3 | chip.yaml:1:20: error: chip: 'm4-10c' is sold only inside machines: name a system | predict --machine "$tmp/chip.yaml" $llama
3 | it has no machine with a GPU of the catalogue | predict --machine "$tmp/server.yaml" $llama
0 | 8 GiB replace the 64 GiB | predict --machine "$tmp/pc.yaml" $llama --ram-gib 8
0 | 20 GB/s replace the | predict --machine "$tmp/pc.yaml" $llama --ram-gb-s 20
2 | --machine and --gpu exclude each other | predict --machine "$tmp/pc.yaml" --gpu rtx-3090 $llama
2 | no weight format is named | predict --machine "$tmp/pc.yaml" --model llama-3.1-8b
0 | gpt-oss-20b in MXFP4_MOE | predict --machine "$tmp/pc.yaml" --model gpt-oss-20b
END
}

# The power limit of least energy for a token.
caps() {
    asked <<'END'
0 | limited by | predict --gpu rtx-3090:2 --model llama-3.1-70b --quant Q4_K_M --cap best
0 | "cap_w": | predict --gpu rtx-3090 $llama --cap best --json
0 | a cap has no effect on m4-10c: it has no power limit | predict --system mac-mini-m4-16 $llama --cap best
0 | a cap has no effect on m4-10c: it has no power limit | predict --system mac-mini-m4-16 $llama --cap 100
0 | 500 W has no effect, because rtx-3090 draws at most 350 W | predict --gpu rtx-3090 $llama --cap 500
0 | 500 W has no effect, because rtx-3090 draws at most 350 W | predict --gpu rtx-3060-12gb,rtx-3090 $llama --cap 500
0 | not has no effect | predict --gpu rtx-3090,rtx-3060-12gb $llama --cap 300
0 | 50 W is near or below the base power of a busy rtx-3090 | predict --gpu rtx-3090 $llama --cap 50
2 | --cap best is for one model in one quant on named cards | fit --gpu rtx-3090 --cap best
2 | --cap best is for one model in one quant on named cards | fit --gpu rtx-3090 --model llama-3.1-8b --cap best
2 | --cap best is for one model in one quant on named cards | fit $llama --cap best
2 | --cap best is for one model in one quant on named cards | deploy --gpu rtx-3090 --model llama-3.1-8b --cap best
2 | --cap: expected a number from | predict --gpu rtx-3090 $llama --cap bets
END
}

# What fit looks for, and what it is not asked.
fits() {
    asked <<'END'
2 | are about one model: give --model too | fit --gpu rtx-3090 --ngl 20
2 | are about one model: give --model too | fit --gpu rtx-3090 --experts-on-host
2 | are about one model: give --model too | fit --gpu rtx-3090 --n-cpu-moe 4
2 | go with --gpu: without it, fit looks for hardware | fit $llama --ngl 4
2 | go with --gpu: without it, fit looks for hardware | fit $llama --n-cpu-moe 4
2 | leave out --model or --use | fit --gpu rtx-3090 --model llama-3.1-8b --use code
2 | no weight format is named: give --quant | fit --model llama-3.1-8b
2 | about what hardware costs: give --model too | fit --gpu rtx-3090 --as-of never
2 | about what hardware costs: give --model too | fit --gpu rtx-3090 --country DE
2 | about what hardware costs: give --model too | fit --gpu rtx-3090 --price rtx-3090=1100
2 | --as-of: expected YYYY, YYYY-MM or YYYY-MM-DD | fit --gpu rtx-3090 --model llama-3.1-8b --as-of never
2 | --as-of: expected YYYY, YYYY-MM or YYYY-MM-DD | fit $llama --as-of never
3 | --price: nothing on record is called 'foo' | fit $llama --price foo=1
2 | expected ID=AMOUNT such as rtx-3090=1100, got 'rtx-3090' | fit $llama --price rtx-3090
2 | expected an amount such as 1100 or 1100USD, got '1100XYZ' | fit $llama --price rtx-3090=1100XYZ
3 | mlx does not run on rtx-3090: it has metal only | fit --gpu rtx-3090 --engine mlx
3 | mlx does not run on rtx-3090: it has metal only | fit --gpu rtx-3090 --engine mlx --model llama-3.1-8b
3 | vllm cannot load Q4_K_M ... engines that can: llama.cpp, | fit $llama --engine vllm
3 | llama.cpp cannot load AWQ-INT4: it loads GGUF; engines that can: vllm, | fit --gpu rtx-3090 --quant AWQ-INT4
3 | what works: layer, tensor | fit --gpu rtx-3090:2 --split row --engine vllm
3 | llama.cpp has no FP8 KV cache: use Q8_0 | fit --gpu rtx-3090 --kv-type FP8
2 | nothing is named: give your hardware | fit
2 | unexpected argument '3090': did you mean --gpu "rtx 3090"? | fit --gpu rtx 3090
2 | every value here belongs to an option | fit --gpu rtx-3090 -- zzz
2 | unexpected argument 'rtx-3090': did you mean --gpu rtx-3090? | fit rtx-3090
2 | --quants: at most 32 may be listed | deploy --gpu rtx-3090 --model llama-3.1-8b --quants Q8_0$(printf ',Q8_0%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32)
3 | --quants: no quant 'zz' | deploy --gpu rtx-3090 --model llama-3.1-8b --quants Q4_K_M,zz
2 | --split none uses one card, and --all-cards all 2 | deploy --gpu rtx-3090:2 --model llama-3.1-8b --all-cards --split none
0 | the best way to run it | deploy --gpu rtx-3090:2 --model llama-3.1-8b --split none
0 | the best way to run it | deploy --gpu rtx-3090:2 --model llama-3.1-8b --split layer
END
}

# What the catalogue shows of offers and prices. Two prices of AWS for an A100 are one offer's.
catalogue() {
    asked <<'END'
0 | machines rented by the hour | list
0 | id aws-h100-sxm-80gb-on-demand-2026-03 ... id aws-h100-sxm-80gb-on-demand-2026-04 ... id aws-h100-sxm-80gb-on-demand-2026-05 ... not reserved ... not h200 | show cloud aws-h100-sxm-80gb-on-demand
0 | "clouds": [{ ... "aws-h100-sxm-80gb-on-demand-2026-05" | show cloud aws-h100-sxm-80gb-on-demand --json
0 | 6.88 USD ... not on-demand-2026-03 | show cloud aws-h100-sxm-80gb-on-demand-2026-04
0 | akashml-openrouter-llama-3.3-70b-fp8-2026-07 ... akashml-openrouter-llama-3.3-70b-fp8-2026-08 ... not qwen | show api akashml-openrouter-llama-3.3-70b-fp8
0 | "clouds": ... not "devices" | list cloud aws --json
0 | rtx-3090 ... gpus-188 | show price 3090
0 | id gpus-188 ... 2020-09-24 | show price gpus-188
0 | EUR ... rtx-3090-ti | list device 3090 --country DE
0 | USD ... not AUD | list device 3090 --country US
2 | no country 'XX' is on record | list device 3090 --country XX
2 | --as-of: expected YYYY, YYYY-MM or YYYY-MM-DD | list device --as-of yesterday
2 | expected a kind and the id or name of a record | show device
2 | expected one kind, or --markdown for all | schema device model
4 | /nonexistent: error: cannot list the folder | list --data /nonexistent
4 | /nonexistent: error: cannot list the folder | check --data /nonexistent scenarios/aud-8343.yaml
4 | /nonexistent: error: cannot list the folder | check --data /nonexistent scenarios/machines/my-pc.yaml
4 | it is a file, not a folder | list --data README.md
2 | --book: expected a folder or a file whose name ends with .csv, got 'README.md' | list --book README.md
2 | expected a folder or a file whose name ends with .csv | list --book /nonexistent.d
4 | /nonexistent.csv: error: cannot open | list --book /nonexistent.csv
END
}

# A book of three sales. Of one date the later row is the newer price. 800, 900 and 1000 USD are no used price of a buyer who asks for new.
prices() {
    cat >"$tmp/mine.csv" <<'END'
date,component,condition,kind,amount,low,high,currency,country,tax,source,title
2026-09-20,rtx-3090,used,sold,800,,,USD,US,,mine-1,first
2026-09-20,rtx-3090,used,sold,900,,,USD,US,,mine-2,second
2026-09-20,rtx-3090,used,sold,1000,,,USD,,,mine-3,third
END
    asked <<'END'
0 | mac-mini-m4-16 ... mac-studio- | prices list mac
0 | ddr4-3200-2x16 ... not rtx | prices list ram
0 | rtx-3090-ti ... not rtx-4090 | prices list gpu 3090
0 | not used now ... new now | prices list 3090 --condition new
0 | no price is known | prices list --as-of 1990-01
0 | 0 prices | prices show rtx-3090 --as-of 2019-01
0 | rtx-3090 (GeForce RTX 3090): ... EUR | prices show rtx-3090 --country DE
0 | months old ... Newest price older than 0 months | prices stale gpu --months 0
0 | Newest price older than 6 months on 2027-06 | prices stale 3090 --as-of 2027-06
3 | no component with such a price matches '3090' | prices list 3090 --as-of 2019-01
3 | no component with such a price matches 'gpu zzz' | prices list gpu zzz
3 | no component matches 'zzz' | prices stale zzz
3 | did you mean 'meshify-2'? | prices show meshfy-2
3 | (see: rigplan prices list) | prices show zzzzzzz
3 | it could be 'rtx-4060-ti-16gb' or 'rtx-4060-ti-8gb' | prices show 'rtx 4060 ti'
2 | expected the id or name of a component | prices show
2 | no country 'XX' is on record | prices show rtx-3090 --country XX
2 | --condition: expected one of new, used, refurbished; got 'broken' | prices show rtx-3090 --condition broken
2 | --kind: expected one of | prices list --kind gift
2 | expected import, list, show, stale or check, got 'frob' | prices frob
2 | --all does not apply to rigplan prices list | prices list --all
4 | /nonexistent: error: cannot list the folder | prices list --data /nonexistent
2 | name at least one feed | prices import --book "$tmp/none"
2 | no country 'XX' is on record | prices import "$tmp/mine.csv" --book "$tmp/none" --country XX
2 | --date: expected YYYY, YYYY-MM or YYYY-MM-DD | prices import "$tmp/mine.csv" --book "$tmp/none" --date never
2 | --tax: expected one of included, excluded; got 'maybe' | prices import "$tmp/mine.csv" --book "$tmp/none" --tax maybe
4 | /nonexistent: error: cannot list the folder | prices import "$tmp/mine.csv" --book "$tmp/none" --data /nonexistent --country AU
END
    rigplan prices show rtx-3090 --book "$tmp/mine.csv" --json >"$tmp/out"
    [ "$(grep -o '"source":.*"mine-[0-9]"' "$tmp/out" | grep -o 'mine-[0-9]' | tr '\n' ' ')" = 'mine-3 mine-2 mine-1 ' ]
    ok $? 'prices of one day: the later row does not come first'
    # In one country: sales there and, without a country, in its currency; of one kind and condition, up to a date.
    rigplan prices show rtx-3090 --book "$tmp/mine.csv" --country US --kind sold --condition used --as-of 2026-09-20 --json >"$tmp/out"
    [ "$(grep -c '"mine-' "$tmp/out")" -eq 3 ]
    ok $? "prices sold in the US: $(grep -c '"mine-' "$tmp/out") of mine"
    for other in '--country DE' '--kind asking' '--condition new' '--as-of 2026-09-19'; do
        rigplan prices show rtx-3090 --book "$tmp/mine.csv" $other --json >"$tmp/out"
        ! grep -q '"mine-' "$tmp/out"
        ok $? "prices show $other shows a used sale in the US of 2026-09-20"
    done
    # The plot is drawn for the terminal that there is: LC_ALL counts before LC_CTYPE, and that before LANG.
    while read -r drawn all ctype lang; do
        LC_ALL=${all#-} LC_CTYPE=${ctype#-} LANG=${lang#-} rigplan prices show rtx-3090 >"$tmp/out"
        if [ "$drawn" = utf8 ]; then grep -q '│' "$tmp/out"; else ! grep -q '│' "$tmp/out" && grep -q '^ *0 +$' "$tmp/out"; fi
        ok $? "prices show with LC_ALL=$all LC_CTYPE=$ctype LANG=$lang: expected $drawn"
    done <<'END'
utf8 en_AU.utf8 - -
utf8 C.UTF-8 C C
utf8 - de_DE.UTF-8@euro C
utf8 - - en_US.UTF-8
ascii C en_US.UTF-8 en_US.UTF-8
ascii en_AU.ISO8859-1 - -
ascii - C en_US.UTF-8
ascii - - -
END
}

# Files to import, compare, run and validate.
files() {
    sed 's/^schema:.*/schema: [/' scenarios/machines/my-pc.yaml >"$tmp/broken.yaml"
    asked <<'END'
2 | expected one file, or its kind and the file | import
2 | expected one file, or its kind and the file | import parts
2 | expected one file, or its kind and the file | import hf a b
2 | cannot import 'foo'; expected one of hf, gguf, llama-bench, vllm, memory, parts, rig | import foo README.md
4 | /nonexistent: error: cannot open | import hf /nonexistent
2 | expected a count from 1 to 16 after 'rtx-3090:', got '0' | import llama-bench README.md --gpu rtx-3090:0
2 | expected a count from 2 to 16 after 'rtx-3090+rtx-4090:', got '1' | import llama-bench README.md --gpu rtx-3090+rtx-4090:1
2 | got '1.5' | import llama-bench README.md --gpu rtx-3090:1.5
2 | got 'two' | import llama-bench README.md --gpu rtx-3090:two
2 | got '17' | import llama-bench README.md --gpu rtx-3090:17
3 | no device 'rtx-309x' | import llama-bench README.md --gpu rtx-309x+rtx-3090
3 | no engine 'foo' | import llama-bench README.md --engine foo
2 | --flash-attn: expected on or off | import llama-bench README.md --flash-attn 1
0 | ,512,1,f16, ... not ,512,0,f16, | import llama-bench tests/benchmarks/llama-bench.csv --flash-attn on
2 | --gpu does not apply to rigplan import hf | import hf README.md --gpu rtx-3090
2 | --date: expected YYYY, YYYY-MM or YYYY-MM-DD | import hf tests/hf/gemma-2-9b.json --date soon
2 | expected the code of a country, such as AU or US, got 'XX' | import parts README.md --country XX
2 | expected the code of a currency, such as USD, AUD or EUR, got 'zz' | import parts README.md --currency zz
4 | cannot list the folder | import parts README.md --data /nonexistent --country AU
4 | cannot list the folder | import llama-bench README.md --data /nonexistent
4 | /nonexistent: error: cannot open | import rig tests/rigs/nvidia-list.txt /nonexistent
3 | nvidia-smi -L (-:1) says 2 cards ... (tests/rigs/topology.txt:1) says 4 cards | import - tests/rigs/topology.txt <tests/rigs/nvidia-list.txt
3 | nvidia-smi -L (-:1) says 2 cards ... (tests/rigs/topology.txt:1) says 4 cards | import rig - tests/rigs/topology.txt <tests/rigs/nvidia-list.txt
2 | --format: expected text, md, html, json or csv; got 'xml' | compare aud-8343 plan-001 --format xml
2 | expected two options | compare a b c d
2 | expected two options | compare one-3090 one-4090 aud-8343 --in aud-8343
4 | nothing: error: no such scenario: the third word, or --in | compare one-3090 one-4090 nothing
4 | no/such/file: error: no such file | compare no/such/file aud-8343
3 | broken.yaml:6:8: error: did not find expected | compare "$tmp/broken.yaml" aud-8343:one-3090
0 | A and B are equal | compare aud-8343:one-3090@2026-03 :one-3090@2026-03
0 | against One RTX 4090 | compare aud-8343: :one-4090
0 | My PC against One used RTX 3090 | compare scenarios/machines/my-pc.yaml one-3090 --in aud-8343
0 | A and B are equal: my-pc.yaml:my-pc and | compare scenarios/machines/my-pc.yaml scenarios/machines/my-pc.yaml --in aud-8343
2 | --as-of: expected YYYY, YYYY-MM or YYYY-MM-DD | compare aud-8343:one-3090 :one-4090 --as-of soon
3 | no option 'zzz'; it has one-3090, | compare aud-8343:zzz :one-3090
3 | the scenario has no option 'one-3091'; it has one-3090 | explain aud-8343 one-3091
3 | did you mean 'one-3090'? | explain aud-8343 on-3090
3 | no figure 'foo_bar' (all: rigplan explain aud-8343 one-3090) | explain aud-8343 one-3090 foo_bar
3 | no workload 'foo'; it has chat-8b | explain aud-8343 one-3090 decode_tok_s --workload foo
2 | --workload goes with a scenario | explain --workload foo --gpu rtx-3090
2 | --gpu goes with a case, not with a scenario | explain aud-8343 --gpu rtx-3090
2 | expected a scenario, an option and a figure | explain aud-8343
2 | expected amounts of money joined by ',' ... got 'x' | run scenarios/aud-8343.yaml --budgets 100,x -o - --format md
2 | got '-5' | run scenarios/aud-8343.yaml --budgets 100,-5 -o - --format md
2 | -o - prints one format: name it | run scenarios/aud-8343.yaml -o -
2 | -o - prints one format: name it | run scenarios/aud-8343.yaml -o - --format md,html
2 | --format: expected md, html, json or csv | run scenarios/aud-8343.yaml -o - --format foo
2 | expected PATH=VALUE such as site.ambient_c=35 | run scenarios/aud-8343.yaml --set ambient -o - --format md
2 | no country 'XX' is on record, expected an ISO code | init --country XX
2 | --as-of: expected YYYY, YYYY-MM or YYYY-MM-DD | init --as-of soon
2 | unexpected argument 'foo': name the file to write with -o | init foo
3 | no model 'zzz' | init --model zzz
3 | no quant 'zzz' | init --quant zzz
4 | README.md: error: the file exists | init -o README.md
4 | README.md: error: the file exists | convert scenarios/aud-8343.yaml -o README.md
2 | name one scenario | convert a b
1 | there is nothing to convert | convert scenarios/aud-8343.yaml
2 | --cv: expected gpu, model or source, got 'foo' | validate --cv foo data/measured/known.csv
2 | --rows takes exactly one measurement file | validate --rows "$tmp/rows" data/measured/known.csv data/measured/known.csv
2 | name at least one file | validate
2 | manual takes none | manual page
2 | more than 256 arguments are given | check $(printf ' x%.0s' $(seq 257))
2 | --set may be given at most 64 times | run scenarios/aud-8343.yaml $(printf ' --set a=%s' $(seq 65))
2 | --json takes no value, got 'yes' | list --json=yes
END
}

# Nobody can read an answer that could not be written: that is no yes.
full() {
    head -n 40 data/measured/speed.csv >"$tmp/few.csv"
    printf 'date,component,condition,kind,amount,currency\n2026-09-20,rtx-3090,used,sold,800,USD\n' >"$tmp/sold.csv"
    while IFS= read -r arguments; do
        case $arguments in '' | '#'*) continue ;; esac
        eval "rigplan $arguments" >/dev/full 2>"$tmp/err" </dev/null
        code=$?
        [ $code -eq 4 ] && grep -q 'No space left on device' "$tmp/err"
        ok $? "rigplan $arguments >/dev/full: exit $code" "$tmp/err"
    done <<'END'
--version
help
help run
list
list outlet
list outlet --json
show outlet au-10a
show price rtx-3090
schema outlet
schema --markdown
check scenarios/aud-8343.yaml
predict --gpu rtx-3090 $llama
predict --gpu rtx-4090 --model llama-3.1-8b --finetune qlora
deploy --gpu rtx-3090 --model llama-3.1-8b
deploy --gpu rtx-4090 --model llama-3.1-8b --finetune best
fit --gpu rtx-3090
fit --gpu rtx-3090 --model llama-3.1-8b
fit $llama
explain aud-8343 one-3090
compare aud-8343:one-3090 :one-4090
compare aud-8343:one-3090 :one-4090 --format json
run scenarios/aud-8343.yaml -o - --format md
run scenarios/aud-8343.yaml --no-plots --format csv -o "$tmp/full"
init
convert tests/cases/version-1/own-pc.yaml
prices list 3090
prices show rtx-3090
prices stale 3090
prices check
prices import "$tmp/sold.csv" --book "$tmp/full.csv" --dry-run
import hf tests/hf/gemma-2-9b.json
import llama-bench tests/benchmarks/llama-bench.csv
import memory tests/memlogs/llama-phi3.log
import parts README.md
import rig tests/rigs/nvidia-list.txt
validate --counts
validate data/measured/known.csv
calibrate "$tmp/few.csv"
manual
completion bash
END
}

# Prices of a market, a kind and a date; offers that state their price only month by month.
markets() {
    {
        echo date,component,condition,kind,amount,low,high,currency,tax,country,source,title
        echo 2026-11-01,rtx-3090,used,sold,1111,,,AUD,included,AU,mine,a
        echo 2026-11-02,rtx-3090,used,asking,1222,,,AUD,included,AU,mine,b
        echo 2026-11-03,rtx-3090,used,sold,777,,,USD,excluded,US,mine,c
    } >"$tmp/book.csv"
    asked <<'END'
0 | 1 price, the newest of 2026-11-01 ... 1,111 AUD ... not 1,222 ... not 777 | prices show rtx-3090 --book "$tmp/book.csv" --kind sold --country AU
0 | 1,222 AUD ... not 1,111 ... not 777 | prices show rtx-3090 --book "$tmp/book.csv" --kind asking --country AU
0 | 777 USD ... not 1,111 ... not 1,222 | prices show rtx-3090 --book "$tmp/book.csv" --kind sold --country US --as-of 2026-12-01
0 | not 777 USD ... not 2026-11-03 | prices show rtx-3090 --book "$tmp/book.csv" --kind sold --country US --as-of 2026-11-02
0 | rtx-3090 1 2026-11-01 1,111 | prices list rtx-3090 --book "$tmp/book.csv" --kind sold --country AU
3 | no component with such a price matches 'rtx-3090' | prices list rtx-3090 --kind sold --country AU
3 | no component with such a price | prices list board --book "$tmp/book.csv" --kind plan --country AU
2 | --country: no country 'XX' is on record | prices list --country XX
2 | --as-of: expected | prices list --as-of never
0 | rate_h 14.24 USD/h | show cloud aws-b200-sxm-180gb-on-demand
0 | model gpt-oss-120b ... USD | show api akashml-openrouter-gpt-oss-120b-bf16
3 | no cloud 'aws-b200x9' | show cloud aws-b200x9
3 | no price 'rtx-309x' | show price rtx-309x
END
}

for t in ${ONLY:-counts names machines caps fits catalogue prices markets files full}; do $t; done
looks
echo "asked: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
