/* inputs_scenarios.h: small scenarios that together use every kind of record, for inputs.c. */
#ifndef INPUTS_SCENARIOS_H
#define INPUTS_SCENARIOS_H

#define HEAD "schema: rigplan-scenario-2\ntitle: one\nas_of: 2026-11-21\n"
#define HOUSE "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"

static const char *const scenarios[] = {
    /* two cards in a house where everything is stated, beside rented ones; one of the models is too large */
    HEAD
    "rates: [{currency: AUD, usd: 0.66}]\n"
    "funds: [{id: cash, amount: 1500}, {id: gift, amount: 1900, vendor: NVIDIA, resale_frac: 0.8},\n"
    "  {id: apple, amount: 900, vendor: Apple, resale_frac: 0.8}]\n"
    "owned: [{device: rtx-3090}]\n"
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat, breaker_a: 20, other_load_w: 300, room_w_k: 45,\n"
    "  use_days_year: 330, headless: no, cooled: yes, on_h_day: 12}\n"
    "shocks: [{component: rtx-3090, factor: 1.1}]\n"
    "priorities: [{figure: speed_tok_s, weight: 2}, {figure: life_cost, weight: 1}]\n"
    "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M, users: 2, need_tok_s: 20, need_ttft_s: 2},\n"
    "  {id: big, model: llama-3.1-70b, quant: Q4_K_M}]\n"
    "options: [{id: one, title: one, price_factor: 1.1, machines: [{id: pc, devices: [{device: rtx-3090, qty: 2,\n"
    "  condition: used, cap_w: 250}],\n"
    "  board: {board: crosshair-viii-dark-hero}, cpu: {cpu: ryzen-5900x}, psus: [{psu: hx1200i}], split: layer,\n"
    "  parts: [{part: ddr4-3600-4x32}, {part: nvme-500}, {part: nh-u12s}, {part: meshify-2-xl},\n"
    "  {part: nvlink-bridge-3slot, condition: used}]}]},\n"
    "  {id: two, title: two, machines: [{id: rent, cloud: {offer: runpod-rtx-4090-on-demand-2026-03, qty: 2}}]}]\n",
    /* rent and tokens beside a machine at home, paid by the month */
    HEAD "funds: [{id: cash, amount: 3000}, {id: budget, amount: 40, per: month}]\n"
         "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat, use_days_year: 200}\n"
         "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M, need_tok_s: 20},\n"
         "  {id: big, model: llama-3.1-70b, quant: Q4_K_M, daily_requests: 300, depth_tokens: 1000},\n"
         "  {id: code, model: qwen3-coder-30b-a3b, quant: Q4_K_M, machine: pod, use_h_day: 2}]\n"
         "options: [{id: mix, title: mix, machines: [{id: pc, devices: [{device: rtx-3060-12gb}], psus: [{psu: "
         "rm850x-2021}], host: desktop},\n"
         "  {id: pod, cloud: {offer: runpod-rtx-4090-secure}},\n"
         "  {id: tokens, api: {offer: deepinfra-openrouter-llama-3.1-70b-fp8}}]}]\n",
    /* tensor parallel with bridges, experts */
    HEAD "funds: [{id: cash, amount: 15000}]\n" HOUSE
         "workloads: [{id: moe, model: qwen3-30b-a3b, quant: Q4_K_M, users: 2, need_tok_s: 20}]\n"
         "options: [{id: quad, title: quad, machines: [{id: pc, devices: [{device: rtx-3090, qty: 4, condition: used, "
         "cap_w: 250}],\n"
         "  board: {board: wrx80e-sage}, cpu: {cpu: trp-3945wx}, psus: [{psu: hx1200i, qty: 2}], split: tensor, "
         "bridge: nvlink-bridge,\n"
         "  parts: [{part: ddr4-rdimm-8x16, condition: used}, {part: pcie4-riser, qty: 4, condition: used}]}]}]\n",
    /* a machine sold whole, imported; windows; a stated price in another currency */
    HEAD "funds: [{id: cash, amount: 15000}, {id: euros, amount: 500, currency: EUR}]\n" HOUSE
         "prices: [{component: tb5-cable, amount: 60, currency: EUR}]\n"
         "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}, {id: gemma, model: gemma-3-27b, quant: Q4_K_M}]\n"
         "options: [{id: mac, title: mac, machines: [{id: mini, system: {system: mac-mini-m4-pro-48, "
         "imported: yes, gpu_limit_gib: 40}, parts: [{part: tb5-cable}]}]}]\n",
    /* an engine with a pool; in California, in USD */
    HEAD
    "funds: [{id: cash, amount: 15000}]\nsite: {country: US, state: CA, outlet: us-15a-120, tariff: us-plan-004}\n"
    "workloads: [{id: chat, model: qwen3-32b, quant: fp8, users: 4}]\n"
    "options: [{id: v, title: v, machines: [{id: pc, engine: vllm, devices: [{device: rtx-4090, qty: 2}], psus: [{psu: "
    "hx1500i-2023}], split: tensor}]}]\n",
    /* layers in system RAM, a card of AMD */
    HEAD "funds: [{id: cash, amount: 15000}]\n" HOUSE
         "workloads: [{id: big, model: llama-3.1-70b, quant: Q4_K_M, need_tok_s: 0.5, users: 2}]\n"
         "options: [{id: amd, title: amd, machines: [{id: pc, devices: [{device: rx-7900-xtx}], board: {board: "
         "tuf-b550-plus}, cpu: {cpu: "
         "ryzen-5700x},\n"
         "  psus: [{psu: rm850x-2021}], parts: [{part: ddr4-3600-2x32}]}]}]\n",
    /* row split, latent attention; recurrent layers */
    HEAD "funds: [{id: cash, amount: 15000}]\n" HOUSE "workloads: [{id: mla, model: deepseek-v2-lite, quant: Q4_K_M}, "
         "{id: hybrid, model: qwen3.5-35b-a3b, quant: Q4_K_M}]\n"
         "options: [{id: rows, title: rows, machines: [{id: pc, devices: [{device: rtx-3090, qty: 2}], psus: [{psu: "
         "hx1200i}], "
         "split: row}]}]\n",
    /* several machines: one extends an owned one, sells its cards and has a run of its own; circuits, a UPS, a link */
    HEAD
    "funds: [{id: cash, amount: 15000}, {id: gift, amount: 3900, vendor: Apple, resale_frac: 0.85}]\n"
    "site: {country: AU, outlet: au-10a, tariff: nsw-endeavour-red-tou, other_load_w: 100, use_days: weekdays, "
    "use_from_h: 19,\n"
    "  use_days_year: 250, own_meter: yes, solar_kwh_day: 2, circuits:\n"
    "  [{id: garage, outlet: au-15a, breaker_a: 20, other_load_w: 200, cost: 450, currency: NZD}]}\nlife_years: 4\n"
    "machines: [{id: desk, owned: yes, host: workstation, devices: [{device: rtx-3090}], psus: [{psu: hx1200i}]},\n"
    "  {id: vps, owned: yes, remote: yes, host: server, parts: [{part: nvme-500}]}]\n"
    "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M, machine: desk, depth_tokens: 512, need_tok_s: 10},\n"
    "  {id: gemma, model: gemma-3-27b, quant: Q4_K_M, machine: mac, want: nice, weight: 2},\n"
    "  {id: big, model: llama-3.1-70b, quant: Q8_0, role: pair, users: 2, use_h_day: 2}]\n"
    "options: [{id: both, title: both, machines:\n"
    "  [{id: desk, extends: desk, circuit: garage, on_h_day: 10, headless: no, desktop: windows, ups_of: mac,\n"
    "    roles: [other], sell: [{component: rtx-3090}], add: {devices: [{device: rtx-4090, cap_w: 300}]},\n"
    "    runs: [{workload: chat, flash_attn: yes, ubatch_tokens: 256, parallel: 2}]},\n"
    "   {id: vps, extends: vps},\n"
    "   {id: mac, system: {system: mac-studio-m3-ultra-96}, circuit: garage, roles: [pair], parts: [{part: "
    "be850g2}]},\n"
    "   {id: mac-2, system: {system: mac-studio-m3-ultra-96}, roles: [pair]}],\n"
    "  links: [{id: cable, between: [mac, mac-2], port: TB5, split: layer, parts: [{part: tb5-cable}]}]},\n"
    "  {id: nothing, title: nothing}]\n"};

#endif
