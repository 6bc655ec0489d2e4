# Sourced by tests/plans.sh: the scenarios with models and machines of 2026, home-2026 and office-eu-2026, which have been run. Figures are
# worked out by hand from the scenario and the catalogue.

# full NAME MUSTS: there is an answer that can be had, and no option has an unknown price or unknown watts
full() {
    first=$(options "$1" | head -n 1)
    holds "$1: the first option serves all that has to run" "$(cells "$1" ranking musts rank 1) == $2"
    near "$1: money that the first option lacks" 0 "$(cell "$1" cost missing id "$first")"
    checks "$1" "$first" 'fails|unknown|not checked' >"$tmp/lacks"
    same "$1: checks of the first option that fail or could not be made" '' "$(head -n 1 "$tmp/lacks")"
    same "$1: options whose price is not known" 0 "$(cells "$1" cost price | grep -c null)"
    same "$1: options whose watts are not known" 0 "$(cells "$1" ranking decode_wall_w | grep -c null)"
    for o in $(options "$1"); do
        same "$1, $o: build checks that fail" '' "$(checks "$1" "$o" fails | head -n 1)"
        same "$1, $o: prices of its bill that are not known" 0 "$(cells "$1" "bill-$o" total | grep -c null)"
    done
}
full home-2026 3
full office-eu-2026 3

# Tax: 7 % of sales tax in North Carolina; a German business gets 19 % of VAT back.
# tax_of SCENARIO OPTION FACTOR SETTING: the price of the option over that with the setting
tax_of() {
    run_plan without "$root/scenarios/$1.yaml" --set "$4"
    ratio="$(cell "$1" cost price id "$2") / $(cell without cost price id "$2")"
    holds "$1, $2: $3 times the price with $4" "$ratio > $3 - 1e-4 && $ratio < $3 + 1e-4"
}
tax_of home-2026 dgx-spark 1.07 tax_frac=0
tax_of home-2026 one-5090 1.07 tax_frac=0
tax_of office-eu-2026 dual-pro-5000 0.840336 registered=no # 1 / 1.19

# A bill of stated prices: 1200 + 180 + 300 + 120 + 280 + 40 + 110 + 600 = 2830, which leaves 3170 of 6000, less tokens of three years.
run_plan stated "$root/scenarios/home-2026.yaml" --price rtx-3090=1200 --price b650-tomahawk=180 --price ryzen-9700x=300 \
    --price rm850e-2025=120 --price nvme-2tb=280 --price peerless-assassin-120-se=40 --price lancool-216=110 --price ddr5-5600-2x32-udimm=600
near 'home-2026: the sum of stated prices' 2830 "$(cell stated cost price id one-3090)"
near 'home-2026: left of the money after stated prices' 3170 "$(cell stated funds left option one-3090)"

# Outlets: 80 % of 120 V x 15 A is 1440 W, 70 % of 230 V x 16 A is 2576 W; electricity at USD 0.1505, and at EUR 0.372 without VAT.
# carries NAME OPTION WATTS PRICE_KWH
carries() {
    near "$1, $2: load of the outlet" "$(cell "$1" house peak_wall_w id "$2" | awk -v w="$3" '{ printf "%.9g", $1 / w }')" "$(cell "$1" house outlet_frac id "$2")"
    near "$1, $2: electricity" "$(cell "$1" cost energy_kwh_year id "$2" | awk -v p="$4" '{ printf "%.9g", $1 * p }')" "$(cell "$1" cost energy_cost_year id "$2")"
    same "$1, $2: outlet" ok "$(cell "$1" house outlet_verdict id "$2")"
}
carries home-2026 one-5090 1440 0.1505
carries home-2026 dual-3090 1440 0.1505
carries office-eu-2026 dual-5090 2576 0.32512605

# Rent counts the hours of what the card may run: 0.5 + 0.5 + 0.25 h on 250 days, where the clients' code stays in the house. Nothing else
# than a machine with the role runs the coder, an API neither.
hours=$(awk 'BEGIN { print 1.25 * 250 }')
run_plan twice "$root/scenarios/home-2026.yaml" --set site.use_days_year=125
near 'home-2026: half the days, half the rent' "$(cell home-2026 cost rent_year id rented-pro-6000 | awk '{ printf "%.9g", $1 / 2 }')" \
    "$(cell twice cost rent_year id rented-pro-6000)"
hour="$(cell home-2026 cost rent_year id rented-pro-6000) / $hours"
holds 'home-2026: USD 1 to 4 an hour for the rented card' "$hour > 1 && $hour < 4"
for o in rented-pro-6000 api; do
    says home-2026 "$o" 'no machine has the role in-house'
    says office-eu-2026 "$o" 'no machine has the role in-house'
done

# Memory: 61 GiB of gpt-oss-120b are in 96 GB and in 128, not in 64; with its experts in RAM a card of 24 GB will do at home.
for o in dual-pro-4500 dual-5090; do says office-eu-2026 "$o" 'gpt-oss-120b.* does not fit'; done
says home-2026 mac-mini-m5-pro 'gpt-oss-120b.* does not fit'
for o in dual-pro-5000 quad-pro-4000 pro-6000 mac-studio-m5-ultra; do
    near "office-eu-2026, $o: memory" 96 "$(cells office-eu-2026 machines mem_gib option "$o")"
done
# No card reads 13.5 GB of weights (27e9 at 4 bits) faster than its memory: 936, 1792, 614 and 256 GB/s.
while read -r option gb_s; do
    tok_s=$(cell home-2026 speed-coder decode_tok_s option "$option")
    holds "home-2026, $option: the coder is between a third of the bandwidth and all of it" "$tok_s < $gb_s / 13.5 && $tok_s > $gb_s / 13.5 / 3"
done <<'EOF'
one-3090 936
one-5090 1792
mac-studio-m5-max 614
strix-halo 256
EOF
