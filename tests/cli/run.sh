#!/bin/sh
# The program from outside: help, exit codes, streams, JSON keys, columns. Run from the repository's root with $RIGPLAN set.
set -u
LC_ALL=C
export LC_ALL
root=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
bin=$(cd "$(dirname "$RIGPLAN")" && pwd)
trap 'umount "$tmp/disk" 2>/dev/null; rm -rf "$tmp"' EXIT
passed=0
failed=0
card='--gpu rtx-3090 --model llama-3.1-8b --quant Q4_K_M'
commands='run compare predict deploy fit validate calibrate list show check schema explain init convert prices import rig'
kinds='device system model format quant engine link calibration trainer psu board cpu part price cloud outlet tariff policy'

# ok CONDITION-STATUS WHAT
ok() {
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "cli: $2"
    fi
}

# run WANTED-EXIT ARGUMENTS...: output in $tmp/out and $tmp/err. Called by name, so that the commands it proposes are too.
run() {
    wanted=$1
    shift
    PATH="$bin:$PATH" rigplan "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    code=$?
    [ $code -eq "$wanted" ]
    ok $? "rigplan $*: exit $code, expected $wanted: $(head -n 2 "$tmp/err")"
}
quiet() { [ ! -s "$tmp/err" ]; ok $? "$1: standard error says: $(head -n 2 "$tmp/err")"; }
narrow() { [ "$(awk 'length > 80' "$tmp/out" | wc -l)" -eq 0 ]; ok $? "$1: more than 80 columns: $(awk 'length > 80' "$tmp/out" | head -n 1)"; }
silent() { [ ! -s "$tmp/out" ]; ok $? "$1: standard output says: $(head -n 2 "$tmp/out")"; }
says() { grep -qF -- "$2" "$tmp/$1"; ok $? "expected in $1: $2; got: $(head -n 3 "$tmp/$1")"; }

help_and_usage() {
    for words in help --help -h; do
        run 0 "$words"
        quiet "$words"
        for command in $commands; do says out "  $command "; done
        narrow "$words"
    done
    for command in $commands; do
        run 0 help "$command"
        quiet "help $command"
        says out "usage: rigplan $command"
        narrow "help $command"
        cp "$tmp/out" "$tmp/help"
        run 0 "$command" --help
        cmp -s "$tmp/help" "$tmp/out"
        ok $? "help $command and $command --help differ"
    done
    run 2
    silent 'no command'
    says err 'usage: rigplan COMMAND'
    # Engines have their names in fit as in deploy, in JSON their ids.
    run 0 fit --gpu rtx-3090:4
    says out '; vLLM'
    run 0 fit --gpu rtx-3090:4 --json
    says out '"vllm"'
    run 0 fit --help
    says out 'rigplan fit --machine FILE [--use USE]'
    says out '--model: searched)'
    # The speeds of deploy are per user, those of predict are not.
    run 0 help predict
    tr -d '\n' <"$tmp/out" | tr -s ' ' | grep -q 'sequences decoded at once; tokens per second are their sum'
    ok $? 'help predict: --batch'
    # What deploy searches has no default, and what is for --finetune only stands behind the rest.
    run 0 help deploy
    [ "$(tr -d '\n' <"$tmp/out" | tr -s ' ' | grep -o 'default: *searched' | wc -l)" -eq 7 ]
    ok $? 'help deploy: expected 7 settings that are searched'
    tr -d '\n' <"$tmp/out" | tr -s ' ' | grep -q 'sequences decoded at once; tokens per second are of each'
    ok $? 'help deploy: --batch'
    awk '/^only with --finetune:$/ { behind = 1 } /^  --finetune/ { exit !behind } /^  --help/ { help = 1 } END { exit !(help && behind) }' "$tmp/out"
    ok $? 'help deploy: --finetune stands among the options of inference'
    run 2 prdict
    silent 'unknown command'
    says err "did you mean 'predict'?"
    run 2 help prdict
    run 2 help predict fit
    says err "unexpected argument 'fit'"
    run 2 predict
    says err 'no hardware is named: give --gpu rtx-3090'
    says err 'no model is named: give --model'
    says err 'usage and options: rigplan help predict'
    run 2 predict --gpu --model llama-3.1-8b --quant Q4_K_M
    says err '--gpu needs a value: --gpu ID'
    run 3 predict --gpu '' --model llama-3.1-8b --quant Q4_K_M
    says err '--gpu: no device is named (see: rigplan list device)'
    run 2 predict $card --ctx 8192 --depth 8193
    says err '--depth'
    run 0 predict $card --ctx 8192 --depth 8192
    run 2 predict $card --contxt 5
    silent 'unknown option'
    says err "unknown option '--contxt'"
    run 2 predict $card --batc 5
    says err "did you mean '--batch'?"
    run 2 predict --gpu rtx-3090 --quant Q4_K_M
    run 2 predict $card --system mac-mini-m4-16
    run 2 predict $card --split sideways
    says err "--split: expected one of none, layer, row, tensor, pipeline; got 'sideways'"
    run 2 predict $card --p2p maybe
    run 2 predict $card extra
    run 2 predict $card --draft llama-3.2-1b --draft-tokens 4
    says err '--draft, --draft-tokens and --accept go together'
    run 2 predict $card --accept 0.5
    run 2 predict $card --draft llama-3.2-1b --draft-tokens 0 --accept 0.5
    run 2 predict $card --draft llama-3.2-1b --draft-tokens 4 --accept 1.5
    run 2 predict $card --draft mtp:Q8_0 --draft-tokens 1 --accept 0.5
    run 3 predict $card --draft mtp --draft-tokens 1 --accept 0.5
    says err 'has no prediction layers in the catalogue'
    run 3 predict $card --draft nobody --draft-tokens 4 --accept 0.5
    run 3 predict $card --draft llama-3.2-1b:Q9 --draft-tokens 4 --accept 0.5
    run 2 predict --finetune lora --gpu rtx-4090 --model llama-3.1-8b --draft llama-3.2-1b
    says err '--draft does not go with --finetune'
    run 0 predict $card --draft llama-3.2-1b --draft-tokens 4 --accept 0.5 --json
    says out '"step_tokens":	1.9'
    run 0 explain $card --draft llama-3.2-1b:Q8_0 --draft-tokens 4 --accept 0.5
    says out 'draft_s'
    run 2 predict $card --ram-gb-s 1
    run 2 predict $card --ctx 8192 --ctx 4096
    run 2 predict $card --ctx
    run 2 predict $card --json=yes
    run 2 predict $card --kv-type Q4_K
    run 2 predict $card --tensor-split 1:2
    says err "expected one number for each of 1 device"
    run 2 predict --gpu rtx-3090:17 --model llama-3.1-8b --quant Q4_K_M
    run 2 predict $card --desktop kde
    run 2 predict $card --wired-limit-mb 20000
    run 2 predict --system mac-mini-m4-16 --model llama-3.1-8b --quant Q4_K_M --wired-limit-mb 20000
    says err 'the machine has only 16384 MiB of memory; give at most that'
    run 2 list nonsense
    run 2 show device
    run 2 schema
    run 2 schema --markdown device
    run 2 manual page
    run 2 check
    # A table of no kind: the message names the columns that tell each kind.
    printf 'a,b\n1,2\n' >"$tmp/none.csv"
    run 3 validate "$tmp/none.csv"
    named=$(sed -n 's/.*match no kind of measurement file: \(.*\) \[E208\]/\1/p' "$tmp/err" | awk -F', ' '{ print NF }')
    [ "${named:-0}" -eq "$(grep -c '^KIND(' "$root/src/check/check_kinds.def")" ]
    ok $? "E208 names ${named:-0} kinds of measured files"
    run 2 validate
    run 2 validate --detail "$root/data/measured/known.csv"
    says err "--detail needs --cv"
    run 2 validate --counts "$root/data/measured/known.csv"
    says err "--counts takes no file"
    run 2 run
    run 2 run "$root/scenarios/aud-8343.yaml" --seed 1
    says err "unknown option '--seed'"
}

# key KEY: the JSON in out has it
key() { grep -q "\"$1\":" "$tmp/out"; ok $? "predict --json has no key $1"; }

# keys_balance: as many opening as closing brackets outside of texts
balanced() { sed 's/"[^"]*"/""/g' "$tmp/out" | tr -cd '{}[]' | awk '{ n = gsub(/[{[]/, ""); m = gsub(/[}\]]/, ""); exit !(n == m && n > 0) }'; ok $? "$1: brackets do not balance"; }

predictions() {
    run 0 predict $card --json
    quiet 'predict --json'
    balanced predict
    says out '"rigplan-predict-1"'
    for k in schema verdict weights_gib kv_gib compute_gib total_gib devices decode_tok_s decode_tok_s_low80 decode_tok_s_high80 \
        prefill_tok_s prefill_tok_s_low80 prefill_tok_s_high80 ttft_s tp_overhead_frac bound; do key $k; done
    run 0 predict --gpu rtx-3090:2 --model llama-3.1-70b --quant Q4_K_M --ctx 8192 --split tensor --json
    [ "$(grep -c '"device":' "$tmp/out")" -eq 2 ]
    ok $? 'two cards are two devices'
    run 1 predict --gpu rtx-3090:2 --model llama-3.1-70b --quant F16 --json
    quiet 'an answer that is no'
    says out '"no"'
    grep -q '"decode_tok_s":[[:space:]]*null' "$tmp/out"
    ok $? 'no speed where it does not fit'
    run 1 predict --system mac-mini-m4-pro-48 --model llama-3.1-70b --quant Q4_K_M
    run 0 predict --gpu rtx-3090 --model llama-3.1-70b --quant Q4_K_M --json
    says out '"offload"'
    run 0 predict --gpu=rtx-3090,rtx-3070 --model=llama-3.1-8b --quant=Q4_K_M --tensor-split=3:1
    run 0 predict --gpu gb10 --model llama-3.1-8b --quant Q4_K_M
    run 3 predict --gpu rtx-3091 --model llama-3.1-8b --quant Q4_K_M
    silent 'unknown card'
    says err "no device 'rtx-3091' (see: rigplan list device;"
    run 0 predict $card
    cp "$tmp/out" "$tmp/first"
    run 0 predict $card
    cmp -s "$tmp/first" "$tmp/out"
    ok $? 'the same question gets the same answer'
}

# person WANTED-EXIT TEXT ARGUMENTS...: an answer for a person: 80 columns, plain ASCII, nothing unknown, that text in its first five lines, or $within
person() {
    code=$1
    text=$2
    shift 2
    run "$code" "$@"
    awk 'length > 80 { print NR ": " $0 }' "$tmp/out" >"$tmp/long"
    [ ! -s "$tmp/long" ]
    ok $? "rigplan $*: more than 80 columns: $(head -n 1 "$tmp/long")"
    ! grep -q '[^ -~]' "$tmp/out" && ! grep -qiwE 'nan|unknown|null' "$tmp/out" && ! grep -q ' $' "$tmp/out"
    ok $? "rigplan $*: $(grep -nE '[^ -~]| $' "$tmp/out" | head -n 1)"
    head -n "${within:-5}" "$tmp/out" | grep -qF -- "$text"
    ok $? "rigplan $*: expected at once: $text; got: $(sed -n 3p "$tmp/out")"
}

# asks_on N: the answer in out prints N commands, and a shell runs them unchanged
asks_on() {
    {
        echo 'rigplan() { "$RIGPLAN" "$@" >/dev/null 2>>"$tmp/err"; if [ $? -le 1 ]; then echo works; else echo "fails: $*"; fi; }'
        awk '/^ *rigplan / { on = 1 } on { print } on && !/\\$/ { on = 0 }' "$tmp/out"
    } >"$tmp/next.sh"
    RIGPLAN=$RIGPLAN tmp=$tmp sh "$tmp/next.sh" >"$tmp/next" </dev/null
    [ "$(grep -c '^works$' "$tmp/next")" -eq "$1" ] && ! grep -q '^fails' "$tmp/next"
    ok $? "commands of an answer, expected $1: $(cat "$tmp/next"; tail -n 1 "$tmp/err")"
}

# A server whose context is smaller than its clients need.
contexts() {
    request='--prompt 1000 --gen 280 --clients 8'
    within=16
    person 0 'holds 3 requests of 1,280 tokens' predict $card $request --ctx 4096
    person 0 'holds 3 requests of 1,280 tokens' predict $card $request --ctx 4096 --parallel 8
    person 1 'request fits in the context' predict $card $request --ctx 1279
    person 0 'On average 3.00 are worked on' predict $card $request --ctx 4096 --engine ollama
    person 1 'request fits in the context' predict $card $request --ctx 4096 --engine ollama --parallel 8
    person 0 'On average 8.00 are worked on' predict --gpu rtx-3090 --model llama-3.1-8b --quant AWQ-INT4 --engine vllm $request --ctx 1280
    person 1 'request fits in the context' predict --gpu rtx-3090 --model llama-3.1-8b --quant AWQ-INT4 --engine vllm $request --ctx 1279
    person 0 'On average 8.00 are worked on' predict --gpu rtx-3090 --model llama-3.1-8b --quant AWQ-INT4 --engine vllm --prompt 9000 --clients 8
    within=5
}

# Two records with ids as long as an id may be.
long_ids() {
    x=$(printf 'x%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45)
    long="card-$x-$x"
    mkdir "$tmp/long ids"
    for kind in device model quant; do
        case $kind in device) id=rtx-3090 ;; model) id=llama-3.1-8b ;; quant) id=Q4_K_M ;; esac
        "$RIGPLAN" show $kind $id --json >"$tmp/record"
        { echo "{\"schema\": \"rigplan-catalogue-1\", \"${kind}s\": ["; sed "s/\"id\":[[:space:]]*\"$id\"/\"id\": \"$long\"/; /\"aliases\"/d" "$tmp/record"; echo ']}'; } >"$tmp/long ids/$kind.json"
    done
    within=20
    person 0 'Yes, it fits' predict --data "$tmp/long ids" --gpu "$long:2" --model "$long" --quant "$long"
    asks_on 2
    person 0 'Yes, it fits' fit --data "$tmp/long ids" --gpu "$long" --model "$long" --quant "$long"
    person 0 'Yes, it fits' predict --data "$tmp/long ids" --gpu "$long" --model "$long" --finetune qlora
    person 0 'in the catalogue have' fit --data "$tmp/long ids" --model "$long" --quant "$long"
    within=5
}

# What a person reads without --all or --json.
persons() {
    model='--model llama-3.1-70b --quant Q4_K_M'
    person 0 'Yes, it fits: ' predict $card
    says out 'It generates'
    for text in 'limited by memory bandwidth' 'Memory by device' 'What to change' '--all'; do says out "$text"; done
    asks_on 2
    person 0 'With 4,096 tokens in the KV cache it generates' predict $card --depth 4096
    person 0 'Yes, it fits: ' predict --gpu rtx-3090:4 $model
    person 0 'Yes, it fits: ' predict --gpu rtx-3090:4 $model --split tensor --tensor-split 4:3:2:1 --link pcie4-x8-p2p --cap 250
    says out 'Tensor parallelism loses'
    asks_on 2
    person 0 'on the fullest card' predict --gpu rtx-3090,rtx-4060-laptop-8gb:3,jetson-agx-orin-32gb $model
    person 0 'Yes, it fits: ' predict --gpu rtx-3090:16 $model --tensor-split 1.25:1.25:1.25:1.25:1.25:1.25:1.25:1.25:1:1:1:1:1:1:1:1
    person 0 'Yes, it fits: ' predict --system mac-studio-m3-ultra-256 --model qwen3-235b-a22b --quant Q4_K_M
    person 0 'layers in system RAM' predict --gpu rtx-3090 $model --ram-gib 128
    asks_on 3
    person 0 'the experts of 24 layers in system RAM' predict --gpu rtx-3090 --model gpt-oss-120b --quant MXFP4_MOE --n-cpu-moe 24 --ram-gib 128
    person 1 'No, it does not fit: rtx-3090 lacks 18.7 GiB; the weights alone are too large.' predict --gpu rtx-3090 $model --ram-gib 16
    asks_on 2
    person 1 'the weights fit, the cache does not' predict --system mac-mini-m4-16 --model llama-3.1-8b --quant Q4_K_M --ctx 131072
    person 0 'It fits, but barely' predict --gpu rtx-3060-12gb:4 $model
    person 0 'Yes, it fits' predict $card --draft llama-3.2-1b:Q8_0 --draft-tokens 4 --accept 0.5 --batch 4 --ctx 32768
    says out 'Speculative decoding with llama-3.2-1b yields 1.94'
    says out 'for 4 users together'
    asks_on 2
    person 0 'Yes, it fits' predict --gpu rtx-3090 --model llama-3.1-8b --finetune qlora
    person 0 'Yes, it fits' predict --gpu a100-sxm-80gb:4 --model llama-3.1-8b --finetune lora --sharding zero3 --seq 4096 --batch 2
    person 1 'No, it does not fit: rtx-3090 lacks' predict --gpu rtx-3090 --model llama-3.1-8b --finetune full
    person 0 'Yes, it fits: ' fit --gpu rtx-3090 --model qwen3-32b
    person 0 'layers in system RAM' fit --gpu rtx-3090:4 --model llama-3.1-405b
    person 0 'layers in system RAM' fit --gpu rtx-3090 --model gpt-oss-120b
    says out '--n-cpu-moe 23'
    asks_on 2
    person 1 'No, it does not fit' fit --system mac-mini-m4-16 --model llama-3.1-405b
    person 0 'cards and machines in the catalogue have room for' fit $model
    person 1 'No: 0 of' fit --model deepseek-v3-671b --quant F32 --ctx 163840
    long_ids
}

# refused OPTION WORKS ARGUMENTS...: refused, with what would work
finetuning() {
    tune='predict --model llama-3.1-8b --finetune'
    run 0 $tune qlora --gpu rtx-3090
    quiet 'predict --finetune'
    says out 'The longest sequence that fits is'
    run 0 $tune qlora --gpu rtx-3090 --all
    says out 'max_seq_tokens'
    run 1 $tune full --gpu rtx-3090
    run 0 $tune lora --gpu a100-sxm-80gb:2 --json --seq 4096 --rank 64 --targets linear --optimizer adamw-8bit --checkpointing on \
        --sharding zero3 --chunked-loss on --compile on --accumulate on --trainer torchtune
    balanced 'predict --finetune --json'
    for name in schema verdict devices moment weights_gib gradients_gib optimizer_gib activations_gib logits_gib total_gib max_batch max_seq_tokens; do
        key $name
    done
    says out '"rigplan-finetune-1"'
    run 0 $tune qlora --system mac-studio-m3-ultra-256
    run 2 $tune qlora --gpu rtx-3090 --ctx 4096
    says err '--ctx does not go with --finetune'
    run 2 predict $card --seq 4096
    says err '--seq goes with --finetune'
    run 2 $tune sideways --gpu rtx-3090
    run 2 $tune qlora --gpu rtx-3090 --optimizer adagrad
    run 2 $tune qlora --gpu rtx-3090 --rank 0
    run 2 $tune qlora --gpu rtx-3090 --seq 200000
    says err 'at most 131072 tokens'
    run 2 $tune qlora
    run 3 $tune qlora --gpu rtx-3090 --trainer transformer
    says err "did you mean 'transformers'?"
}

# The best way to fine-tune: pins are kept, others fall out by so much, nothing fits is exit 1.
best_finetuning() {
    best='deploy --finetune best'
    person 0 'LoRA with unsloth, rank 16 on all matrices' $best --gpu rtx-3090 --model llama-3.1-8b
    for text in '2,048' 'longest sequence' 'largest micro-batch' 'Memory by part' 'The best of each method' 'Other ways of LoRA' 'optimiser states'; do
        says out "$text"
    done
    asks_on 1
    cp "$tmp/out" "$tmp/first"
    run 0 $best --gpu rtx-3090 --model llama-3.1-8b
    cmp -s "$tmp/first" "$tmp/out"
    ok $? 'the same question gets the same way'
    person 1 'Nothing fits. What lacks least is QLoRA' $best --gpu rtx-3090 --model llama-3.1-70b
    says out 'rtx-3090 lacks'
    says out 'the largest part is weights'
    says out 'more cards, which share weights and states'
    person 1 'Nothing fits. What lacks least is full fine-tuning' deploy --finetune full --seq 4096 --batch 2 --gpu rtx-3090 --model llama-3.1-8b
    for text in '--finetune best' 'without --seq' '--batch 1' '--optimizer adamw-8bit'; do says out "$text"; done
    person 0 'split' $best --gpu rtx-4090:4 --model llama-3.1-70b
    asks_on 1
    person 0 'kept in system RAM' $best --gpu rtx-3090:2 --model llama-3.1-70b
    asks_on 1
    person 0 'QLoRA' $best --gpu rtx-4060-laptop-8gb --model llama-3.1-8b
    person 0 'QLoRA with transformers' $best --system mac-mini-m4-16 --model llama-3.1-8b
    says out 'does not run on these cards'
    asks_on 1
    person 0 'on 1 of the 2 cards (rtx-3090)' $best --gpu rtx-3060-12gb,rtx-3090 --model llama-3.1-8b
    asks_on 1
    person 1 'None: no program on record' deploy --finetune qlora --trainer litgpt --sharding zero3 --gpu rtx-3090:2 --model llama-3.1-8b
    person 0 'QLoRA with torchtune, rank 8 on queries and values, micro-batch 2, 1,000' \
        deploy --finetune qlora --trainer torchtune --targets q,v --rank 8 --batch 2 --seq 1000 --gpu rtx-3090 --model llama-3.1-8b
    run 0 $best --gpu rtx-4090:4 --model llama-3.1-8b --json
    quiet 'deploy --finetune --json'
    balanced 'deploy --finetune --json'
    says out '"rigplan-deploy-training-1"'
    for name in schema model rig verdict wanted_seq_tokens best runner_up devices methods ways not_tried cards largest_part largest_part_gib \
        missing_gib ram_gib obstacle total_gib spare_gib max_batch max_seq_tokens offloaded; do
        key $name
    done
    # What predict says of the best way is what deploy said.
    run 0 $best --gpu rtx-3090 --model llama-3.1-8b --json
    total=$(grep -m 1 '"total_gib":' "$tmp/out")
    run 0 predict --finetune lora --trainer unsloth --seq 2048 --checkpointing on --rank 16 --targets linear --gpu rtx-3090 --model llama-3.1-8b --json
    says out "$total"
    run 1 deploy --finetune full --gpu rtx-3090 --model llama-3.1-8b --json
    says out '"missing_gib"'
    run 2 deploy --finetune sideways --gpu rtx-3090 --model llama-3.1-8b
    run 2 deploy --finetune best --gpu rtx-3090 --model llama-3.1-8b --quant Q4_K_M
    says err '--quant does not go with --finetune'
    # Nor does what deploy may choose from, which predict would not take.
    for option in '--need-tok-s 5' '--need-ttft-s 5' '--quants Q4_K_M' '--bits-min 5' '--engines vllm' '--caches F16' '--cache-bits-min 8' \
        --no-ram --all-cards; do
        run 2 $best --gpu rtx-3090 --model llama-3.1-8b $option
        silent "deploy --finetune $option"
        says err "${option%% *} does not go with --finetune"
    done
    # What deploy prints as the next command is one that predict runs.
    run 0 $best --gpu rtx-3090 --model llama-3.1-8b --batch 1 --optimizer sgd --cap 300
    next=$(sed -n 's/^  rigplan predict/predict/; /^predict/,$p' "$tmp/out" | tr -d '\\\n' | tr -s ' ')
    case $next in 'predict --finetune '*) true ;; *) false ;; esac
    ok $? "deploy --finetune: no command of predict, got '$next'"
    run 0 $next
    for option in '--optimizer sgd' '--cap 300'; do
        case $next in *"$option"*) true ;; *) false ;; esac
        ok $? "deploy --finetune: $option is not in '$next'"
    done
    run 2 predict --finetune best --gpu rtx-3090 --model llama-3.1-8b
}

refused() {
    option=$1
    works=$2
    shift 2
    run 3 predict "$@"
    silent "predict $*"
    says err "$option"
    says err "$works"
}

impossibilities() {
    model='--model llama-3.1-70b --quant Q4_K_M'
    refused --backend 'what works: cuda, vulkan' --gpu rtx-3090 $model --backend metal
    refused --engine 'exllamav3 does not run on rx-7900-xtx' --gpu rx-7900-xtx --model llama-3.1-8b --quant EXL3-4.0bpw --engine exllamav3
    refused --quant 'it loads GGUF; engines that can: vllm, sglang' --gpu rtx-3090:2 --model llama-3.1-70b --quant AWQ-INT4
    refused --kv-type 'flash attention' --gpu rtx-3090:2 $model --kv-type Q8_0 --flash-attn off
    refused --split 'what works: 1, 2, 4, 8, 16 cards' --gpu rtx-3090:9 --model llama-3.1-70b --quant AWQ-INT4 --engine vllm --split tensor
    refused --kv-type 'vllm has no Q8_0 KV cache: it has' --gpu rtx-3090:2 --model llama-3.1-70b --quant AWQ-INT4 --engine vllm --kv-type Q8_0
    refused --tensor-split 'the same share' --gpu rtx-3090:2 --model llama-3.1-70b --quant AWQ-INT4 --engine vllm --split tensor --tensor-split 3:2
    run 0 predict --gpu rtx-3090:9 $model --split tensor
    refused --split '--split layer' --gpu rtx-3090:2 $model --split tensor --ngl 10
    refused --system 'no other memory' --system mac-mini-m4-16 --model qwen3-30b-a3b --quant Q4_K_M --experts-on-host
    # a scenario is refused the same before it runs, at the option that cannot be; what works is not
    run 3 run "$root/tests/bad/impossible/s.yaml" --no-plots -o "$tmp/impossible"
    says err 'pc, workload chat: vllm needs cards of one backend'
    [ ! -e "$tmp/impossible" ]
    ok $? 'a refused scenario wrote reports'
    run 0 check "$root/scenarios/aud-8343.yaml" --set options.dual-3090.machines.two-card-tower.engine=exllamav3
    run 3 check "$root/scenarios/aud-8343.yaml" --set options.dual-3090.machines.two-card-tower.engine=exllamav3 --set workloads.chat-8b.quant=Q4_K_M
    says err '--set: error: two-card-tower, workload chat-8b: exllamav3 cannot load Q4_K_M'
    run 0 check "$root/scenarios/aud-8343.yaml" --set options.dual-3090.machines.two-card-tower.engine=ik_llama.cpp
    run 3 fit --model llama-3.3-70b --quant AWQ-INT4
    says err 'it loads GGUF; engines that can: vllm, sglang'
    run 0 fit --model llama-3.3-70b --quant AWQ-INT4 --engine vllm
    # more context than the model was made for is a warning, not a refusal
    run 0 predict $card --ctx 200000
    says err 'YaRN'
    run 0 predict $card --ctx 131072
    quiet 'the longest context of the model'
    run 0 predict $card --ctx 262144 --parallel 2
    quiet 'the longest context of the model, twice'
}

reasons() {
    run 0 predict --gpu rtx-3090 $model --ram-gib 128
    says out 'It does not fit entirely'
    says out 'of 80 layers in system RAM'
    run 0 predict --gpu rtx-3090 $model --ram-gib 128 --json
    says out 'device 0 (rtx-3090) lacks'
    says out 'so 37 layers are in system RAM (19.5 GiB)'
    run 0 predict --gpu rtx-3090 $model --ram-gib 128 --ngl 20
    says out 'It runs with 61 of 80 layers in system RAM'
    says out 'as requested.'
    run 1 predict --gpu rtx-3090 $model --ram-gib 16
    says out 'No, it does not fit: rtx-3090 lacks'
    run 0 predict --gpu rtx-3090:2 --model llama-3.1-8b --quant Q4_K_M --split none --json
    [ "$(grep -c '"device":' "$tmp/out")" -eq 1 ]
    ok $? 'without a split one card works'
    run 0 predict $card --desktop none --json
    cp "$tmp/out" "$tmp/headless"
    run 0 predict $card --json
    cmp -s "$tmp/headless" "$tmp/out"
    ok $? 'no desktop is the default'
    run 1 predict --system mac-mini-m4-pro-48 --model llama-3.1-70b --quant Q4_K_M
    run 0 predict --system mac-mini-m4-pro-48 --model llama-3.1-70b --quant Q4_K_M --wired-limit-mb 46080
}

# suggests NAME MEMORY-GIB ARGUMENTS...: what fit lists without a model is true. The rows go to $tmp/rows: use, class, model, released,
# superseded_by, how, quant, tokens/s, verdict, context, engine.
suggests() {
    name=$1 gib=$2
    shift 2
    run 0 fit "$@" --json
    quiet "$name"
    balanced "$name"
    awk -F'\t' '
        { k = $0; sub(/^[ \t]*"/, "", k); sub(/".*/, "", k); v = $NF; gsub(/[",]/, "", v) }
        k == "use" { use = v } k == "size_class" && use && v { class = v }
        k == "model" { model = v } k == "released" { released = v } k == "engine" { engine = v } k == "how" { how = v } k == "quant" { quant = v }
        k == "verdict" { verdict = v } k == "decode_tok_s" { speed = v } k == "max_ctx_tokens" { ctx = v }
        k == "superseded_by" { print use "|" class "|" model "|" released "|" v "|" how "|" quant "|" speed "|" verdict "|" ctx "|" engine }
    ' "$tmp/out" >"$tmp/rows"
    [ "$(wc -l <"$tmp/rows")" -gt 20 ]
    ok $? "$name: only $(wc -l <"$tmp/rows") models"
    # dates descend within a class; superseded models and undated ones stand last
    awk -F'|' '{ k = $1 FS $2 FS ($5 != "null"); if (k == was && $4 != "null" && (date == "null" || $4 > date)) { print; bad = 1 } was = k; date = $4 }
        $5 != "null" { late[$1 FS $2] = 1 } $5 == "null" && late[$1 FS $2] { print; bad = 1 } END { exit bad }' "$tmp/rows" >"$tmp/bad"
    ok $? "$name: not the newest first: $(head -n 1 "$tmp/bad")"
    awk -F'|' '$8 < 7 || $10 < 8192 || $9 == "no" || ($9 == "offload" && $6 == "null")' "$tmp/rows" >"$tmp/bad"
    [ ! -s "$tmp/bad" ]
    ok $? "$name: does not run well: $(head -n 1 "$tmp/bad")"
    # every model exists, and its weights are smaller than the memory where the list says that they are in it
    "$RIGPLAN" list model >"$tmp/models" 2>/dev/null
    cut -d'|' -f3,6,7,11 "$tmp/rows" | sort -u | while IFS='|' read -r model how quant engine; do
        grep -q "^$model " "$tmp/models" || echo "no model $model"
        [ "$how" != null ] && continue
        "$RIGPLAN" predict "$@" --model "$model" --quant "$quant" --engine "$engine" --json 2>/dev/null |
            awk -F'\t' -v m="$model" -v gib="$gib" '/^\t"weights_gib"/ { v = $NF; sub(/,/, "", v) }
                END { if (v == "" || v + 0 <= 0 || v + 0 >= gib) print m, v }'
    done >"$tmp/bad"
    [ ! -s "$tmp/bad" ]
    ok $? "$name: not in memory: $(head -n 1 "$tmp/bad")"
    run 0 fit "$@"
    quiet "$name"
    narrow "$name"
    ! grep -q ' $' "$tmp/out"
    ok $? "$name: spaces at the end of a line"
    says out 'Start with '
    says out "rigplan deploy $* --model "
    says out 'For chat'
    says out 'For vision'
    says out ' models run well here: they fit with '
    says out 'quant: how strongly the model is compressed'
    ! grep -q 'sqrt' "$tmp/out"
    ok $? "$name: a formula"
    if grep -q ' ^ ' "$tmp/out"; then says out '^ No ready-made download on record'; fi
    first=$(sed -n 's/^Start with \([^ ,]*\).*/\1/p' "$tmp/out")
    [ "$(wc -l <"$tmp/out")" -le 80 ]
    ok $? "$name: $(wc -l <"$tmp/out") lines"
    run 0 fit "$@" --all
    quiet "$name --all"
    [ "$(sed -n 's/^For //p' "$tmp/out" | tr '\n' ' ')" = 'chat code vision ' ]
    ok $? "$name --all: $(sed -n 's/^For //p' "$tmp/out" | tr '\n' ' ')"
    [ "$(sed -n '/^For chat$/,/^$/p' "$tmp/out" | grep -c ' llama.cpp ')" -gt 0 ]
    ok $? "$name --all names no engine"
    run 0 deploy "$@" --model "$first"
    ! grep -q 'No published file' "$tmp/out"
    ok $? "$name: no published file of $first, where to start"
}

suggestions() {
    suggests 'a card of 24 GB' 24 --gpu rtx-3090
    suggests 'a card of 12 GB' 12 --gpu rtx-3060-12gb
    suggests 'a card of 8 GB' 8 --gpu rtx-3070
    suggests 'a Mac of 16 GB' 16 --system mac-mini-m4-16
    suggests 'two cards' 48 --gpu rtx-3090:2 --ctx 32768
    run 0 fit --gpu rtx-3090 --json
    for k in schema machine reading_tok_s small_params frontier_params models_asked models_well first groups; do key $k; done
    for k in use size_class models released dense_params how ttft_s decode_tok_s_low80 superseded_by; do key $k; done
    run 0 deploy --gpu rtx-3090 --model qwen3-8b
    says out 'The largest context that fits so is 40,960 tokens (--ctx N asks for it).'
    run 0 deploy --gpu rtx-3090 --model qwen3-8b --ctx 40960
    ! grep -q 'asks for it' "$tmp/out"
    ok $? 'deploy: the context asked for is offered again'
    mkdir -p "$tmp/my bin"
    ln -sf "$bin/rigplan" "$tmp/my bin/rigplan"
    (cd "$tmp/my bin" && ./rigplan fit --gpu rtx-3090) >"$tmp/out" 2>&1
    says out '    ./rigplan deploy --gpu rtx-3090 --model '
    says out '    ./rigplan fit --gpu rtx-3090 --use code'
    (cd "$tmp" && 'my bin/rigplan' fit --gpu rtx-3090) >"$tmp/out" 2>&1
    says out "    'my bin/rigplan' deploy --gpu rtx-3090 --model "
    run 0 fit --gpu rtx-3090 --use code
    says out 'For code'
    ! grep -q 'For chat' "$tmp/out"
    ok $? 'fit --use code lists models for chat'
    run 0 fit --gpu rtx-3090 --quant Q8_0 --json
    [ "$(grep '"quant"' "$tmp/out" | sort -u | wc -l)" -eq 1 ]
    ok $? 'fit --quant Q8_0 lists another quant'
    run 0 fit --gpu rtx-3090 --quant best --batch 4 --ctx 65536
    says out 'with 16,384 tokens of context for'
    says out 'of 4 users at once and generate'
    says out 'rigplan deploy --gpu rtx-3090 --ctx 65536 --batch 4 --model '
    says out 'all speeds here are per'
    run 0 fit --gpu rtx-3090
    says out 'of the largest sizes; --all lists all.'
    says out 'Assumed: no desktop on the card (--desktop linux or windows); 64 GiB of system'
    run 0 fit --gpu rtx-3090 --desktop linux --ram-gib 32
    ! grep -q 'Assumed' "$tmp/out"
    ok $? 'fit: what is stated is not assumed'
    says out '32 GiB'
    run 0 fit --system mac-mini-m4-16
    ! grep -q 'Assumed' "$tmp/out"
    ok $? 'fit: a Mac has no card and no other RAM'
    run 1 fit --gpu rtx-3090 --quant F32 --ctx 1048576
    says out 'Nothing of the catalogue runs well on rtx-3090'
    run 1 fit --gpu rtx-3090 --quant F32 --ctx 1048576 --json
    says out '"first":	null'
    run 2 fit --gpu rtx-3090 --use cooking
    says err '--use: expected one of chat, code, vision'
    run 2 fit --gpu rtx-3090 --model llama-3.1-8b --use chat
    says err '--use is about which model to take'
    run 2 fit --gpu rtx-3090 --n-cpu-moe 4
    says err 'are about one model'
    run 3 fit --gpu rtx-3090 --engine mlx
    says err 'mlx does not run on rtx-3090'
}

fits() {
    run 0 fit --model qwen3-32b --gpu rtx-3090
    quiet fit
    says out 'best quant         Q4_K_M; the next larger, Q5_K_M, is 0.327 GiB too big'
    says out 'What you would gain from one change, with Q4_K_M'
    says out '--kv-type Q8_0'
    run 0 fit --model qwen3-32b --gpu rtx-3090 --all
    says out 'best quant that fits    Q4_K_M; the next larger, Q5_K_M, is 0.327 GiB too big'
    says out 'what you would gain from one change, with Q4_K_M'
    says out 'decode after (tok/s)'
    run 0 fit --model qwen3-32b --gpu rtx-3090 --quant best --json
    balanced 'fit of a rig'
    for k in schema answer prediction devices quants changes best_quant max_ctx_tokens users option new_verdict fewest_of_this_card; do key $k; done
    # what it calls best is what predict finds to fit, and the next larger one is not
    run 0 predict --model qwen3-32b --gpu rtx-3090 --quant Q4_K_M --json
    says out '"verdict":	"fits"'
    run 0 predict --model qwen3-32b --gpu rtx-3090 --quant Q5_K_M --json
    says out '"verdict":	"offload"'
    run 0 fit --model llama-3.1-70b --quant Q4_K_M
    quiet 'fit of the catalogue'
    says out 'cheapest'
    lines=$(wc -l <"$tmp/out")
    run 0 fit --model llama-3.1-70b --quant Q4_K_M --all
    [ "$lines" -lt 30 ] && [ "$(wc -l <"$tmp/out")" -gt 100 ]
    ok $? "fit of the catalogue: $lines lines, with --all $(wc -l <"$tmp/out")"
    run 0 fit --model llama-3.1-70b --quant Q4_K_M --json
    balanced 'fit of the catalogue'
    for k in schema offers fewest cheapest total count; do key $k; done
    run 1 fit --model deepseek-v3-671b --quant F32 --ctx 163840
    says out '0 of'
    run 1 fit --model llama-3.1-405b --system mac-mini-m4-16
    says out 'no usual quant fits entirely'
    run 2 fit --model gpt-oss-20b --quant MXFP4_MOE --n-cpu-moe 3
    run 2 fit
    says err 'or a model, as in rigplan fit --model llama-3.1-8b --quant Q4_K_M'
    run 2 fit --model llama-3.1-70b
    says err 'give --quant Q4_K_M'
    run 2 fit --model llama-3.1-70b --gpu rtx-3090 --system mac-mini-m4-16
    run 3 fit --model llama-3.1-7b --gpu rtx-3090
    run 3 fit --model llama-3.1-70b --gpu rtx-3090 --engine mlx
    says err 'mlx does not run on rtx-3090'
    run 3 fit --model llama-3.1-70b --quant AWQ-INT4 --gpu rtx-3090
    run 2 predict $card --n-cpu-moe 4 --experts-on-host
    run 3 predict --gpu rtx-4090:2 --link nvlink --model llama-3.1-8b --quant Q4_K_M
    says err 'rtx-4090 has none'
    run 3 predict --gpu rtx-3090,rtx-3090-ti --link nvlink --model llama-3.1-8b --quant Q4_K_M
    says err 'rtx-3090-ti has no equal partner'
    run 3 predict --gpu rtx-3090:2 --bridge nvlink --model llama-3.1-8b --quant Q4_K_M
    says err 'takes three or more'
    run 3 predict --gpu rtx-3090:4 --bridge pcie4-x16 --model llama-3.1-8b --quant Q4_K_M
    says err 'link of type nvlink'
    run 0 explain --gpu rtx-3090:4 --bridge nvlink --split tensor --model llama-3-70b --quant Q4_K_M
    says out 'nvlink-bridge'
}

# share FILE: predicted rows and verdicts in per cent
share() { sed -n 's/.*: [0-9]* rows, [0-9]* predicted (\([0-9.]*\) %)$/\1/p' "$tmp/out" | head -n 1; }

# rows FILE HEADER ROWS
rows() {
    run 0 validate "$root/data/measured/$1.csv" --rows "$tmp/rows.csv"
    quiet "validate $1"
    percent=$(share)
    awk "BEGIN { exit !(${percent:-0} >= 60) }"
    ok $? "validate $1: ${percent:-0} % of the rows predicted, expected 60 or more"
    [ "$(head -n 1 "$tmp/rows.csv")" = "$2" ]
    ok $? "validate $1 --rows: columns are $(head -n 1 "$tmp/rows.csv")"
    [ "$(wc -l <"$tmp/rows.csv")" -eq "$(wc -l <"$root/data/measured/$1.csv")" ]
    ok $? "validate $1 --rows: one line per row"
    run 0 validate "$root/data/measured/$1.csv" --json
    balanced "validate $1 --json"
    says out '"rigplan-validate-1"'
    for key in reasons_skipped reasons_unjudged far_totals fitted classes; do key $key; done
}

validations() {
    rows gguf_sizes 'model,quant,total_bytes,token_embd_bytes,output_bytes,attn_bytes,ffn_bytes,experts_bytes,other_bytes'
    rows memory 'id,device_index,weights_mib,kv_mib,compute_mib,host_mib,n_layers'
    rows speed 'id,status,reason,predicted,low80,high80,low95,high95,drawn_w'
    awk "BEGIN { exit !(${percent:-0} >= 80) }"
    ok $? "validate speed: ${percent:-0} % of the rows predicted, expected 80 or more"
    awk -F, 'NR > 1 && $2 != "predicted" && $2 != "skipped" && $2 != "verdict" { exit 1 }' "$tmp/rows.csv"
    ok $? 'validate speed --rows: a status of another name'
    rows training_memory 'id,status,reason,mem_gib'
    run 0 validate "$root"/data/measured/*.csv
    run 2 validate "$root"/data/measured/*.csv --rows "$tmp/x.csv"
}

catalogue() {
    run 0 list
    for kind in $kinds; do
        says out "$kind "
    done
    for kind in $kinds; do
        run 0 list "$kind"
        quiet "list $kind"
        first=$(awk 'NR == 2 { print $1 }' "$tmp/out")
        run 0 show "$kind" "$first"
        says out "$first"
        run 0 show "$kind" "$first" --json
        balanced "show $kind --json"
        run 0 list "$kind" --json
        balanced "list $kind --json"
        run 0 schema "$kind"
        balanced "schema $kind"
    done
    run 0 schema scenario
    balanced 'schema scenario'
    run 3 show model qwem3-8b
    says err "did you mean 'qwen3-8b'?"
    run 3 show device rtx-3099
    says err "no device 'rtx-3099' (see: rigplan list device)"
    run 2 list devcie
    says err "did you mean 'device'?"
    run 0 list devices
}

names() {
    run 0 list
    for words in gpus GPU cards macs 'power supplies' motherboards processors llms prices; do run 0 list "$words"; done
    run 0 list gpus 3090
    says out 'rtx-3090-ti   24  1008  450'
    [ "$(wc -l <"$tmp/out")" -eq 3 ]
    ok $? 'list gpus 3090: a heading and two cards'
    run 0 list device 'NVIDIA GeForce' 3090 ti
    [ "$(wc -l <"$tmp/out")" -eq 2 ]
    ok $? 'list device NVIDIA GeForce 3090 ti: one card'
    run 0 list model qwen3 coder --json
    balanced 'list model --json'
    ! grep -q 'qwen2.5' "$tmp/out"
    ok $? 'list model qwen3 coder: no qwen2.5'
    run 3 list device 3099
    silent 'list device 3099'
    says err "no device matches '3099'"
    for kind in device system model psu board cpu part price link outlet tariff; do
        run 0 list "$kind"
        [ "$(awk 'length($0) > 80' "$tmp/out" | wc -l)" -eq 0 ]
        ok $? "list $kind: a line is longer than 80 characters"
    done
    run 0 show gpus NVIDIA GeForce RTX 3090
    says out 'rtx-3090'
    run 0 show price rtx-3090
    [ "$(grep -c '^component  *rtx-3090$' "$tmp/out")" -ge 10 ]
    ok $? 'show price rtx-3090: every price of it'
    run 0 show price 'GeForce RTX 3090' --json
    balanced 'show price --json'
    run 3 show price rtx-3099
    run 0 predict --gpu 'NVIDIA GeForce RTX 3090:2' --model bartowski/Meta-Llama-3.1-8B-Instruct-GGUF:Q4_K_M --all
    quiet 'names of people'
    cp "$tmp/out" "$tmp/long"
    run 0 predict --gpu rtx-3090:2 --model llama-3.1-8b --quant Q4_K_M --all
    cmp -s "$tmp/long" "$tmp/out"
    ok $? 'predict by names and by ids differ'
    run 0 predict --gpu 'AMD Radeon RX 7900 XTX, gfx1100 (0x1100)' --model Qwen3-8B-Q4_K_M.gguf
    says out 'rx-7900-xtx, llama.cpp on Vulkan'
    run 0 explain --gpu rx-7900-xtx:4 --model llama-3.1-8b --quant Q4_K_M
    says out 'llama.cpp on Vulkan'
    run 0 predict --gpu rx-7900-xtx --model qwen3-30b-a3b --quant Q4_K_M --backend rocm
    says out 'With Vulkan (--backend vulkan) decode is predicted '
    narrow 'predict with another backend'
    # a model that is stored as it was released needs no --quant
    run 0 predict --gpu rtx-3090 --model gpt-oss:20b
    says out 'gpt-oss-20b in MXFP4_MOE on rtx-3090'
    run 0 predict --gpu 'M3 Ultra 256GB' --model gpt-oss:120b --quant mxfp4_moe
    says err "taken as 'm3-ultra-80c'"
    run 0 predict --system 'Mac Studio M3 Ultra 256 GB' --model gpt-oss:120b --quant mxfp4_moe
    run 0 predict $card --draft llama3.2:1b --draft-tokens 4 --accept 0.5
    run 2 predict --gpu 3090 --model llama3.1:8b
    says err 'no weight format is named'
    run 3 predict --gpu 'RTX 2080 Ti 44GB' --model llama-3.1-8b --quant Q4_K_M
    says err "with another memory size: 'rtx-2080-ti' (11 GiB)"
    for words in 2x3090 '2x RTX 3090' '2 RTX 3090' '2 x GeForce RTX 3090' 3090x2 '3090 x2' '3090 X 2'; do
        run 0 predict --gpu "$words" --model llama-3.1-8b --quant Q4_K_M --all
        quiet "predict --gpu $words"
        cmp -s "$tmp/long" "$tmp/out"
        ok $? "predict --gpu '$words' is not rtx-3090:2"
    done
    for words in 7900xtx '7900 xtx' 9070xt 6700xt; do
        run 0 predict --gpu "$words" --model llama-3.1-8b --quant Q4_K_M
    done
    run 0 predict --gpu '16 GB RTX 4060 Ti' --model llama-3.1-8b --quant Q4_K_M
    says out 'on rtx-4060-ti-16gb,'
    run 3 predict --gpu '17 RTX 3090' --model llama-3.1-8b --quant Q4_K_M
    run 0 predict --system 'MacBook Pro M3 Pro 36 GB' --model llama-3.1-8b --quant Q4_K_M
    run 3 predict --gpu 'mac mini m4' --model llama-3.1-8b --quant Q4_K_M
    says err "machines with it have 16, 24 or 32 GB: add the size, as in --gpu 'mac mini m4 16GB'"
    run 3 predict --gpu 'strix halo' --model llama-3.1-8b --quant Q4_K_M
    says err "as in --gpu 'strix halo 32GB', or name the machine, as in --system strix-halo-framework-32"
    run 2 fit
    says err 'as in rigplan fit --gpu "RTX 3060", or a model, as in rigplan fit --model'
    run 2 fit RTX 3060
    says err 'did you mean --gpu "RTX 3060"?'
    run 2 fit qwen3:8b
    says err 'did you mean --model qwen3:8b?'
    run 2 fit --gpu RTX 3090
    says err 'did you mean --gpu "RTX 3090"?'
    run 2 fit --gpu RTX 4060 Ti 16GB --model qwen3 8b
    says err 'did you mean --gpu "RTX 4060 Ti 16GB"?'
    run 2 fit --gpu 3090 qwen3:8b
    says err 'did you mean --model qwen3:8b?'
    sed 's/model: llama-3.1-8b/model: meta-llama\/Llama-3.1-8B-Instruct/; s/quant: Q4_K_M/quant: q4km/' "$root/tests/bad/no_gnuplot/s.yaml" >"$tmp/named.yaml"
    for scenario in "$tmp/named.yaml" "$root/tests/bad/no_gnuplot/s.yaml"; do
        run 0 run "$scenario" --no-plots --format csv -o -
        mv "$tmp/out" "$tmp/$(basename "$scenario").csv"
    done
    cmp -s "$tmp/named.yaml.csv" "$tmp/s.yaml.csv"
    ok $? 'a scenario by names and by ids differ'
    run 3 predict --gpu 'Tesla V100-SXM2' --model llama-3.1-8b --quant Q4_K_M
    says err "it could be 'v100-sxm2-32gb' or 'v100-sxm2-16gb'"
    # the name of a repository tells whose mix a quant's name means, and whether the file holds the prediction layers
    run 0 predict --gpu 3090 --model bartowski/Qwen_Qwen3.6-27B-GGUF --quant Q4_K_M
    says out 'qwen3.6-27b in Q4_K_M-bartowski on'
    run 0 predict --gpu 3090 --model lmstudio-community/Qwen3.6-27B-GGUF --quant Q4_K_M
    says out 'qwen3.6-27b in Q4_K_M on'
    for words in Qwen3.6-27B-MTP-GGUF qwen3.6-27b-mtp; do
        run 0 predict --gpu 3090 --model $words --quant Q4_K_M
        says out 'qwen3.6-27b in Q4_K_M on'
    done
    run 0 predict --gpu 3090 --model qwen3.6-27b --quant Q4_K_M --draft mtp --draft-tokens 2 --accept 0.7
    # a number of bits alone is no quant of llama.cpp; a program that calls its own format so is taken at its word
    for words in Q4 q4 4bit int4; do
        run 3 predict --gpu 3090 --model llama-3.1-8b --quant $words
        silent "--quant $words"
        says err "quant '$words' is ambiguous: it could be 'Q4_K_M', 'Q4_K_L', "
    done
    run 0 predict --system mac-mini-m4-16 --model llama-3.1-8b --quant 4bit --engine mlx
    run 0 predict --gpu 3090 --model llama-3.1-8b --quant int4 --engine vllm
    run 0 predict --gpu 3090 --model llama-3.1-8b --quant Q4K-experts
    run 3 init --quant Q4 -o -
    run 0 explain --gpu 3090 --model Llama-3.1-8B-Instruct --quant q4_k_m
    run 0 fit --gpu 3090 --model Llama-3.1-8B-Instruct
    for words in --version -V; do
        run 0 "$words"
        quiet "$words"
        [ "$(cat "$tmp/out")" = "rigplan $(sed -n 's/^VERSION := //p' "$root/Makefile")" ]
        ok $? "$words says: $(cat "$tmp/out")"
    done
    run 2 --version predict
}

own_data() {
    mkdir "$tmp/data"
    printf '{"schema": "rigplan-catalogue-1", "devices": [{"id": "mine", "source": "a page", "date": "2026-11", "vendor": "NVIDIA", "arch": "x", "family": "ampere", "memory": "gddr", "compute_units": 82, "mem_gib": 48, "mem_bw_gb_s": 936, "fp16_tflops": 71, "boost_mhz": 1695}]}\n' >"$tmp/data/mine.json"
    run 0 predict --data "$tmp/data" --gpu mine --model llama-3.1-70b --quant Q4_K_M
    run 0 list device --data "$tmp/data"
    says out 'mine'
    run 0 check "$tmp/data/mine.json"
    says out "$tmp/data/mine.json: ok"
    i=0
    while [ $i -lt 1025 ]; do : >"$tmp/data/$i.json" && i=$((i + 1)); done
    run 4 list device --data "$tmp/data"
    says err 'the folder has 1026 .json files; at most 1024 are read'
}

# unseen WANTED-EXIT full|closed ARGUMENTS...: with standard error in that state; the answer is that in $tmp/first
unseen() {
    wanted=$1
    place=$2
    shift 2
    (
        case ${1:-} in run) PATH=/no/such/folder ;; esac
        if [ "$place" = full ]; then exec 2>/dev/full; else exec 2>&-; fi
        exec "$RIGPLAN" "$@" >"$tmp/out" </dev/null
    )
    code=$?
    [ $code -eq "$wanted" ]
    ok $? "rigplan $* with standard error $place: exit $code, expected $wanted"
    cmp -s "$tmp/first" "$tmp/out"
    ok $? "rigplan $* with standard error $place: another answer"
}

streams() {
    mkdir "$tmp/elsewhere"
    (cd "$tmp/elsewhere" && "$RIGPLAN" predict $card --json >"$tmp/there" 2>&1)
    ok $? 'it does not run from another folder'
    run 0 predict $card --json
    cmp -s "$tmp/out" "$tmp/there"
    ok $? 'another folder changes the answer'
    [ -z "$(ls "$tmp/elsewhere")" ]
    ok $? 'predict left something in the folder'
    to_output="run $root/tests/bad/no_gnuplot/s.yaml --no-plots --format json -o -"
    to_folder="run $root/tests/bad/no_gnuplot/s.yaml --no-plots --format md -o $tmp/streamed"
    imported="import $root/tests/hf/afm-4.5b.json"
    for words in "predict $card" 'list device' 'show device rtx-3090' 'schema device' help 'predict --help' --version "$to_output" "$to_folder" \
        "$imported" "validate $root/data/measured/gguf_sizes.csv"; do
        "$RIGPLAN" $words >/dev/full 2>"$tmp/err"
        code=$?
        [ $code -eq 4 ]
        ok $? "rigplan $words on a full disk: exit $code, expected 4"
        grep -q 'E502' "$tmp/err"
        ok $? "rigplan $words on a full disk: no message"
        "$RIGPLAN" $words >&- 2>"$tmp/err"
        code=$?
        [ $code -eq 4 ]
        ok $? "rigplan $words with standard output closed: exit $code, expected 4"
    done
    # Where there is no message, standard error may be full or closed; standard input may be closed, unless it is read.
    for words in "predict $card" help --version "$to_output" "$to_folder" "$imported"; do
        "$RIGPLAN" $words >"$tmp/first" 2>"$tmp/err"
        unseen 0 full $words
        unseen 0 closed $words
        "$RIGPLAN" $words >"$tmp/out" 2>"$tmp/err" <&-
        ok $? "rigplan $words with standard input closed"
        "$RIGPLAN" $words >&- 2>&- <&-
        [ $? -eq 4 ]
        ok $? "rigplan $words with all streams closed: expected exit 4"
    done
    # A message that cannot be written makes a yes a failure; wrong usage and bad input stay what they are.
    for words in "predict $card --ctx 200000" "import $root/tests/rigs/nvidia-guess.txt" "run $root/tests/bad/no_gnuplot/s.yaml --format md -o $tmp/undrawn-2"; do
        path=$PATH
        case $words in run*) PATH=/no/such/folder ;; esac
        "$RIGPLAN" $words >"$tmp/first" 2>"$tmp/err"
        code=$?
        PATH=$path
        [ $code -eq 0 ] && grep -q 'warning: ' "$tmp/err"
        ok $? "rigplan $words: exit $code, expected a warning and 0"
        unseen 4 full $words
        unseen 4 closed $words
        ! grep -rq 'warning: ' "$tmp/undrawn-2" 2>/dev/null
        ok $? "rigplan $words: a message went to a file"
    done
    printf 'x: [\n' >"$tmp/broken.yaml"
    : >"$tmp/first"
    for place in full closed; do
        unseen 2 $place
        unseen 2 $place predict
        unseen 2 $place help prdict
        unseen 3 $place run "$tmp/broken.yaml"
        unseen 4 $place run "$tmp/no-such.yaml"
    done
    "$RIGPLAN" validate - <&- >"$tmp/out" 2>"$tmp/err"
    [ $? -eq 4 ]
    ok $? 'validate - with standard input closed: expected exit 4'
    "$RIGPLAN" validate - <"$root/data/measured/gguf_sizes.csv" >"$tmp/out" 2>&1
    ok $? 'validate - does not read standard input'
    # warnings come before the answer, where both go to a terminal
    for words in 'predict --ctx 200000' 'fit --ctx 200000' 'show device RTX 3050' 'init --model phi-4'; do
        case $words in predict* | fit*) more=$card ;; *) more= ;; esac
        "$RIGPLAN" $words $more >"$tmp/out" 2>&1
        head -n 1 "$tmp/out" | grep -q 'warning: .* \[W40[58]\]$' && [ "$(grep -c 'warning: ' "$tmp/out")" -eq 1 ]
        ok $? "rigplan $words: the warning is not the first line: $(head -n 1 "$tmp/out")"
    done
    "$RIGPLAN" predict $card 2>/dev/null | head -n 1 >/dev/null
    ok $? 'a reader that stops early'
}

scenarios() {
    for scenario in "$root"/scenarios/*.yaml; do
        [ -f "$scenario" ] || continue
        run 0 check "$scenario"
        quiet "check $scenario"
        says out ': ok'
        "$RIGPLAN" run "$scenario" --no-plots --format json -o - >"$tmp/out" 2>"$tmp/err"
        code=$?
        [ $code -le 1 ]
        ok $? "run $scenario -o -: exit $code"
        balanced "run $scenario"
    done
    run 2 run "$root/tests/bad/no_gnuplot/s.yaml" --format pdf -o "$tmp/pdf"
    run 0 run "$root/tests/bad/no_gnuplot/s.yaml" --no-plots --format md,csv -o "$tmp/md"
    [ "$(ls "$tmp/md" | tr '\n' ' ')" = 'brief.md report.csv report.md ' ]
    ok $? "run --format md,csv wrote: $(ls "$tmp/md" | tr '\n' ' ')"
    # an answer that is no is no whether it goes to a folder or to standard output
    run 1 run "$root/tests/bad/no_gnuplot/s.yaml" --set funds.cash.amount=1 --no-plots --format md -o "$tmp/poor"
    run 1 run "$root/tests/bad/no_gnuplot/s.yaml" --set funds.cash.amount=1 --no-plots --format md -o -
}

# answers FILE: 0 and 1 are answers
answers() {
    "$RIGPLAN" run "$1" --no-plots --format json -o - >"$tmp/out" 2>"$tmp/err" </dev/null
    code=$?
    [ $code -le 1 ]
    ok $? "run $2: exit $code: $(head -n 2 "$tmp/err")"
    balanced "run $2"
}

inits() {
    for words in '' '--country US --model qwen2.5-32b --quant Q8_0' '--country GB --model gpt-oss-120b --quant MXFP4_MOE --budget 20000' \
        '--country DE --model llama-1-7b --quant Q4_0' '--country NZ --model deepseek-v2-lite --quant Q6_K --as-of 2026-02 --budget 1'; do
        rm -f "$tmp/new.yaml"
        run 0 init $words -o "$tmp/new.yaml"
        silent "init $words"
        run 0 check "$tmp/new.yaml"
        answers "$tmp/new.yaml" "of init $words"
    done
    grep -q 'as_of: "2026-02"' "$tmp/new.yaml" && grep -q 'amount: 1}' "$tmp/new.yaml"
    ok $? 'init does not write what it was told'
    cp "$tmp/new.yaml" "$tmp/kept.yaml"
    run 4 init -o "$tmp/new.yaml"
    says err 'the file exists'
    cmp -s "$tmp/new.yaml" "$tmp/kept.yaml"
    ok $? 'init overwrote a file'
    { cat "$tmp/kept.yaml"; echo 'usd_per_aud: {value: 0.67, date: "2026-11-03", source: a bank}'; } >"$tmp/rate.yaml"
    "$RIGPLAN" run "$tmp/rate.yaml" -o - --format md >"$tmp/out" 2>"$tmp/err" </dev/null
    answers "$tmp/rate.yaml" "a rate by its old name"
    run 2 init --as-of yesterday
    says err 'YYYY'
    run 0 init
    cp "$tmp/out" "$tmp/printed.yaml"
    run 0 check "$tmp/printed.yaml"
    sed -e 's/^# \(machines:\)/\1/' -e '/^machines:/,/^$/s/^# //' -e 's/^  # /  /' "$tmp/printed.yaml" >"$tmp/owned.yaml"
    run 0 check "$tmp/owned.yaml"
    answers "$tmp/owned.yaml" 'of init with an owned machine'
    grep -q '^  - id: my-pc-with-3090' "$tmp/owned.yaml" && grep -q '^  - id: my-pc$' "$tmp/owned.yaml"
    ok $? 'the comments of init do not make an option'
    for words in 'quants:' 'bits_min:' 'engines:' 'no quant at all'; do
        sed "s/^    # \($words\)/    \1/" "$tmp/printed.yaml" >"$tmp/open.yaml"
        [ "$words" = 'no quant at all' ] || ! cmp -s "$tmp/open.yaml" "$tmp/printed.yaml"
        ok $? "init has no comment '$words'"
        run 0 check "$tmp/open.yaml"
    done
    ! grep -q '^    quant' "$tmp/printed.yaml"
    ok $? 'init: a quant is stated though none was asked for'
    run 0 init --quant Q8_0
    says out '    quant: Q8_0'
    run 0 init --model gpt-oss-20b
    says out '# quants: [MXFP4_MOE]'
    for words in 'DE|de-average|us-de' 'de|de-average|us-de' 'US DE|us-de-average|de-average-2026' 'US-DE|us-de-average|de-average-2026' \
        'IN|in-average|us-in' 'CA|ca-qc-average|us-ca' 'US CA|us-ca-average|ca-qc' 'IE|ie-average|gb-average' \
        'Germany|de-average|us-de' 'WA|us-wa-average|us-or' 'WA|wa-synergy-a1-flat|us-or'; do
        yes=${words#*|} no=${words##*|}
        run 0 list tariff "${words%%|*}"
        says out "${yes%|*}"
        ! grep -q "^$no" "$tmp/out"
        ok $? "list tariff ${words%%|*}: has $no"
    done
    run 0 list outlet CH
    says out ch-10a
    run 0 list outlet IE
    says out uk-13a
    for words in JP:jp-15a-100:jp-average US:us-15a-120:us-average KR:kr-16a:kr-average CY:uk-13a:cy-average; do
        tariff=${words#*:}
        run 0 init --country "${words%%:*}"
        says out "outlet: ${tariff%:*}"
        says out "tariff: ${words##*:}"
        cp "$tmp/out" "$tmp/printed.yaml"
        run 0 check "$tmp/printed.yaml"
        quiet "init --country ${words%%:*}"
    done
    run 2 init --country XX
    says err "no country 'XX'"
    run 2 init here.yaml
    run 3 init --model lama-3.1-8b
    says err "did you mean 'llama-3.1-8b'?"
    run 3 init --quant Q4_K_X
}

# converts FILE: the converted file is sound, and gives the report of the old one to the byte
converts() {
    name=$(basename "$1" .yaml)
    mkdir -p "$tmp/old" "$tmp/new"
    cp "$1" "$tmp/old/$name.yaml"
    rm -f "$tmp/new/$name.yaml"
    run 0 convert "$1" -o "$tmp/new/$name.yaml"
    silent "convert $1"
    if [ -f "$root/tests/cases/version-2/$name.yaml" ]; then
        cmp "$root/tests/cases/version-2/$name.yaml" "$tmp/new/$name.yaml"
        ok $? "convert $1 gives parts to other machines, or writes them in another way"
    fi
    grep -q '^schema: rigplan-scenario-2$' "$tmp/new/$name.yaml"
    ok $? "convert $1 does not write version 2"
    run 0 check "$tmp/new/$name.yaml"
    quiet "check of converted $1"
    for version in old new; do
        (cd "$tmp/$version" && "$RIGPLAN" run "$name.yaml" --no-plots --format json -o out >/dev/null 2>err </dev/null)
        [ $? -le 1 ]
        ok $? "run of the $version $1: $(head -n 1 "$tmp/$version/err")"
    done
    [ "$(grep -c W409 "$tmp/old/err")" -eq 1 ] && ! grep -q 'W4[01]' "$tmp/new/err"
    ok $? "run of $1 does not say once that it is of version 1"
    [ -s "$tmp/old/out/report.json" ] && cmp "$tmp/old/out/report.json" "$tmp/new/out/report.json"
    ok $? "the converted $1 gives another report"
}

conversions() {
    for file in "$root"/tests/cases/version-1/*.yaml; do converts "$file"; done
    converts "$root/tests/cases/version-1/cluster.yaml"
    cp "$tmp/new/cluster.yaml" "$tmp/kept.yaml"
    run 4 convert "$root/tests/cases/version-1/cluster.yaml" -o "$tmp/kept.yaml"
    says err 'the file exists'
    cmp -s "$tmp/new/cluster.yaml" "$tmp/kept.yaml"
    ok $? 'convert overwrote a file'
    run 1 convert "$tmp/kept.yaml"
    silent 'convert of version 2'
    says err 'nothing to convert'
    run 2 convert
    run 3 convert "$root/data/links.json"
    run 0 check "$root/tests/cases/version-1/cluster.yaml"
    says err W409
    says err W410
    { echo 'include: [other.yaml]'; sed '/^site/d' "$root/tests/cases/version-1/cluster.yaml"; } >"$tmp/old/main.yaml"
    grep '^site' "$root/tests/cases/version-1/cluster.yaml" >"$tmp/old/other.yaml"
    run 0 convert "$tmp/old/main.yaml"
    cp "$tmp/out" "$tmp/whole.yaml"
    says out 'outlet: au-10a'
    run 0 check "$tmp/whole.yaml"
}

# A case as predict takes it: its terms, their inputs, what would speed it up.
says_case() {
    run 0 predict $card --depth 4096 --json
    cp "$tmp/out" "$tmp/predicted"
    run 0 explain $card --depth 4096 --json
    quiet 'explain of a case'
    balanced 'explain --json'
    says out '"rigplan-explain-1"'
    [ "$(grep -m 1 '"tok_s"' "$tmp/out" | tr -dc '0-9.')" = "$(grep '"decode_tok_s":' "$tmp/predicted" | tr -dc '0-9.')" ]
    ok $? 'explain and predict differ'
    run 0 explain $card --depth 4096
    says out 'what would make decode faster'
    says out 'what would make prefill faster'
    says out 'rtx-3090.mem_bw_gb_s = 936.2 GB/s: +1 % changes the term by -'
    grep -qE '^ +calibration\.weight_bw = [0-9.]+ \(narrowest group .* [0-9.]+ %, [0-9]+ rows\)' "$tmp/out"
    ok $? 'explain: a constant without its error'
    grep -qE '^  memory bandwidth \+25 % .*\+[0-9.]+ %' "$tmp/out"
    ok $? 'explain: nothing said of memory bandwidth'
    run 1 explain --gpu rtx-3090 --model llama-3.1-70b --quant Q4_K_M --ram-gib 8
    says out 'enough device memory for everything'
    run 3 explain --gpu rtx-3091 --model llama-3.1-8b --quant Q4_K_M
    run 3 explain --gpu rtx-3090 --model llama-3.1-8b --quant Q4_K_M --backend metal
    says err 'what works: cuda, vulkan'
}

# An option of several machines: every row of explain and of the report says which one it is about.
several_machines() {
    printf '%s\n' 'schema: rigplan-scenario-2' 'title: two' 'as_of: 2026-11-21' 'funds: [{id: cash, amount: 9000}, {id: gift, amount: 3900, vendor: Apple, resale_frac: 0.85}]' \
        'site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}' \
        'machines: [{id: desk, title: the old desktop, owned: yes, devices: [{device: rtx-3090}], psus: [{psu: hx1200i}]}]' \
        'workloads: [{id: chat, title: Chat, any_of: [{model: gemma-3-27b, quant: Q4_K_M}, {model: llama-3.1-8b, quant: Q4_K_M}]},' \
        '  {id: big, title: Big, model: llama-3.1-70b, quant: Q4_K_M, need_tok_s: 5}]' \
        'options: [{id: nothing, title: Do nothing}, {id: both, title: Both, machines: [{id: desk, extends: desk},' \
        '  {id: mac, title: the Mac, system: {system: mac-studio-m3-ultra-96}}]}]' >"$tmp/two.yaml"
    run 0 explain "$tmp/two.yaml" both machine_use.desk.idle_wall_w
    says out 'machine_use.desk.idle_wall_w = '
    says out 'power_phase.desk.idle.wall_w = '
    ! grep -q '\.mac\.' "$tmp/out"
    ok $? 'explain: a figure of one machine shows another'
    run 0 explain "$tmp/two.yaml" both power_phase.idle.wall_w
    says out 'power_phase.desk.idle.wall_w = '
    says out 'power_phase.mac.idle.wall_w = 9'
    next=$(sed -n '$s/^ask further: rigplan explain [^ ]* both //p' "$tmp/out")
    run 0 explain "$tmp/two.yaml" both "${next:-nothing}"
    run 0 explain "$tmp/two.yaml" both power_phase.desk.decode.cpu_w
    says out 'host-desktop.load_w'
    run 0 explain "$tmp/two.yaml" both decode_wall_w
    says out '    machine_use.desk.busy_wall_w '
    says out '    machine_use.mac.busy_wall_w '
    run 3 explain "$tmp/two.yaml" both machine_use.desc.idle_wall_w
    says err 'machine_use has the rows desk, mac'
    run 0 run "$tmp/two.yaml" -o "$tmp/two"
    quiet 'several machines'
    report=$tmp/two/report.md
    grep -q '^- \*\*Machines\.\*\* the old desktop (owned) runs Chat; the Mac (bought) runs Big\.$' "$report"
    ok $? 'run: the machines of the first option are not told apart'
    grep -qE '^\| Chat, prompt 1,024 \| ✓ [^|]* tok/s [^|]*emma[- ]3[- ]27[bB] in llama\.cpp, Q4_K_M, on the old desktop \|' "$report" &&
        grep -qE '^\| Big, prompt 1,024 \| ✓ [^|]* tok/s [^|]*, 5 needed<br>[^|]*<br>llama\.cpp, Q4_K_M, on the Mac \|' "$report"
    ok $? 'run: not said which model runs, how, and where'
    grep -qE '^\| \[Both\]\(#option-both\) \| [^|]*emma[- ]3[- ]27[bB] with llama\.cpp, Q4_K_M, on the old desktop \| ' "$report"
    ok $? 'run: the table does not say how a workload runs'
    for key in deployment next_deployment unpinned_deployment lacks not_deployed; do
        [ "$(grep -c "\"$key\":" "$tmp/two/report.json")" -eq 4 ]
        ok $? "run: report.json has not one $key for each option and workload"
    done
    runs=$(grep -cE '"deployment":[[:space:]]*\{' "$tmp/two/report.json")
    [ "$runs" -gt 1 ] && [ "$(grep -cE '"command":[[:space:]]*"' "$tmp/two/report.json")" -eq "$runs" ]
    ok $? 'run: report.json has not one deployment.command for each deployment'
    grep -q '^runs-big,0,deployment\.command,"\{0,1\}llama-server ' "$tmp/two/report.csv"
    ok $? 'run: deployment.command is not in the CSV'
    sed -n '/^<details id="start">/,/^<.details>/p' "$report" | grep -q '^llama-server --'
    ok $? 'run: the report does not say how to start the first option'
    grep -q '<pre><code>llama-server ' "$tmp/two/report.html"
    ok $? 'run: the command is no block in the HTML'
    grep -q '^runs-big,0,deployment\.quant,Q4_K_M,,,$' "$tmp/two/report.csv" && ! grep -q 'offload_layers\|layers in system RAM |' "$report"
    ok $? 'run: what is for programs is not in the CSV, or is in the Markdown'
    # both funds together are 12,900; the gift pays first
    price=$(sed -n 's/^\*\*Buy: Both, for AUD \([0-9,]*\) .*/\1/p' "$report" | tr -d ,)
    left=$(sed -n 's/^- \*\*Money\.\*\* .* Left: AUD \([0-9,]*\) of cash; AUD 0 on the gift\.$/\1/p' "$report" | tr -d ,)
    [ "$((${price:-0} + ${left:-0}))" -ge 12899 ] && [ "$((${price:-0} + ${left:-0}))" -le 12901 ]
    ok $? 'run: what is left is not said fund by fund'
    grep -q '^| 2 | \[Do nothing\](#option-nothing) | 0 | .* | 1 of 2 | ' "$report"
    ok $? 'run: doing nothing serves one of two'
    grep -q '^| desk | nothing.desk, both.desk | host-desktop | 40' "$report"
    ok $? 'run: assumed watts are not listed'
    sed 's/psus: \[{psu: hx1200i}\]/&, parts: [{part: ddr4-3600-4x32}]/; s/mac-studio-m3-ultra-96/mac-mini-m4-16/; s/need_tok_s: 5/need_tok_s: 1/' \
        "$tmp/two.yaml" >"$tmp/ram.yaml"
    run 0 run "$tmp/ram.yaml" -o "$tmp/two"
    grep -q '^- \*\*Limits\.\*\* .*Big does not fit entirely on the cards: 3[0-9] layers are in system RAM (' "$report"
    ok $? 'run: a workload with layers in system RAM is not among the limits'
    run 1 run "$tmp/two.yaml" -o "$tmp/two" --set workloads.big.need_tok_s=500
    grep -q '^\*\*No option serves what has to run: the best serves 1 of 2 workloads\.' "$report" &&
        grep -q '^| what it will not do, and problems | ✗ Big does not fit on the cards; the system RAM of the old desktop is not stated' "$report"
    ok $? 'run: no reason why nothing serves'
    ! grep -qE '[^a-z]nan[^a-z]|\(null\)' "$report" "$tmp/two/report.json"
    ok $? 'run: an unknown value is not a dash'
}

explains() {
    cd "$root" || exit 1
    run 0 explain aud-8343 dual-3090-nvlink decode_tok_s
    quiet explain
    says out 'prediction.decode_tok_s of chat-8b = '
    says out '  law: tokens of a sequence in a step, one without drafting / seconds of the'
    says out 'step_part.decode.total_s'
    run 0 explain aud-8343 dual-3090-nvlink decode_tok_s --workload think-70b
    says out 'prediction.decode_tok_s of think-70b = '
    run 3 explain aud-8343 dual-3090-nvlink decode_tok_s --workload think-71b
    says err 'it has chat-8b code-32b think-70b'
    run 0 explain aud-8343 dual-3090-nvlink device_load.0.capacity_gib
    grep -qE '^    rtx-3090\.mem_gib +24 GiB +\[1\] +memory of the card' "$tmp/out"
    ok $? 'explain: an input without value, source or what it is'
    grep -qE '^    policy\.usable_frac +0\.995 +\[2\]' "$tmp/out"
    ok $? 'explain: a value with a source of its own does not name it'
    tr -d '\n' <"$tmp/out" | grep -qE '\[1\] .+, +20[0-9]{2}(-[0-9]{2})* +\[2\] .+, +20[0-9]{2}(-[0-9]{2})* +\[3\]'
    ok $? 'explain: a source without a date'
    run 0 explain aud-8343 dual-3090-nvlink device_load.kv_gib --set workloads.chat-8b.users=2
    grep -qE '^    chat-8b\.ctx_tokens +8192 tokens +aud-8343\.yaml:[0-9]+' "$tmp/out"
    ok $? 'explain: a value of the scenario without its line'
    grep -qE '^    chat-8b\.users +2 +--set' "$tmp/out"
    ok $? 'explain: a value that was set on the command line'
    run 0 explain aud-8343 dual-3090-nvlink power_phase.idle.wall_w
    says out '  law: dc_w + psu_loss_w + systems_w'
    grep -qE '^     = 1[0-9]{2} \+ 1[0-9]\.[0-9]+ \+ 0$' "$tmp/out"
    ok $? 'explain: a law without its numbers'
    ! grep -q 'decode' "$tmp/out"
    ok $? 'explain: more rows than the one that was named'
    grep -v '^ask further' "$tmp/out" >"$tmp/short"
    run 0 explain scenarios/aud-8343.yaml dual-3090-nvlink power_phase.idle.wall_w
    says out 'ask further: rigplan explain scenarios/aud-8343.yaml dual-3090-nvlink power_phase.idle.'
    grep -v '^ask further' "$tmp/out" | cmp -s - "$tmp/short"
    ok $? 'explain: the path of a scenario and its name differ'
    run 0 explain aud-8343 dual-3090 price
    says out 'bill_line.rtx-3090.total'
    run 0 explain aud-8343 dual-3090 life_cost --set funds.cash.amount=1
    run 3 explain aud-8343 dual-3090 power_phase.prefil.wall_w
    run 3 explain aud-8343 daul-3090 decode_tok_s
    says err "did you mean 'dual-3090'?"
    run 3 explain aud-8343 dual-3090 decode_tok_z
    says err "did you mean 'decode_tok_s'?"
    silent 'explain of nothing'
    says err 'all: rigplan explain aud-8343 dual-3090'
    run 0 explain aud-8343 dual-3090
    quiet 'explain without a figure'
    narrow 'explain without a figure'
    says out '  peak_wall_w               peak power at the wall, W'
    says out 'power_phase.ROW.FIGURE: ROW is'
    run 0 explain aud-8343 dual-3090 price
    says out 'outcome.price = '
    says out 'machine_use.two-card-tower.price = '
    run 3 explain aud-8343 dual-3090 prize
    says err "did you mean 'price'?"
    run 3 explain aud-8343 dual-3090 power_phase.prefil.wall_w
    says err 'power_phase has the rows idle, decode, prefill, peak'
    # a law that is only another figure is followed; the last line leads to the sources
    run 0 explain aud-8343 dual-3090 peak_wall_w
    narrow 'explain peak_wall_w'
    says out '  law: dc_w + psu_loss_w + systems_w'
    says out '    power_phase.peak.dc_w '
    for figure in peak_wall_w price; do
        run 0 explain aud-8343 dual-3090 "$figure"
        next=$(sed -n '$s/^ask further: rigplan //p' "$tmp/out")
        run 0 ${next:-nothing}
        says out '  [1] '
    done
    [ "$next" = 'explain aud-8343 dual-3090 bill_line.rtx-3090.unit_price' ]
    ok $? "explain price leads to '$next'"
    run 0 explain aud-8343 dual-3090-nvlink device_load.kv_gib --workload think-70b
    grep -q '^ask further: .* --workload think-70b$' "$tmp/out"
    ok $? 'explain: the next command without its workload'
    run 2 explain
    run 2 explain aud-8343 dual-3090 decode_tok_s --gpu rtx-3090
    run 2 explain $card --set a=1
    says err '--set goes with a scenario'
    run 2 explain $card --workload chat-8b
    says err '--workload goes with a scenario'
    says_case
    run 4 explain nowhere.yaml dual-3090 decode_tok_s
}

# same DIRECTORY DIRECTORY WHAT: both hold the same reports, scripts and data
same() {
    count=0
    for file in "$1"/*.md "$1"/*.html "$1"/*.json "$1"/*.csv "$1"/*.gp "$1"/*.tsv; do
        cmp -s "$file" "$2/$(basename "$file")"
        ok $? "$3: $(basename "$file") differs"
        count=$((count + 1))
    done
    [ $count -ge 16 ]
    ok $? "$3: only $count files"
}

repeated() {
    run 0 run "$root/scenarios/aud-8343.yaml" -o "$tmp/first-run"
    run 0 run "$root/scenarios/aud-8343.yaml" -o "$tmp/second-run"
    same "$tmp/first-run" "$tmp/second-run" 'a second run'
    # system RAM is named only where layers may move there: beside cards, not in a machine with shared memory
    run 1 run "$root/scenarios/aud-8343.yaml" --no-plots --set workloads.think-70b.bits_min=16 -o "$tmp/sixteen"
    grep -q '^| .* | \[One RTX 4070 Ti SUPER\](#option-[a-z0-9-]*) | .*Llama 3.1 70B, 4 bits does not fit even with layers in system RAM[;|]\{0,1\} .*|$' "$tmp/sixteen/report.md"
    ok $? 'layers in system RAM do not help one RTX 4070 Ti SUPER'
    grep -q '^| .* | \[Mac mini M4 Pro, 48 GB\](#option-[a-z0-9-]*) | .*Llama 3.1 70B, 4 bits does not fit: it lacks [0-9.]* GiB |$' "$tmp/sixteen/report.md"
    ok $? 'a Mac has no other memory'
    run 0 run "$root/scenarios/aud-8343.yaml" -o "$tmp/first-run"
    same "$tmp/first-run" "$tmp/second-run" 'a run over an older one'
    mkdir "$tmp/far"
    (cd "$tmp/far" && "$RIGPLAN" run "$root/scenarios/aud-8343.yaml" >"$tmp/out" 2>"$tmp/err")
    ok $? 'run does not work from another folder'
    same "$tmp/first-run" "$tmp/far/reports/aud-8343" 'a run from another folder'
    [ "$(find "$tmp/first-run" -type f ! -name '*.*' | wc -l)" -eq 0 ] && [ "$(ls -A "$tmp/far")" = reports ]
    ok $? 'run left something behind'
}

impossible() {
    run 1 run "$root/scenarios/aud-8343.yaml" --set funds.cash.amount=0 --set funds.apple-gift-card.amount=0 --no-plots -o "$tmp/poor-house"
    quiet 'an answer that is no'
    run 1 run "$root/scenarios/aud-8343.yaml" --set workloads.chat-8b.need_tok_s=90000 --set workloads.code-32b.need_tok_s=90000 \
        --set workloads.think-70b.need_tok_s=90000 --no-plots --format csv -o -
    run 1 run "$root/scenarios/aud-8343.yaml" --set site.other_load_w=20000 --set options.cloud-2x-4090.machines.rented.cloud.qty=16 \
        --no-plots --format csv -o -
}

# A disk of 128 KiB, where that can be had: the old report stays, nothing half-written is left.
full_disk() {
    mkdir "$tmp/disk"
    if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=128k tmpfs "$tmp/disk" 2>/dev/null; then
        echo 'cli: no full disk: that needs root and mount; skipped'
        return
    fi
    echo old >"$tmp/disk/report.md"
    run 4 run "$root/scenarios/aud-8343.yaml" --no-plots -o "$tmp/disk"
    says err 'E502'
    [ "$(cat "$tmp/disk/report.md")" = old ] || grep -q 'AUD 8,343' "$tmp/disk/report.md"
    ok $? 'a full disk: the old report is damaged'
    [ -z "$(find "$tmp/disk" -type f ! -name 'report.*' ! -name 'brief.*')" ] && [ -z "$(find "$tmp/disk" -name 'report.json')" ]
    ok $? "a full disk: left behind: $(ls "$tmp/disk")"
    rm -f "$tmp/disk"/*
    if command -v gnuplot >/dev/null; then
        "$RIGPLAN" run "$root/scenarios/aud-8343.yaml" -o "$tmp/disk" --format csv >"$tmp/out" 2>"$tmp/err"
        grep -q 'W504\|E502' "$tmp/err"
        ok $? 'a full disk: pictures are lost in silence'
        [ -z "$(find "$tmp/disk" -name 'report.csv')" ] || [ -s "$tmp/disk/report.csv" ]
        ok $? 'a full disk: an empty report'
    fi
    umount "$tmp/disk"
}

# A report takes the place of an older one, and of nothing else in the folder.
files_of_the_user() {
    kept='memory.csv speed-3090.csv machine-room.md power.json years.html links-shops.html cap.png brief.csv report-2.md'
    gone='speed-old.gp speed-old.svg speed-old.tsv machine-old-pc.svg links-old.svg roofline.svg'
    mkdir "$tmp/shared-folder"
    for name in $kept $gone; do echo mine >"$tmp/shared-folder/$name"; done
    run 0 run "$root/tests/bad/no_gnuplot/s.yaml" --no-plots --format md -o "$tmp/shared-folder"
    for name in $kept; do
        [ "$(cat "$tmp/shared-folder/$name")" = mine ]
        ok $? "a report removed $name, which no report has"
    done
    for name in $gone; do
        [ ! -e "$tmp/shared-folder/$name" ]
        ok $? "a report kept $name of an older one"
    done
}

no_permission() {
    echo x >"$tmp/file"
    run 4 run "$root/scenarios/aud-8343.yaml" --no-plots -o "$tmp/file/reports"
    says err 'E502'
    run 4 run "$root/scenarios/aud-8343.yaml" --no-plots -o "$tmp/file"
    run 4 init -o "$tmp/file/new.yaml"
    run 4 validate "$root/data/measured/gguf_sizes.csv" --rows "$tmp/file/rows.csv"
    run 4 check "$tmp/file/s.yaml"
    [ "$(cat "$tmp/file")" = x ]
    ok $? 'a file that was in the way is gone'
}

no_gnuplot() {
    PATH=/no/such/folder "$RIGPLAN" run "$root/scenarios/aud-8343.yaml" -o "$tmp/undrawn" >"$tmp/out" 2>"$tmp/err"
    code=$?
    [ $code -eq 0 ]
    ok $? "without gnuplot: exit $code"
    says err 'W503'
    [ "$(wc -l <"$tmp/err")" -eq 1 ]
    ok $? 'without gnuplot: more than one warning'
    [ -s "$tmp/undrawn/price.gp" ] && [ -s "$tmp/undrawn/price.tsv" ] && grep -q 'Not drawn: run gnuplot' "$tmp/undrawn/report.html"
    ok $? 'without gnuplot: no scripts, or HTML does not say so'
    # Of a picture that has a script the line says that it is not drawn; all others are the same.
    for script in "$tmp/undrawn"/*.gp; do
        name=$(basename "$script" .gp)
        printf 's/^!.*](%s\\.svg)$/Not drawn: run gnuplot %s.gp./\n' "$name" "$name"
    done >"$tmp/undrawn.sed"
    sed -f "$tmp/undrawn.sed" "$tmp/first-run/report.md" | cmp -s "$tmp/undrawn/report.md" -
    ok $? 'without gnuplot the text differs beside its pictures'
    for picture in $(sed -n 's/^!.*](\(.*\.svg\))$/\1/p' "$tmp/undrawn/report.md"); do
        [ -s "$tmp/undrawn/$picture" ]
        ok $? "without gnuplot the text shows $picture, which is not there"
    done
}

# Where nothing fits, no plot of a speed has a point: each is left out with a sentence, the others are drawn.
empty_plots() {
    sed 's/model: llama-3.1-8b/model: llama-3.1-405b/' "$root/tests/bad/no_gnuplot/s.yaml" >"$tmp/empty.yaml"
    run 1 run "$tmp/empty.yaml" -o "$tmp/empty"
    quiet 'run of a model that fits nowhere'
    for plot in speed-chat price context roofline cap; do
        [ ! -e "$tmp/empty/$plot.gp" ]
        ok $? "run: a plot without a point, $plot"
    done
    for plot in memory power years; do
        [ -s "$tmp/empty/$plot.svg" ]
        ok $? "run: no picture of $plot"
    done
    [ "$(grep -c '^The .* is left out: ' "$tmp/empty/report.md")" -eq 5 ]
    ok $? 'run: the report does not say which plots are left out'
    ! grep -q 'Not drawn' "$tmp/empty/report.html"
    ok $? 'run: HTML wants a plot that is left out'
}

# Titles reach gnuplot as text: nothing in them is run and none of them ends a line.
strange_titles() {
    printf '%s\n' 'schema: rigplan-scenario-2' 'title: one' 'as_of: 2026-11-21' 'funds: [{id: cash, amount: 9000}]' \
        'site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}' 'workloads:' \
        "  - {id: chat, title: \"a \\\"\\n!touch $tmp/run-1\\n\\\\ \`touch $tmp/run-2\` b\", model: llama-3.1-8b, quant: Q4_K_M}" \
        'options: [{id: one, title: one, machines: [{id: mac, system: {system: mac-mini-m4-16}}]}]' >"$tmp/strange.yaml"
    run 0 run "$tmp/strange.yaml" -o "$tmp/strange"
    quiet 'a strange title'
    [ ! -e "$tmp/run-1" ] && [ ! -e "$tmp/run-2" ]
    ok $? 'a title was run as a command'
    [ -s "$tmp/strange/memory.svg" ]
    ok $? 'a strange title: no picture'
}

# Millions of opening brackets are refused at once: nested too deep, too many values, or a file too large.
nested() {
    head -c 50000000 /dev/zero | tr '\0' '[' >"$tmp/large.json"
    head -c 15000000 /dev/zero | tr '\0' '[' >"$tmp/deep.json"
    cp "$tmp/deep.json" "$tmp/deep.yaml"
    awk 'BEGIN { for (i = 0; i < 2500000; i++) printf "{\"a\":["; }' >"$tmp/maps.json"
    awk 'BEGIN { for (i = 0; i < 2500000; i++) printf "- - - "; }' >"$tmp/lists.yaml"
    awk 'BEGIN { for (i = 0; i < 3000; i++) printf "%*sa:\n", i, ""; }' >"$tmp/maps.yaml"
    for file in large.json deep.json deep.yaml maps.json lists.yaml maps.yaml; do
        timeout 20 "$RIGPLAN" check "$tmp/$file" >"$tmp/out" 2>"$tmp/err"
        code=$?
        [ $code -eq 3 ]
        ok $? "$file: exit $code, expected 3"
        grep -qE "$file:([0-9]+:[0-9]+:)? error: .* \[E(10[0-9]|115)\]" "$tmp/err" && [ "$(wc -c <"$tmp/err")" -lt 1000 ]
        ok $? "$file: $(head -c 200 "$tmp/err")"
        rm "$tmp/$file"
    done
}

# What is imported goes through check and predict as any catalogue file.
imports() {
    rm -rf "$tmp/data" && mkdir "$tmp/data"
    run 0 import gguf --header --id tiny --date 2026-11 "$root/tests/fuzz/corpus/llama.gguf"
    quiet 'import gguf'
    cp "$tmp/out" "$tmp/data/tiny.json"
    run 0 import hf --id small --date 2026-11 "$root/tests/hf/qwen3-0.6b.json"
    quiet 'import hf'
    cp "$tmp/out" "$tmp/data/small.json"
    run 0 check "$tmp/data/tiny.json" "$tmp/data/small.json"
    run 0 predict --data "$tmp/data" --gpu rtx-3090 --model tiny --quant tiny.gguf --ctx 1024 --json
    # by hand: embedding and output of 4096 x 256 at 34/32 and 210/256 bytes; in each of 2 blocks 360,448 weights at 34/32 and 196,608 at
    # 144/256; 5 norms of 256 in 32 bits: 2,966,528 bytes
    says out '"weights_gib":	0.002762794495'
    run 0 predict --data "$tmp/data" --gpu rtx-3090 --model small --quant Q8_0 --json
    cp "$tmp/out" "$tmp/small"
    run 0 predict --data "$tmp/data" --gpu rtx-3090 --model qwen3-0.6b --quant Q8_0 --json
    for figure in weights_gib kv_gib compute_gib decode_tok_s prefill_tok_s; do
        [ "$(grep "\"$figure\"" "$tmp/small")" = "$(grep "\"$figure\"" "$tmp/out")" ]
        ok $? "qwen3-0.6b imported and shipped differ in $figure"
    done
    run 3 import gguf "$root/tests/fuzz/corpus/llama.gguf"
    silent 'a file without its tensors'
    rm -r "$tmp/data"
}

# The whole loop: import, calibrate, predict with the result. $tmp/rows.csv is of an RTX 4080.
own_calibration() {
    mkdir "$tmp/mine"
    awk -F, -v OFS=, 'NR > 1 { $24 *= 0.7 } 1' "$tmp/rows.csv" >"$tmp/slow.csv" # a machine slower than was thought
    run 0 calibrate --mine "$tmp/slow.csv" --weight 10 -o "$tmp/mine/calibration.json"
    quiet 'calibrate --mine'
    says out '2 of your 2 rows are predicted'
    says out 'rtx-4080, llama.cpp, CUDA'
    says out 'Factors that changed most'
    awk '$1 == "llama-bench-2" { print $7, $8, $9 }' "$tmp/out" >"$tmp/moved"
    run 0 check "$tmp/mine/calibration.json"
    asked='--gpu rtx-4080 --model qwen2.5-7b --quant Q4_K_M --engine llama.cpp@2025-04 --json'
    for data in '' "--data $tmp/mine"; do
        run 0 predict $asked $data
        sed -n 's/.*"decode_tok_s":[^0-9]*\([0-9.]*\).*/\1/p' "$tmp/out"
    done >"$tmp/speeds"
    # before, after and measured as the table says; predict before and after: the table's to its three digits
    tr '\n' ' ' <"$tmp/speeds" | cat - "$tmp/moved" | awk '{ near1 = $1 / $3; near2 = $2 / $4; exit !(near1 > 0.99 && near1 < 1.01 && near2 > 0.99 && near2 < 1.01 && $2 < 0.97 * $1 && $2 > $5) }'
    ok $? "calibrate --mine: predict says $(tr '\n' ' ' <"$tmp/speeds"), the table $(cat "$tmp/moved")"
    # ten rows of a card, made slower by a quarter: the machine's own predictions are within 5 % in the median
    awk -F, -v OFS=, 'NR == 1; $2 == "rtx-4070" && $3 == 1 && $9 == "cuda" && $16 <= 1 && $25 == "yes" && n < 10 { $24 *= 0.75; n++; print }' \
        "$root/data/measured/speed.csv" >"$tmp/ten.csv"
    run 0 calibrate --mine "$tmp/ten.csv" -o "$tmp/mine/calibration.json"
    says out "To use it: rigplan predict --data $tmp/mine/"
    says out '10 of your 10 rows are predicted'
    says out 'Ranges in which 80 %'
    run 0 validate --data "$tmp/mine" "$tmp/ten.csv"
    awk '/all: decode and prefill/ { seen = $5 == 10 && $7 <= 5 && $10 == "100.00" } END { exit !seen }' "$tmp/out"
    ok $? "calibrate --mine, ten rows: $(grep 'all: decode and prefill' "$tmp/out")"
    # unlike cards: the table says what validate says with the written constants
    sed '2,$ s/,rtx-4080,1,\(.*\),none,/,rtx-4080+rtx-4070,2,\1,layer,/' "$tmp/slow.csv" >"$tmp/unlike.csv"
    run 0 calibrate --mine "$tmp/unlike.csv" --mine "$tmp/ten.csv" -o "$tmp/mine/calibration.json"
    says out 'Only predicted, not fitted to'
    awk '$1 == "llama-bench-2" { print $8 }' "$tmp/out" >"$tmp/moved"
    run 0 validate --data "$tmp/mine" "$tmp/unlike.csv" --rows "$tmp/unlike-rows.csv"
    awk -F, 'NR == FNR { said = $1; next } $1 == "llama-bench-2" { seen = said / $4 > 0.99 && said / $4 < 1.01 } END { exit !seen }' "$tmp/moved" "$tmp/unlike-rows.csv"
    ok $? "calibrate --mine, unlike cards: the table says $(cat "$tmp/moved"), validate $(cat "$tmp/unlike-rows.csv")"
    # a model that is faster than its RAM allows: the file that is written can be read
    printf '%s\n' 'id,gpu,gpu_count,split,engine,backend,model,quant,phase,gen_tokens,batch,flags,tokens_per_s,fits,ngl,ram_gb_s' \
        'fast,rtx-4080,1,none,llama.cpp,cuda,qwen3-32b,Q4_K_M,decode,128,1,partial-offload,12,partial,20,51.2' >"$tmp/fast.csv"
    run 0 calibrate --mine "$tmp/fast.csv" -o "$tmp/mine/calibration.json"
    says out 'which cannot be'
    run 0 check "$tmp/mine/calibration.json"
    run 0 validate "$tmp/fast.csv" # nobody knows whether it would have fitted
    says out 'chose what stays in system RAM'
    run 4 predict --data "$tmp/mine/calibration.json" --gpu rtx-4080 --model qwen3-8b --quant Q4_K_M
    says err 'name the folder it lies in'
    run 2 calibrate
    run 2 calibrate "$tmp/slow.csv" --mine "$tmp/slow.csv"
    run 2 calibrate "$tmp/slow.csv" --json
    run 2 calibrate "$tmp/slow.csv" --weight 2
    run 2 calibrate --mine "$tmp/slow.csv" --weight 0
    # standard output takes one of the two: the page as JSON, or the catalogue where nobody asks for the page
    run 2 calibrate --mine "$tmp/slow.csv" --json -o -
    silent 'calibrate --mine --json -o -'
    says err 'name a file with -o'
    run 0 calibrate --mine "$tmp/slow.csv" -o -
    says out '"rigplan-catalogue-1"'
    sed 's/rtx-4080/nonesuch/' "$tmp/slow.csv" >"$tmp/unknown.csv"
    run 3 calibrate --mine "$tmp/unknown.csv"
    silent 'rows of an unknown card'
    says err 'rigplan validate says why'
    run 3 calibrate --mine "$root/data/measured/gguf_sizes.csv"
    run 3 calibrate --mine "$root/data/measured/serving.csv"
    says err 'needs speed files'
    run 3 calibrate "$root/data/measured/gguf_sizes.csv"
    says err 'needs speed or serving files'
    # servers alone, and with speeds: each file is reported, all are left out together
    head -n 12 "$root/data/measured/serving.csv" >"$tmp/servers.csv"
    run 0 calibrate "$tmp/servers.csv"
    says out '"seq_us"'
    run 0 validate --cv source "$tmp/rows.csv" "$tmp/servers.csv"
    says out 'rows.csv: 2 rows'
    says out 'servers.csv: 11 rows'
    says out 'all: vLLM since 2025-03, output'
    rm -r "$tmp/mine"
}

# The table of accuracy targets: figures that miss are bold, a class without rows is refused.
accuracy_targets() {
    printf '%s\t%s\t%s\t%s\n' speed 'all: x' n 10 speed 'all: x' median 5 speed 'all: x' mean 12 speed 'all: x' in80 80 \
        speed 'all: x' in95 99 counts file n 5 counts file off 0 counts file p90 1 >"$tmp/figures"
    printf '# comment\n%s\t%s\t%s\t%s\n%s\t%s\t%s\t%s\n' X speed 'all: x' 'median<=6 mean<=10 in80=75..87 in95=92..98' \
        Counts counts file 'off<=0' >"$tmp/targets"
    awk -f "$root/tools/targets.awk" "$tmp/figures" "$tmp/targets" >"$tmp/out" 2>"$tmp/err"
    ok $? 'a table of accuracy targets'
    says out '| X | median ≤ 6 %, mean ≤ 10 % | 10 | 5.0 | **12.0** | – | 80.0 | **99.0** | **no** |'
    says out '| Counts | none off | 5 | – | – | 1.00 | – | – | yes: 0 off |'
    says out '1 of 2 targets are met.'
    for bad in 'X\tspeed\tall: y\tmean<=10' 'X\tspeed\tall: x\tmode<=10' 'X\tspeed\tall: x' 'X\tspeed\tall: x\tin80=10..20 in80=75..87'; do
        printf "$bad\n" >"$tmp/targets"
        ! awk -f "$root/tools/targets.awk" "$tmp/figures" "$tmp/targets" >"$tmp/out" 2>"$tmp/err" && [ -s "$tmp/err" ] && [ ! -s "$tmp/out" ]
        ok $? "accuracy targets '$bad' are refused"
    done
}

# Start logs are known by their content and go through validate as any memory file; results of a benchmark beside one come first.
start_logs() {
    run 0 import "$root/tests/memlogs/llama-phi3.log" --date 2025-07
    quiet 'import a start log'
    says out 'llama-phi3-1,llama.cpp,2025-07,phi-3-mini,Q4_K_M,2.23,,rtx-3070,1,,,4096,256,0,1,f16,'
    cp "$tmp/out" "$tmp/log.csv"
    run 0 validate "$tmp/log.csv"
    says out '1 rows, 1 predicted'
    says out '1 of 1 right'
    "$RIGPLAN" import - --gpu m4-10c <"$root/tests/memlogs/ollama-2026-metal.log" >"$tmp/out" 2>"$tmp/err"
    ok $? 'a start log on standard input'
    says out ',ollama,2026-02,glm-4-9b,Q4_0,5.08,,m4-10c,1,32,'
    cat "$root/tests/memlogs/llama-phi3.log" "$root/tests/benchmarks/depth.md" >"$tmp/both.log"
    run 0 import "$tmp/both.log" --model qwen2.5-7b
    says out 'both-1,rtx-3070,'
    run 0 import memory "$tmp/both.log" --date 2025-07
    says out ',phi-3-mini,Q4_K_M,2.23,,rtx-3070,1,'
    rm "$tmp/log.csv" "$tmp/both.log"
}

# fake NAME FILE: a program in $tmp/fake that prints a file.
fake() { printf '#!/bin/sh\nwhile read -r line; do echo "$line"; done <"%s"\n' "$2" >"$tmp/fake/$1" && chmod +x "$tmp/fake/$1"; }
# What programs print about a machine: files, a pipe, and programs that rigplan asks. The machine goes through check and predict.
rigs() {
    rm -rf "$tmp/fake" && mkdir "$tmp/fake"
    run 0 import "$root/tests/rigs/topology.txt" "$root/tests/rigs/nvidia-query.txt"
    says out 'link: pcie4-x8'
    cp "$tmp/out" "$tmp/rig.yaml"
    run 0 check "$tmp/rig.yaml"
    run 0 predict --machine "$tmp/rig.yaml" --model llama-3.1-8b --quant Q4_K_M
    says out 'on topology (layer split)'
    "$RIGPLAN" import rig - <"$root/tests/rigs/host-am5.txt" >"$tmp/out" 2>"$tmp/err"
    ok $? 'outputs on standard input'
    says out 'title: This machine'
    run 2 import parts "$root/tests/rigs/topology.txt" "$root/tests/rigs/nvidia-query.txt"
    # asked: nvidia-smi answers every call alike, rocm-smi only where there is no amd-smi; dmidecode fails
    fake nvidia-smi "$root/tests/rigs/nvidia-cuda13.txt"
    fake lspci "$root/tests/rigs/nvidia-cuda13.txt"
    printf '#!/bin/sh\nexit 1\n' >"$tmp/fake/dmidecode" && chmod +x "$tmp/fake/dmidecode"
    PATH="$tmp/fake" "$RIGPLAN" rig >"$tmp/out" 2>"$tmp/err" </dev/null
    ok $? "rigplan rig: $(head -n 2 "$tmp/err")"
    says err 'dmidecode -t 1,2,4,17 is skipped: it failed with exit code 1'
    says out 'devices: [{device: rtx-5090, qty: 2, cap_w: 400}]'
    says out 'title: This machine'
    PATH="$tmp/fake" "$RIGPLAN" rig --raw >"$tmp/raw.txt" 2>/dev/null </dev/null
    run 0 import rig "$tmp/raw.txt"
    says out 'devices: [{device: rtx-5090, qty: 2, cap_w: 400}]'
    rm -r "$tmp/fake" "$tmp/rig.yaml" "$tmp/raw.txt"
}
# Rows of a benchmark go through validate as any speed file.
benchmarks() {
    run 0 import llama-bench "$root/tests/benchmarks/llama-bench.json"
    quiet 'import llama-bench'
    says out 'llama-bench-2,rtx-4080,1,,,none,llama.cpp,2025-04,cuda,qwen2.5-7b,Q4_K_M,decode,0,,128,1,512,0,f16,,,,,118.881588,yes,,'
    cp "$tmp/out" "$tmp/rows.csv"
    run 0 validate "$tmp/rows.csv"
    says out '2 rows, 2 predicted'
    # of one rig alone no other row tells the range: unknown, not missed
    run 0 validate "$tmp/rows.csv" --cv gpu --detail --rows "$tmp/alone.csv"
    grep -qE '^  all: decode +1 .* - +-$' "$tmp/out" && grep -qE '^  rtx-4080 +1 .* - +- +1 .* - +-$' "$tmp/out" && ! grep -qiw nan "$tmp/out"
    ok $? "validate --cv of one rig: $(grep 'all: decode ' "$tmp/out")"
    awk -F, 'NR > 1 { n++; exit !($4 > 0 && $5 == "" && $6 == "" && $7 == "" && $8 == "") } END { if (!n) exit 1 }' "$tmp/alone.csv"
    ok $? "validate --cv of one rig: $(tail -n 1 "$tmp/alone.csv")"
    run 0 validate "$tmp/rows.csv" --cv gpu --json
    says out '"within80_frac":	null'
    run 0 import llama-bench "$root/tests/benchmarks/depth.md" --gpu rtx-3090:2 --model qwen2.5-7b --date 2025-03 --flash-attn off --source 'my "rig"'
    says out 'depth-4,rtx-3090,2,,,layer,llama.cpp,2025-03,cuda,qwen2.5-7b,Q4_K_M,decode,512,,128,1,,0,,,,,,116.71,yes,"my ""rig""",'
    "$RIGPLAN" import vllm - --gpu l40s --quant BF16 <"$root/tests/benchmarks/vllm-serve.json" >"$tmp/out" 2>"$tmp/err"
    ok $? 'a result on standard input'
    says out ',l40s,1,,,,none,1,,vllm,,2025-05,,llama-3.2-3b,BF16,,,,burst,,,900,999,266.8477778,'
    run 0 import "$root/tests/benchmarks/serve-mi300x.md" --gpu mi300x:8 --quant FP8 --backend rocm --date 2025-08
    quiet 'import of a serving table'
    cp "$tmp/out" "$tmp/loads.csv"
    run 0 validate "$tmp/loads.csv"
    says out '1 rows, 1 predicted'
    rm "$tmp/loads.csv"
    start_logs
    own_calibration
    run 3 import llama-bench "$root/tests/benchmarks/depth.md"
    silent 'a benchmark that does not say what it ran on'
    rm "$tmp/rows.csv"
}

# ---- deploy ----

# ways: a table of the deployments of the JSON in out, the best first, in $tmp/ways: engine quant cache cards split shares where ngl
# n_cpu_moe ubatch tok_s ttft_s answer_s backend measured,
# joined by '|'
ways() {
    awk -F'":\t' '
        { key = $1; sub(/^[\t{\[]*"/, "", key); v = $2; sub(/,$/, "", v); gsub(/"/, "", v); x[key] = v }
        key == "not_deployed" { exit }
        key == "measured" {
            print x["engine"] "|" x["quant"] "|" x["cache"] "|" x["cards"] "|" x["split"] "|" x["shares"] "|" x["where"] "|" x["ngl"] \
                "|" x["n_cpu_moe"] "|" x["ubatch_tokens"] "|" x["tok_s"] "|" x["ttft_s"] "|" x["answer_s"] "|" x["backend"] "|" x["measured"]
        }' "$tmp/out" >"$tmp/ways"
}

# is KEY VALUE: the best deployment has it
is() {
    awk -v key="		\"$1\":	" 'index($0, key) == 1 { v = substr($0, length(key) + 1); sub(/,$/, "", v); gsub(/"/, "", v); print v; exit }' "$tmp/best" >"$tmp/is"
    [ "$(cat "$tmp/is")" = "$2" ]
    ok $? "deploy: expected $1 $2, got $(cat "$tmp/is")"
}

# deploys HARDWARE MODEL OPTIONS...: runs deploy, keeps its JSON in best and its table in ways. predict of every way that it lists gives the
# same first token, with an empty cache, and the same speed, behind the prompt; and of those that were measured none answers sooner than the
# best by more than the 5 % that count as equal. HARDWARE: "--gpu" or "--system" of the machine; predict gets
# the cards of each way.
deploys() {
    hardware=$1
    deployed_model=$2
    shift 2
    run 0 deploy $hardware --model "$deployed_model" "$@" --json
    quiet "deploy $hardware"
    cp "$tmp/out" "$tmp/best"
    ways
    [ -s "$tmp/ways" ]
    ok $? "deploy $hardware: no deployment in its JSON"
    late=
    while IFS='|' read -r engine quant cache cards split shares where ngl moe ubatch tok_s ttft_s answer_s backend measured; do
        case $hardware in --system*) of=$hardware ;; *) of= ;; esac
        words="--engine $engine --backend $backend --quant $quant --kv-type $cache --ubatch $ubatch --n-cpu-moe $moe --ctx ${ctx:-8192}"
        [ "$split" = none ] || words="$words --split $split"
        [ "$shares" = null ] || words="$words --tensor-split $(echo "$shares" | tr , :)"
        [ "$ngl" = null ] || words="$words --ngl $ngl"
        for depth in 0 512; do
            "$RIGPLAN" predict ${of:---gpu "$(echo "$cards" | sed 's/ + /,/g')"} --model "$deployed_model" $words ${ram:-} --depth $depth --json >"$tmp/at-$depth" 2>"$tmp/err"
        done
        awk -F'":\t' -v tok_s="$tok_s" -v ttft_s="$ttft_s" -v answer_s="$answer_s" -v best="$late" -v measured="$measured" '
            function near(a, b) { return a > 0 && b > 0 && a < b * 1.001 && b < a * 1.001 } # shares are printed with four digits
            { key = $1; sub(/^[\t]*"/, "", key); sub(/,$/, "", $2) }
            NR == FNR { if (key == "ttft_s") t = $2 + 0; next }
            key == "decode_tok_s" { d = $2 + 0 }
            END {
                late = t + 128 / d
                print late
                exit !(near(d, tok_s) && near(t, ttft_s) && near(t + 128 / d, answer_s) && (best == "" || measured == "no" || best <= late * 1.05))
            }' "$tmp/at-0" "$tmp/at-512" >"$tmp/late"
        ok $? "deploy $hardware $deployed_model: $engine $quant $cards $split $where says $tok_s tok/s, first token after $ttft_s; predict: $(grep -h -E '"(decode_tok_s|ttft_s)"' "$tmp/at-0" "$tmp/at-512" | tr -d '\n\t'), late $(cat "$tmp/late"), the best $late"
        late=${late:-$(cat "$tmp/late")}
    done <"$tmp/ways"
}

# slower_than_best PATTERN: a way of the table that matches is there, and slower than the best
slower_than_best() {
    awk -F'|' -v pattern="$1" 'NR == 1 { best = $11 } NR > 1 && $0 ~ pattern { found = 1; slow = $11 < best } END { exit !(found && slow) }' "$tmp/ways"
    ok $? "deploy $hardware: expected a slower way like $1 in: $(head -n 3 "$tmp/ways" | tr '\n' ' ')"
}

# What owners of such machines run (issue 13). Why each must come out is in the comment above it.
deployments() {
    # Of 23.5 GiB the weights take 18.4. 64 layers x 2 x 8 heads x 128 x 32,768 tokens are 8 GiB in F16, too much, and 4.25 GiB in Q8_0.
    ctx=32768 ram='--ram-gib 32'
    deploys '--gpu rtx-3090' qwen3-32b --ctx 32768 --ram-gib 32
    is cache Q8_0
    is where devices
    is quant Q4_K_M
    run 0 predict --gpu rtx-3090 --model qwen3-32b --quant Q4_K_M --ctx 32768 --ram-gib 32 --json
    says out '"verdict":	"offload"'
    # Both cards read at once under tensor parallelism, one after the other in a layer split.
    ctx=8192 ram=
    deploys '--gpu rtx-3090:2' llama-3.1-70b
    is split tensor
    is cards '2 x rtx-3090'
    slower_than_best 'Q4_K_M.*[|]layer[|].*[|]devices'
    # The slower card would set the pace of half the layers; the model fits on the faster one.
    deploys '--gpu rtx-3090,rtx-3060-12gb' gpt-oss-20b
    is cards rtx-3090
    is positions 0
    slower_than_best '[|]rtx-3090 [+] rtx-3060-12gb[|]layer[|].*[|]devices'
    # 8 of 128 experts are read for a token: in system RAM they cost least. 18.6 GB of weights do not fit on 12 GB.
    deploys '--gpu rtx-3060-12gb' qwen3-coder-30b-a3b
    is where experts-in-ram
    slower_than_best 'layers-in-ram'
    ram='--ram-gib 512 --ram-gb-s 200'
    deploys '--gpu rtx-3090' deepseek-v3.1-671b --ram-gib 512 --ram-gb-s 200
    is where experts-in-ram
    slower_than_best 'layers-in-ram'
    ram=
    deploys '--system mac-studio-m3-ultra-512' qwen3-235b-a22b
    is where devices
    is backend metal
    deploys '--gpu rtx-4090,rtx-3090,rtx-3080-10gb,rtx-3060-12gb' llama-3.3-70b
    deploys '--gpu rx-7900-xtx' qwen3-8b
    # Its first two layers have no experts: leaving those of the first in system RAM leaves none there.
    deploys '--gpu rtx-5090' lfm2-8b-a1b
    is where devices
}

# pinned KEY VALUE OPTIONS...: the best deployment keeps what is stated, and it is not what would be chosen
pinned() {
    key=$1
    value=$2
    shift 2
    run 0 deploy "$@" --json
    cp "$tmp/out" "$tmp/best"
    is "$key" "$value"
    awk -v key="\"$key\":	" -v value="$value" '
        index($0, key) { v = $0; sub(/.*":\t/, "", v); sub(/,$/, "", v); gsub(/"/, "", v); if (v != value) bad = v } /"not_deployed"/ { exit }
        END { if (bad != "") print bad; exit bad != "" }' "$tmp/out" >"$tmp/is"
    ok $? "deploy $*: a way has $key $(cat "$tmp/is")"
}

deploy_pins() {
    pair='--gpu rtx-3090:2 --model llama-3.1-8b'
    mixed='--gpu rtx-3090,rtx-3060-12gb --model qwen3-30b-a3b'
    pinned engine ollama $pair --engine ollama
    pinned engine vllm $pair --engines vllm
    pinned quant Q8_0 $pair --quant Q8_0
    pinned quant Q6_K $pair --quants Q6_K
    pinned split tensor $pair --split tensor --all-cards
    pinned split layer $pair --split layer --all-cards
    pinned cache Q8_0 $pair --kv-type Q8_0
    pinned cache F16 $pair --caches F16
    pinned ubatch_tokens 1024 $pair --ubatch 1024
    pinned ngl 20 $pair --ngl 20 --engine llama.cpp
    pinned n_cpu_moe 7 $mixed --n-cpu-moe 7
    pinned shares 3,1 $pair --tensor-split 3:1 --split layer --all-cards
    pinned cards 'rtx-3090 + rtx-3060-12gb' $mixed --all-cards
    pinned where devices $mixed --no-ram
    pinned sequences 4 $pair --batch 4 --engine llama.cpp
    pinned ctx_each_tokens 4096 $pair --batch 4 --ctx 16384
    run 0 deploy $pair --batch 4 --ctx 16384
    says out 'with --clients 4 does.'
    narrow 'deploy with several users'
    # What an engine's command cannot set is not chosen.
    for engine in ollama llama.cpp@2025-03; do
        run 0 deploy --gpu rtx-3060-12gb --model qwen3-30b-a3b --engine $engine --quant Q4_K_M
        says out '29 layers on the card'
        ! grep -q 'does not set experts' "$tmp/out"
        ok $? "$engine: experts that the command cannot set"
    done
    says out 'was published in 2025-04, after that build'
    run 1 deploy --gpu gb10:2 --link connectx7-200g --model gpt-oss-120b --engine vllm
    says out 'only containers built by users run'
    run 0 deploy --gpu gb10:2 --link connectx7-200g --model gpt-oss-120b --engine vllm --quant MXFP4
    says err 'only containers built by users run'
    run 0 deploy --gpu rtx-3090 --model qwen3-8b --flash-attn off --engine vllm
    says out 'does not set that flash attention is off'
    run 0 deploy --gpu rtx-3090:2 --model qwen3-32b --draft qwen3-0.6b --draft-tokens 4 --accept 0.7 --engine vllm
    says out '"num_speculative_tokens": 4}'
    says out 'No published file of qwen3-0.6b'
    run 0 deploy --gpu rtx-3090 --model bge-m3 --engine llama.cpp
    says out 'llama-server --embedding'
    ! grep -q 'in a browser' "$tmp/out"
    ok $? 'a model of embeddings has a page to chat'
    run 0 deploy --gpu rtx-3090:4 --model qwen3-32b --engine vllm --ctx 131072
    says out 'was made for 40960 tokens of context'
    ! grep -q 'largest context that fits' "$tmp/out"
    ok $? 'a largest context below the one asked for'
    # A quant for room is tried for an engine whose usual quants have none, though another engine has.
    run 0 deploy --gpu rtx-3090:2 --model qwen2.5-72b
    says out 'llama.cpp, IQ4_XS, both cards'
    # Drafts by the model's own layers need no second model.
    run 0 deploy --gpu rtx-3090:4 --model glm-4.5-air-106b --draft mtp --draft-tokens 2 --accept 0.8
    says out 'glm-4.5-air-106b on 4 x rtx-3090'
    # The prediction of the best speaks of the same prompt as the best: behind the depth.
    for depth in 0 4096; do
        run 0 deploy $pair --depth $depth --json
        awk -F'":\t' '$1 ~ /"ttft_s$/ { t[++n] = $2 } /"others"/ { exit } END { exit !(n == 2 && t[1] == t[2] && t[1] + 0 > 0) }' "$tmp/out"
        ok $? "deploy --depth $depth: best.ttft_s and best.prediction.ttft_s differ"
    done
    # A load that the context of a sequence has no room for is refused as in a scenario; what just fits is not.
    run 3 deploy $pair --prompt 200000
    silent 'deploy --prompt 200000'
    says err '--prompt: expected --depth + --prompt + --gen of at most 131072, the context of llama-3.1-8b, got 200128 [E401]'
    run 3 deploy $pair --depth 131000
    run 3 deploy $pair --ctx 1000 --prompt 4000
    says err '--ctx: expected at least --depth + --prompt + --gen (4128) for each sequence, got 1000 [E401]'
    run 3 deploy $pair --ctx 4096 --batch 2 --depth 1000 --prompt 1000 --gen 100
    says err '(2100) for each sequence, got 2048'
    run 0 deploy $pair --ctx 4200 --batch 2 --depth 1000 --prompt 1000 --gen 100
    # What must be as fast as stated, or as many bits as stated.
    run 0 deploy $pair --bits-min 8 --json
    awk -F'":\t' '/"not_deployed"/ { exit } $1 ~ /"bits$/ { n++; if ($2 + 0 < 8) bad = 1 } END { exit !(n > 0 && !bad) }' "$tmp/out"
    ok $? 'deploy --bits-min 8: a way has fewer bits'
    run 0 deploy $pair --need-tok-s 9000
    says out 'slower than you need'
    # Contradictions and unknown names
    run 2 deploy $pair --quants Q4_K_M --quant Q8_0
    run 2 deploy $pair --quants Q4_K_M --bits-min 4
    run 2 deploy $pair --caches F16 --kv-type F16
    run 2 deploy $pair --caches F16 --cache-bits-min 8
    run 2 deploy $pair --engines vllm --engine vllm
    run 2 deploy $pair --system mac-mini-m4-16
    run 2 deploy $pair --tensor-split 1:2:3
    run 2 deploy $pair --split sideways
    run 2 deploy $pair --n-cpu-moe 3
    says err 'has no experts'
    run 2 deploy $pair --experts-on-host
    run 2 deploy $pair extra
    run 2 deploy --model llama-3.1-8b
    says err 'or --machine FILE'
    run 2 deploy --gpu rtx-3090
    run 3 deploy $pair --quants Q4_K_M,Q9
    run 3 deploy $pair --engines llama.cpp,nobody
    run 3 deploy --gpu rtx-3090 --model llama-3.1-8b --engine mlx --quant 4bit
}

deploy_pages() {
    # One line of the command in the JSON is the command that the page prints.
    for hardware in '--gpu rtx-3090 --model qwen3-32b' '--gpu rtx-3090,rtx-3060-12gb --model llama-3.3-70b' '--gpu rx-7900-xtx,rx-6800-xt --model qwen3-32b' \
        '--gpu rtx-3060-12gb --model qwen3-coder-30b-a3b' '--gpu rtx-4090:4 --model llama-3.3-70b --batch 12'; do
        person 0 'the best way to run it' deploy $hardware
        says out 'Start it with'
        says out '); the first token after'
        cp "$tmp/out" "$tmp/page"
        run 0 deploy $hardware --json
        quiet "deploy $hardware --json"
        balanced "deploy $hardware --json"
        printed=$(awk '/^Other ways/ || /^What does not run/ { exit } sub(/^    +/, "") { sub(/ \\$/, ""); printf "%s%s", n++ ? " " : "", $0 }' "$tmp/page")
        grep -qF "\"command\":	\"$printed\"," "$tmp/out" && [ -n "$printed" ]
        ok $? "deploy $hardware: prints '$printed', JSON has $(grep '"command"' "$tmp/out")"
        ! grep -qiw 'nan\|inf' "$tmp/out"
        ok $? "deploy $hardware --json: $(grep -iw 'nan\|inf' "$tmp/out" | head -n 1)"
        cp "$tmp/out" "$tmp/first"
        run 0 deploy $hardware --json
        cmp -s "$tmp/first" "$tmp/out"
        ok $? "deploy $hardware: the same question got another answer"
    done
    says out '"rigplan-deploy-1"'
    for name in schema model rig best others not_deployed prediction devices start command variables words before after notes lacks \
        engine backend quant bits cache cache_bits cards positions split shares where ngl n_cpu_moe ubatch_tokens ctx_each_tokens sequences tok_s \
        ttft_s answer_s limit_w serves measured why missing_gib; do
        key $name
    done
    person 0 'way to run it' deploy --gpu rtx-4090,rtx-3090,rtx-3080-10gb,rtx-3060-12gb --model llama-3.3-70b --all
    person 0 'the best way to run it' deploy --system mac-mini-m4-16 --model qwen3-8b
    person 0 'the best way to run it' deploy --system mac-studio-m3-ultra-512 --model qwen3-235b-a22b --all
    person 0 'the best way to run it' deploy --gpu rtx-3090 --model llama-3.1-8b --engine ollama
    says out 'Save this as Modelfile'
    says out 'Then, in another terminal'
    # The one card that is used has a number, and the other card might have it.
    person 0 'only rtx-3090' deploy --gpu rtx-3090,rtx-3060-12gb --model gpt-oss-20b
    says out 'Device number 0 has to be the rtx-3090'
    run 0 deploy --gpu rtx-3090:2 --model gpt-oss-20b
    ! grep -q 'Device number' "$tmp/out"
    ok $? 'deploy: one of two equal cards has to be a certain one'
    # What nobody stated is said; engines of other makers are listed on request.
    run 0 deploy --gpu rtx-3090 --model llama-3.1-8b
    says out 'Assumed: no desktop on the card'
    ! grep -q 'does not run on this device' "$tmp/out"
    ok $? 'deploy: lists engines of other devices'
    run 0 deploy --gpu rtx-3090 --model llama-3.1-8b --desktop none --all
    says out 'does not run on this device'
    ! grep -q 'no desktop on the card' "$tmp/out"
    ok $? 'deploy: assumes a desktop that is stated'
    run 0 deploy --system mac-mini-m4-16 --model qwen3-8b
    ! grep -q 'no desktop on the card' "$tmp/out"
    ok $? 'deploy: a Mac has no card'
    # Of 47 layers and the output one is in system RAM: a prediction layer is one of them.
    run 0 deploy --gpu rtx-3090:4 --model glm-4.5-air-106b --ngl 47 --engine llama.cpp --all-cards
    says out '--n-gpu-layers 47'
    says out 'in system RAM'
    # Nothing runs: exit 1, and why
    person 1 'Nothing runs it' deploy --gpu rtx-3090 --model llama-3.1-405b --no-ram
    says out 'lacks'
    ! grep -q 'the best way' "$tmp/out"
    ok $? 'nothing runs, and the page speaks of a best way'
    run 1 deploy --gpu rtx-3090 --model llama-3.1-405b --no-ram --json
    balanced 'deploy --json of nothing'
    says out '"best":	null'
    says out '"why":	"memory"'
    person 1 'Nothing could be tried' deploy --gpu rtx-3090 --model llama-3.1-8b --bits-min 20
    person 1 'Nothing runs it' deploy --gpu rtx-3090 --model llama-3.1-8b --engines mlx
    says out 'does not run on this device'
}

# ---- a machine of a file ----

own_machine() {
    pc=$root/scenarios/machines/my-pc.yaml
    run 0 check "$pc"
    person 0 'My PC: the best way to run it' deploy --machine "$pc" --model qwen3-32b --ctx 32768
    quiet 'deploy --machine'
    person 0 'on My PC' predict --machine "$pc" --model llama-3.1-8b --quant Q4_K_M
    asks_on 2
    person 0 'on My PC' fit --machine "$pc" --model qwen3-32b
    run 0 explain --machine "$pc" --model llama-3.1-8b --quant Q4_K_M
    run 0 fit --machine "$pc"
    run 0 deploy --finetune best --machine "$pc" --model llama-3.1-8b
    # What the file states is what the options would: cards, cap, RAM, lanes, desktop.
    run 0 predict --machine "$pc" --model llama-3.1-8b --quant Q4_K_M --json
    cp "$tmp/out" "$tmp/own"
    cat >"$tmp/bare.json" <<'JSON'
{"title": "bare", "devices": [{"device": "rtx-3090"}], "parts": [{"part": "ddr5-6000-2x32"}], "engine": "llama.cpp"}
JSON
    run 0 predict --machine "$tmp/bare.json" --model llama-3.1-8b --quant Q4_K_M --json
    sed '/^\t"power"/,/^\t}/d' "$tmp/out" >"$tmp/own" # its RAM draws watts of its own
    run 0 predict $card --json
    sed '/^\t"power"/,/^\t}/d' "$tmp/out" | cmp -s "$tmp/own" -
    ok $? 'predict --machine of one card is predict --gpu of that card'
    # A Mac with a raised limit is --system with --wired-limit-mb.
    printf 'system: {system: mac-mini-m4-16, gpu_limit_gib: 14}\n' >"$tmp/mac.yaml"
    run 0 predict --machine "$tmp/mac.yaml" --model qwen3-8b --quant Q4_K_M --json
    cp "$tmp/out" "$tmp/own"
    run 0 predict --system mac-mini-m4-16 --wired-limit-mb 14336 --model qwen3-8b --quant Q4_K_M --json
    cmp -s "$tmp/own" "$tmp/out"
    ok $? 'predict --machine of a Mac is predict --system of that Mac'
    # What it states is kept, and an option replaces it.
    printf 'title: A pair\ndevices: [{device: rtx-3090}, {device: rtx-3060-12gb}]\nparts: [{part: ddr5-6000-2x32}]\ncards: [rtx-3060-12gb]\nengine: ollama\nquant: Q5_K_M\nkv: Q8_0\nparallel: 3\n' >"$tmp/pair.yaml"
    run 0 deploy --machine "$tmp/pair.yaml" --model llama-3.1-8b --json
    cp "$tmp/out" "$tmp/best"
    is cards rtx-3060-12gb
    is positions 1
    is engine ollama
    is quant Q5_K_M
    is cache Q8_0
    is sequences 3
    says out 'CUDA_VISIBLE_DEVICES=1'
    says out 'Device number 1 has to be the rtx-3060-12gb'
    run 0 deploy --machine "$tmp/pair.yaml" --model llama-3.1-8b --engine llama.cpp --quant Q4_K_M --kv-type F16 --batch 5 --json
    cp "$tmp/out" "$tmp/best"
    is engine llama.cpp
    is quant Q4_K_M
    is cache F16
    is sequences 5
    run 0 deploy --machine "$tmp/pair.yaml" --model llama-3.1-8b --quant best --engine llama.cpp
    run 0 deploy --machine "$tmp/pair.yaml" --model llama-3.1-8b
    says out 'only rtx-3060-12gb'
    run 0 predict --machine "$tmp/pair.yaml" --model llama-3.1-8b
    says out 'Q5_K_M'
    run 2 predict --machine "$pc" --model llama-3.1-8b
    says err 'no weight format is named'
    # RAM holds what the cards do not, as much as the file or the option says.
    run 0 deploy --machine "$pc" --model llama-3.3-70b --json
    run 1 deploy --machine "$pc" --model llama-3.3-70b --ram-gib 4
    says err 'replace the 64 GiB'
    run 1 deploy --gpu rtx-3090,rtx-3060-12gb --model llama-3.3-70b --ram-gib 4
    # A machine of a scenario
    scenario=$root/scenarios/aud-8343.yaml
    run 0 deploy --machine "$scenario:dual-3090" --model qwen3-32b
    quiet 'deploy --machine SCENARIO:OPTION'
    run 2 deploy --machine "$scenario" --model qwen3-32b
    says err 'has several options'
    says err 'dual-3090'
    run 3 deploy --machine "$scenario:dual-3090x" --model qwen3-32b
    says err "did you mean 'dual-3090'?"
    run 3 deploy --machine "$scenario:dual-3090:nobody" --model qwen3-32b
    says err "has no machine 'nobody'"
    run 3 deploy --machine "$pc:other" --model qwen3-32b
    run 0 deploy --machine "$pc:my-pc" --model qwen3-32b
    cp "$pc" "$tmp/a:b.yaml"
    run 0 deploy --machine "$tmp/a:b.yaml" --model qwen3-32b
    run 4 deploy --machine "$tmp/none.yaml" --model qwen3-32b
    for option in '--gpu rtx-3090' '--system mac-mini-m4-16'; do
        run 2 deploy --machine "$pc" $option --model qwen3-32b
        says err 'exclude each other'
    done
    run 2 explain aud-8343 dual-3090 --machine "$pc"
}

# Two options, two dates, two scenarios, a machine against an option; each wrong usage says what to write instead.
compares() {
    cd "$root" || exit 1
    run 0 compare aud-8343:dual-3090-nvlink :mac-studio-m4-max
    quiet compare
    says out 'Two used RTX 3090 with NVLink against Mac Studio M4 Max, 128 GB'
    says out 'A is faster at 3 of 3 workloads (Llama 3.1 8B, 16 bits: '
    says out '  = price (AUD) '
    says out '  = time per token of one user (ms) '
    says out '      cards at work on one layer 2 to 1 ('
    sed 's/\xc3\x97/x/g; s/\xe2\x80\x94/-/g' "$tmp/out" >"$tmp/ascii" && mv "$tmp/ascii" "$tmp/out"
    narrow compare
    cp "$tmp/out" "$tmp/compared"
    run 0 compare dual-3090-nvlink mac-studio-m4-max --in aud-8343
    sed 's/\xc3\x97/x/g; s/\xe2\x80\x94/-/g' "$tmp/out" | cmp -s - "$tmp/compared"
    ok $? 'compare: --in and FILE:OPTION differ'
    run 0 compare dual-3090-nvlink mac-studio-m4-max scenarios/aud-8343.yaml
    run 0 compare aud-8343:dual-3090 :dual-3090@2026-01
    says out '1 USD in AUD'
    says out '  as_of '
    ! grep -q '^Why Llama' "$tmp/out"
    ok $? 'compare: a section for a workload that runs the same at both dates'
    run 0 compare plan-004 plan-004-costs
    says out 'life_years'
    run 0 compare aud-8343 plan-001
    says out '- Only B asks for Llama 3.1 70B, F16: it is not compared.'
    run 0 compare scenarios/machines/my-pc.yaml aud-8343:one-3090 --full
    says out 'Watts when idle'
    run 0 compare aud-8343:one-3090 :one-3090
    says out 'A and B are equal'
    for format in md html json csv; do
        run 0 compare aud-8343:one-3090 :one-4090 --format $format
        ! grep -qE '\(null\)|[^a-z]nan[^a-z]' "$tmp/out"
        ok $? "compare --format $format: an unknown value is not a dash"
    done
    run 2 compare aud-8343
    silent 'compare with one side'
    says err 'expected two options'
    run 2 compare one-3090 one-4090
    says err "'one-3090' is no file"
    run 2 compare aud-8343 aud-8343@yesterday
    says err 'expected a date behind @'
    run 2 compare aud-8343:one-3090 :one-4090 --format xml
    says err "got 'xml'"
    run 2 compare scenarios/machines/my-pc.yaml scenarios/machines/my-pc.yaml
    says err 'with --in'
    run 3 compare aud-8343:daul-3090 :quad-3090
    says err "no option 'daul-3090'; did you mean 'dual-3090'? It has one-3090, dual-3090-nvlink,"
    run 4 compare nothing.yaml aud-8343
    says err 'nothing.yaml: error: no such file'
    run 4 compare one-3090 one-4090 --in nothing
}

# calibrate gives the same constants on every processor: glibc takes other variants of exp and log where a processor is said
# not to fuse multiply and add, a BLAS that picks kernels others for its name. Some rows of each kind are enough to tell.
same_everywhere() {
    head -n 250 data/measured/speed.csv >"$tmp/some.csv"
    head -n 60 data/measured/serving.csv >"$tmp/some-servers.csv"
    run 0 calibrate "$tmp/some.csv" "$tmp/some-servers.csv" -o "$tmp/plain.json"
    for variant in OPENBLAS_CORETYPE=Prescott \
        GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX,-AVX512F GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-FMA4_Usable; do
        export "$variant"
        run 0 calibrate "$tmp/some.csv" "$tmp/some-servers.csv" -o "$tmp/variant.json"
        unset "${variant%%=*}"
        cmp -s "$tmp/plain.json" "$tmp/variant.json"
        ok $? "calibrate with $variant: $(diff "$tmp/plain.json" "$tmp/variant.json" | grep -c '^>') lines differ"
    done
}

# With less and less address space, a program that starts gives its whole answer, or says that memory is short, exits with 4 and
# leaves nothing. A sanitizer needs more than there is and does not start.
little_memory() {
    mkdir "$tmp/little"
    run 0 init -o "$tmp/little/s.yaml"
    run 0 run "$tmp/little/s.yaml" --no-plots -o "$tmp/little/out"
    cp "$tmp/out" "$tmp/little/whole"
    (cd "$tmp/little/out" && cksum *) >"$tmp/little/sums"
    short=0
    kib=70000
    while (ulimit -v $kib && "$RIGPLAN" --version) >/dev/null 2>&1; do
        for old in no yes; do
            [ $old = yes ] || rm -rf "$tmp/little/out"
            (ulimit -v $kib && PATH="$bin:$PATH" && rigplan run "$tmp/little/s.yaml" --no-plots -o "$tmp/little/out") >"$tmp/out" 2>"$tmp/err"
            code=$?
            left=$(find "$tmp/little" -name '*rigplan-*')
            [ -z "$left" ]
            ok $? "run in $kib KiB leaves $left"
            if [ $code -eq 4 ]; then
                short=$((short + 1))
                says err 'out of memory'
                silent "run in $kib KiB, exit 4"
                [ $old = yes ] || [ ! -e "$tmp/little/out" ]
                ok $? "run in $kib KiB: exit 4, but there is a report"
            else
                ok $code "run in $kib KiB: exit $code: $(head -n 2 "$tmp/err")"
                cmp -s "$tmp/out" "$tmp/little/whole"
                ok $? "run in $kib KiB says something else"
            fi
            [ ! -e "$tmp/little/out" ] || (cd "$tmp/little/out" && cksum *) | cmp -s - "$tmp/little/sums"
            ok $? "run in $kib KiB: the report is another"
        done
        # The next round begins with the report there.
        [ -e "$tmp/little/out" ] || run 0 run "$tmp/little/s.yaml" --no-plots -o "$tmp/little/out"
        kib=$((kib - 1000))
    done
    [ $short -gt 0 ] || nm "$RIGPLAN" 2>/dev/null | grep -q __asan
    ok $? 'run: no little address space is too little'
}

# The man page and the completion of each shell have every command and, for each, the options that its help names; bash also offers them
# when it is asked.
completions() {
    run 0 manual
    quiet manual
    cp "$tmp/out" "$tmp/manual"
    run 2 completion
    says err 'expected a shell'
    run 2 completion tcsh
    for shell in bash zsh fish; do
        run 0 completion $shell
        quiet "completion $shell"
        cp "$tmp/out" "$tmp/completion.$shell"
    done
    cat >"$tmp/offers.bash" <<'END'
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_rigplan
printf '%s\n' "${COMPREPLY[@]}"
END
    # offers WORDS...: what bash offers for the last word
    offers() { PATH="$bin:$PATH" bash "$tmp/offers.bash" "$tmp/completion.bash" rigplan "$@" | sort >"$tmp/offers"; }
    offers ''
    cp "$tmp/offers" "$tmp/offered"
    for command in $commands manual completion; do
        grep -qx "$command" "$tmp/offered"
        ok $? "bash does not complete $command"
        grep -q "'$command:" "$tmp/completion.zsh"
        ok $? "zsh does not complete $command"
        grep -q -- "-n __fish_use_subcommand -a $command " "$tmp/completion.fish"
        ok $? "fish does not complete $command"
        run 0 help "$command"
        grep -oE '^  -[-a-z0-9]+' "$tmp/out" | tr -d ' ' | sort >"$tmp/options"
        offers "$command" -
        cmp -s "$tmp/options" "$tmp/offers"
        ok $? "bash, options of $command: $(diff "$tmp/options" "$tmp/offers" | tr '\n' ' ')"
        # roff: .SS COMMAND, and .B with each dash escaped
        awk -v c="$command" '$1 == ".SS" || $1 == ".SH" { here = $2 == c } here && $1 == ".B" && $2 !~ /^rigplan$/ { gsub(/\\-/, "-", $2); print $2 }' \
            "$tmp/manual" | sort >"$tmp/page"
        grep -vx -e --help "$tmp/options" | cmp -s - "$tmp/page"
        ok $? "manual, options of $command: $(grep -vx -e --help "$tmp/options" | diff - "$tmp/page" | tr '\n' ' ')"
        # zsh has them in the branch of the command, fish in lines of their own; --help is its own command there.
        awk -v c="$command" '$1 == c ")" { here = 1 } here { print } here && /;;/ { exit }' "$tmp/completion.zsh" >"$tmp/branch"
        for option in $(grep -vx -e --help "$tmp/options"); do
            grep -qF -- "$option" "$tmp/branch"
            ok $? "zsh does not complete $command $option"
            case $option in --*) flag="-l ${option#--}" ;; *) flag="-s ${option#-} " ;; esac
            grep -F "'__fish_seen_subcommand_from $command'" "$tmp/completion.fish" | grep -qF -- "$flag"
            ok $? "fish does not complete $command $option"
        done
    done
    run 0 list device
    awk '/^rtx-309/ { print $1 }' "$tmp/out" | sort >"$tmp/options"
    offers predict --gpu rtx-309
    cmp -s "$tmp/options" "$tmp/offers" && grep -qx rtx-3090 "$tmp/offers"
    ok $? "bash offers for --gpu rtx-309: $(cat "$tmp/offers")"
    offers list outl
    [ "$(cat "$tmp/offers")" = outlet ]
    ok $? "bash offers for list outl: $(cat "$tmp/offers")"
}

# shellcheck source=tests/cli/reports.sh
. "$root/tests/cli/reports.sh"
# shellcheck source=tests/cli/answers.sh
. "$root/tests/cli/answers.sh"
help_and_usage
imports
rigs
benchmarks
predictions
persons
contexts
finetuning
best_finetuning
deployments
deploy_pins
deploy_pages
own_machine
same_everywhere
impossibilities
reasons
accuracy_targets
fits
suggestions
validations
catalogue
names
own_data
streams
completions
scenarios
inits
conversions
several_machines
explains
compares
repeated
impossible
full_disk
files_of_the_user
little_memory
no_permission
no_gnuplot
empty_plots
strange_titles
nested
wrong_rows
explained_inputs
problems
claims
under_load
fit_agrees
price_rows
suggestions_at_edges
mixed_deploys
echo "cli: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
