#!/bin/sh
# Answers whose numbers have to agree: with one another, with another command, or with arithmetic. Read by run.sh.

# flat COMMAND...: runs it and puts its output on one line, into $tmp/flat
flat() { run "$@"; tr '\n' ' ' <"$tmp/out" | tr -s ' ' >"$tmp/flat"; }
# tells WORDS, matches PATTERN: of $tmp/flat
tells() { grep -qF -- "$1" "$tmp/flat"; ok $? "expected: $1; got: $(grep -o 'Under load.*' "$tmp/flat" | cut -c 1-500)"; }
matches() { grep -qE -- "$1" "$tmp/flat"; ok $? "expected: $1; got: $(cut -c 1-400 "$tmp/flat")"; }

# of_json KEY: its first number in $tmp/out; a range's middle
of_json() { awk -v key="\"$1\":" '$1 == key || at { v = $2; if (!at && v ~ /^{/) { at = 1; next } if (at && $1 != "\"mid\":") next; sub(/,$/, "", v); print v; exit }' "$tmp/out"; }

# little CLIENTS GENERATED OPTIONS: each client waits for its answer and asks again, so clients = requests a second x seconds of an answer
little() {
    clients=$1 generated=$2
    shift 2
    flat 0 predict $card --clients "$clients" --gen "$generated" "$@"
    each=$(sed -n 's/.* an answer takes \([0-9.]*\) ms per token .*/\1/p' "$tmp/flat")
    first=$(sed -n -e 's/.* after \([0-9.]*\) s to the first.*/\1/p' -e 's/.* the first token comes after \([0-9.]*\) s .*/\1/p' "$tmp/flat")
    rate=$(sed -n 's/.* \([0-9.]*\) requests\/s\. .*/\1/p' "$tmp/flat")
    together=$(sed -n 's/.* answers together get \([0-9.]*\) tokens\/s.*/\1/p' "$tmp/flat")
    awk -v n="$clients" -v g="$generated" -v ms="${each:-0}" -v s="$first" -v r="$rate" -v t="$together" 'BEGIN {
        w = r * (s + (g - 1) * ms / 1e3); exit !(w > 0.98 * n && w < 1.02 * n && t > 0.99 * r * g && t < 1.01 * r * g) }'
    ok $? "predict --clients $clients --gen $generated $*: $rate requests/s of $first s and $each ms, $together tokens/s"
}

under_load() {
    little 1 64 --prompt 512
    tells 'With 1 client (prompts of 512 tokens, answers of 64 tokens)'
    tells 'On average 1.00 are worked on at once.'
    little 16 64 --prompt 512 --parallel 4 --ctx 32768
    tells "What keeps the others waiting is the engine's most sequences at once: 4."
    little 8 1 --prompt 512
    tells 'answers of 1 token) the first token comes after'
    little 3 64 --prompt 512 --parallel 8 --ctx 32768
    ! grep -q 'waiting' "$tmp/flat"
    ok $? 'predict --clients 3 --parallel 8: nobody waits'
    little 16 64 --prompt 2000 --ctx 4096 # 4096 / 2064 = 1.98
    tells 'which holds 1 request of 2,064 tokens: a larger --ctx takes in more.'
    little 16 64 --prompt 2000 --ctx 6400 # 6400 / 2064 = 3.1
    tells 'which holds 3 requests of 2,064 tokens'
    flat 1 predict $card --clients 4 --ctx 2048 --prompt 4000 --gen 64
    tells 'not even one request fits in the context: with its answer it has 4,064 tokens, and the context has room for 2,048 tokens of a request.'
    flat 0 predict $card --rate 50 --prompt 512 --gen 64
    tells 'When 50 requests a second come'
    tells 'Requests come faster than they are answered, so the wait grows without end'
    flat 0 predict $card --rate 0.1 --prompt 512 --gen 1
    tells 'answers of 1 token) the first token comes after'
    tells '0.100 requests/s.'
    # vLLM takes in what its pool of cache holds: fewer tokens together than 256 prompts of 2000 tokens
    flat 0 predict --gpu rtx-4090 --engine vllm --model llama-3.1-8b --quant FP8 --ctx 4096 --clients 256 --prompt 3000 --gen 500
    matches 'What keeps the others waiting is the KV cache, which holds [0-9,]+ tokens\.'
    # a request holds 3000 tokens at first and 3500 at last
    held=$(sed -n 's/.* which holds \([0-9,]*\) tokens.*/\1/p' "$tmp/flat" | tr -d ,)
    active=$(sed -n 's/.* On average \([0-9.]*\) are worked on.*/\1/p' "$tmp/flat")
    awk -v h="$held" -v n="$active" 'BEGIN { exit !(n * 3250 > 0.9 * h && n * 3250 <= 1.02 * h) }'
    ok $? "predict --clients 256: $active requests of 3250 tokens in a cache of $held"
}

# What fit finds is what predict finds: the largest context fits and a larger one does not, and so with users, layers and experts.
# verdict WANTED PREDICT-OPTIONS...
verdict() {
    wanted_verdict=$1
    shift
    PATH="$bin:$PATH" rigplan predict "$@" --json >"$tmp/out" 2>"$tmp/err" </dev/null
    grep -qE "^	*\"verdict\":	\"($wanted_verdict)\"" "$tmp/out"
    ok $? "predict $*: expected $wanted_verdict, got $(grep -m 1 '"verdict"' "$tmp/out")"
}
fit_agrees() {
    big='--gpu rtx-3090 --model llama-3.1-70b --quant Q4_K_M'
    flat 0 fit $big --all
    matches 'largest context no context fits entirely in device memory; [0-9,]+ tokens with layers in system RAM'
    layers=$(sed -n 's/.* in system RAM \([0-9]*\) layers .*/\1/p' "$tmp/flat")
    cards=$(sed -n 's/.* cards needed \([0-9]*\) x rtx-3090.*/\1/p' "$tmp/flat")
    verdict offload $big --ngl $((81 - ${layers:-0}))
    [ "$(of_json offload_layers)" = "$layers" ]
    ok $? "fit: $layers layers in system RAM, predict: $(of_json offload_layers)"
    verdict no $big --ngl $((82 - ${layers:-0}))
    verdict 'fits|tight' --gpu "rtx-3090:$cards" --model llama-3.1-70b --quant Q4_K_M
    verdict 'offload|no' --gpu "rtx-3090:$((cards - 1))" --model llama-3.1-70b --quant Q4_K_M
    flat 0 fit $card --all
    context=$(sed -n 's/.* largest context \([0-9,]*\) tokens per user.*/\1/p' "$tmp/flat" | tr -d ,)
    users=$(sed -n 's/.* users that fit \([0-9]*\) with 8,192 tokens each.*/\1/p' "$tmp/flat")
    tells 'in system RAM no layers'
    verdict 'fits|tight' $card --ctx "$context"
    verdict 'fits|tight' $card --ctx $((8192 * users)) --parallel "$users"
    verdict offload $card --ctx $((8192 * (users + 1))) --parallel $((users + 1))
    # experts in RAM: as many layers as fit names, and not one fewer
    moe='--gpu rtx-3090 --model qwen3-30b-a3b --quant Q8_0'
    flat 0 fit $moe --all
    experts=$(sed -n 's/.*(--n-cpu-moe \([0-9]*\)).*/\1/p' "$tmp/flat")
    tells "or the experts of the first $experts layers instead (--n-cpu-moe $experts)"
    verdict offload $moe --n-cpu-moe "$experts"
    [ "$(of_json offload_layers)" = 0 ]
    ok $? "fit: --n-cpu-moe $experts leaves $(of_json offload_layers) layers"
    # each change that fit proposes is one that predict takes, and with it more is free
    flat 0 fit $moe --flash-attn off --desktop windows --ubatch 2048 --all
    for change in '--flash-attn on' '--desktop none' '--ubatch [0-9]+' '--quant [A-Z0-9_]+' '--n-cpu-moe [0-9]+' '[+] rtx-3090'; do
        matches " $change "
    done
    flat 1 fit --system mac-studio-m2-ultra-64 --model llama-3.1-70b --quant Q6_K --all
    matches ' --wired-limit-mb [0-9]+ '
    flat 1 fit --gpu rtx-3060-12gb --model llama-3.1-405b --quant F16 --all
    tells 'cards needed 8 are not enough'
}

# prices import counts every row once, and shows the first twenty of what it cannot use. 25 rows are of unknown things, 22 of cards that come in two
# sizes, three of a box, and two are prices: of these the first is known already in the second run.
price_rows() {
    awk 'BEGIN { print "date,title,sold price,currency,country,condition"
        for (i = 1; i <= 25; i++) printf "2026-09-%02d,Garden chair %d,%d,USD,US,used\n", i, i, 20 + i
        for (i = 1; i <= 22; i++) printf "2026-09-%02d,RTX 3080 as seen %d,%d,USD,US,used\n", i, i, 400 + i
        for (i = 1; i <= 3; i++) printf "2026-09-%02d,RTX 3090 box only no card,%d,USD,US,used\n", i, 10 + i
        print "2026-09-01,RTX 3090 24GB,800,USD,US,used"; print "2026-09-02,RTX 3090 24GB,900,USD,US,used" }' >"$tmp/feed.csv"
    run 0 prices import "$tmp/feed.csv" --book "$tmp/book" --dry-run
    for words in 'rows read            52' 'would be added        2' 'unmatched            25' 'ambiguous            22' 'dropped               3'; do says out "$words"; done
    [ "$(grep -c 'Garden chair' "$tmp/out")" -eq 20 ] && [ "$(grep -c 'as seen' "$tmp/out")" -eq 20 ]
    ok $? 'prices import: twenty of each are listed'
    says out '5 more'
    says out '2 more'
    [ ! -d "$tmp/book" ]
    ok $? 'prices import --dry-run wrote a book'
    run 0 prices import "$tmp/feed.csv" --book "$tmp/book" --report "$tmp/fates.csv" --json
    balanced 'prices import --json'
    [ "$(grep -c '"title":	"Garden chair' "$tmp/out")" -eq 25 ] && [ "$(grep -c '"why":	"rtx-3080-10gb or rtx-3080-12gb"' "$tmp/out")" -eq 22 ]
    ok $? 'prices import --json: every row that is not used'
    says out '"read":	52,'
    says out '"added":	2,'
    [ "$(wc -l <"$tmp/fates.csv")" -eq 53 ] && [ "$(grep -c 'unmatched' "$tmp/fates.csv")" -eq 25 ] && [ "$(grep -c 'ambiguous' "$tmp/fates.csv")" -eq 22 ]
    ok $? 'prices import --report: a line for each row'
    run 0 prices import "$tmp/feed.csv" --book "$tmp/book"
    says out 'already there         2'
    # of 800 and 900 the book shows both, the newer first, and says what they are in another currency
    run 0 prices show rtx-3090 --book "$tmp/book" --country US
    awk '/^ *2026-09-02/ { new = NR; m = $2 } /^ *2026-09-01/ && new && $2 == 800 { old = NR } END { exit !(new && old == new + 1 && m == 900) }' "$tmp/out"
    ok $? "prices show: $(grep '2026-09-0[12]' "$tmp/out" | head -n 2 | tr '\n' ' ')"
    run 0 prices show rtx-3090 --book "$tmp/book" --country US --condition new
    says out 'new: about USD '
    ! grep -q '^used: about' "$tmp/out"
    ok $? 'prices show --condition new shows used ones'
    run 0 prices stale --book "$tmp/book" --months 0
    says out 'Without any price: '
    run 0 prices stale --book "$tmp/book" --months 600
    ! grep -q 'Newest price older' "$tmp/out"
    ok $? 'prices stale: a price from before computers'
}

# Suggestions for rigs at the edges: none at all, one class, several users, with and without what is assumed of the rig.
suggestions_at_edges() {
    flat 1 fit --gpu gtx-1050-2gb --ctx 1500000
    tells 'Nothing of the catalogue runs well on '
    flat 0 fit --gpu rtx-3090 --parallel 4
    tells ' of context for each user'
    flat 0 fit --gpu rtx-3090 --use code
    tells 'For code'
    ! grep -qE '^For (chat|vision)' "$tmp/out"
    ok $? 'fit --use code: other uses'
}

# decode: tokens a second of the best deployment, in $tmp/out
decode() { sed -n '/^  About /{ s/^  About \([0-9.]*\) tok.*/\1/p; q; }' "$tmp/out"; }

# Cards of many kinds, of which not every set is tried, and cards that bridges join.
mixed_deploys() {
    many=rtx-3060-12gb,rtx-3070,rtx-3080-10gb,rtx-3090,rtx-4060,rtx-4070,rtx-4080,rtx-4090,rtx-5070,rtx-5080,rtx-5090
    ctx=8192 ram=
    # 4.6 GiB of weights: nothing reads them faster than the card with the fastest memory
    deploys "--gpu $many" llama-3.1-8b --quant Q4_K_M
    is cards rtx-5090
    # 70 GiB: it takes several, those with the fastest memory first, and all that deploy says predict says too
    deploys "--gpu $many" llama-3.1-70b --quant Q8_0
    for fast in rtx-5090 rtx-4090 rtx-3090; do
        head -n 1 "$tmp/ways" | cut -d'|' -f4 | grep -q "$fast"
        ok $? "deploy of eleven kinds: $fast is not among $(head -n 1 "$tmp/ways" | cut -d'|' -f4)"
    done
    ! head -n 1 "$tmp/ways" | grep -q 'rtx-4060'
    ok $? 'deploy of eleven kinds: the slowest card takes part'
    # a bridge makes no answer later, four cards are two pairs, and a fifth of another kind is left out of them
    for cards in rtx-3090:3 rtx-3090:4 rtx-3090:4,rtx-3060-12gb rtx-3060-12gb,rtx-3090:4; do
        for bridge in '' '--bridge nvlink'; do
            run 0 deploy --gpu "$cards" $bridge --model llama-3.1-70b --quant Q4_K_M --engines llama.cpp
            tr '\n' ' ' <"$tmp/out" | tr -s ' ' | sed 's/.*whole answer after \([0-9.]*\) s.*/\1/'; echo
        done | tr '\n' ' ' >"$tmp/seconds"
        awk '{ exit !(NF == 2 && $1 > 0 && $2 > 0 && $2 <= $1) }' "$tmp/seconds"
        ok $? "deploy --gpu $cards: the whole answer without and with bridges after $(cat "$tmp/seconds") s"
        says out 'x rtx-3090'
    done
    # one engine loads both makers' cards at once: llama.cpp with Vulkan
    run 0 deploy --gpu rtx-3090,rx-7900-xtx --model llama-3.1-70b --quant Q4_K_M
    says out 'llama.cpp on Vulkan, Q4_K_M, rx-7900-xtx + rtx-3090'
    # a desktop on the first card makes it unlike the second
    run 0 deploy --gpu rtx-3090:2 --desktop windows --model llama-3.1-8b --quant Q4_K_M --engine llama.cpp --split none
    says out 'About '
}
