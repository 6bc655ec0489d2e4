/* read/feed: Markdown, lists, PCPartPicker, pc-part-dataset, sold listings and JSON; see feed.c for how rows are
   written. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "feed.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* Returns "title = amount CURRENCY condition kind date (category) {source}" for each row, then what is said. */
static const char *rows_of(const char *text, const struct feed_terms *terms, const char **form)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    struct feed feed;
    struct str out = str_new(a);
    feed_read(a, &d, test_catalogue(), "f", arena_strdup(a, text), strlen(text), terms, &feed);
    for (size_t i = 0; i < feed.n; i++) {
        const struct feed_row *r = &feed.row[i];
        str_addf(&out, "%s = ", r->title);
        if (isnan(r->amount))
            str_add(&out, "none");
        else
            str_addf(&out, "%.10g", r->amount);
        if (!isnan(r->low))
            str_addf(&out, " [%.10g %.10g]", r->low, r->high);
        if (!isnan(r->shipping))
            str_addf(&out, " +%g", r->shipping);
        str_addf(&out, " %s %s %s %s", r->currency ? enums_text(&enums_currency, (int)r->currency) : "~",
                 r->condition ? enums_text(&enums_condition, (int)r->condition) : "~",
                 r->kind ? enums_text(&enums_pricekind, (int)r->kind) : "~", r->date ? r->date : "~");
        if (r->category)
            str_addf(&out, " (%s)", r->category);
        if (r->source)
            str_addf(&out, " {%s}", r->source);
        if (r->tax)
            str_addf(&out, " %s", enums_text(&enums_taxed, (int)r->tax));
        str_addf(&out, "%s%s\n", r->paid ? " paid" : "", r->total ? " total" : "");
    }
    str_add(&out, test_faults(&d));
    *form = feed.form;
    return out.text;
}

struct given {
    const char *form, *text, *want;
    struct feed_terms terms;
};

static void check(const struct given *g, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *form;
        test_row("%zu: %s", i, g[i].form);
        SAME(rows_of(g[i].text, &g[i].terms, &form), g[i].want);
        SAME(form, g[i].form);
    }
}
#define CHECK(...)                                                                                                     \
    static const struct given given[] = {__VA_ARGS__};                                                                 \
    check(given, COUNT_OF(given))

static void markdown(void)
{
    CHECK({"Markdown",
           "# Prices\n\n| GPU | VRAM | Used price | New price |\n|---|---|---|---|\n| **RTX 3090** | 24 GB | "
           "$700\xE2\x80\x93"
           "900 | - |\n| [RTX 4090](https://x.org) | 24 GB | ~$1,500 | $2,100 |\n",
           "RTX 3090 = 800 [700 900] USD used market ~\nRTX 4090 = 1500 USD used market ~\nRTX 4090 = 2100 USD new "
           "market ~\n",
           {.currency = currency_usd}},
          {"Markdown",
           "Card|Street\n---|---\nRTX 3060 12GB|~$318\nRTX 3090|$700 used\n",
           "RTX 3060 12GB = 318 USD ~ market ~\nRTX 3090 = 700 USD used market ~\n",
           {.country = "US"}},
          {"Markdown",
           "What I saw | Going rate\n--- | ---\nRTX 3090 | A$1,450\nRTX 3080 | A$600 sold\n",
           "RTX 3090 = 1450 AUD ~ market ~\nRTX 3080 = 600 AUD ~ market ~\n",
           {0}},
          {"Markdown",
           "Part | Price | Link\n-|-|-\nRTX 3090 | \xC2\xA3"
           "650 | [eBay](https://www.ebay.co.uk/itm/5)\n",
           "RTX 3090 = 650 GBP ~ market ~ {https://www.ebay.co.uk/itm/5}\n",
           {0}},
          {"Markdown",
           "a | b\n-|-\n1 | 2\n\n- RTX 3090: $700 used\n",
           "RTX 3090 = 700 USD used market ~\nf:3:1: warning: the table that ends here is left out: no column is a "
           "price [W418]\n",
           {.currency = currency_usd}});
}

static void lists(void)
{
    CHECK(
        {"text",
         "Prices as of 12 Mar 2026\n- RTX 3090: ~$700 used, $1,100 new\n* RTX 4090 \xE2\x80\x94 $1,500\xE2\x80\x93"
         "1,800 (2026-04)\n1. Tesla P40 around 1.1k\n\xE2\x80\xA2 used RTX A6000, $3,200 sold\n",
         "RTX 3090 = 700 USD used market 2026-03-12\nRTX 3090 = 1100 USD new market 2026-03-12\nRTX 4090 = 1650 [1500 "
         "1800] USD ~ market "
         "2026-04\nTesla P40 = 1100 USD ~ market 2026-03-12\nused RTX A6000 = 3200 USD used sold 2026-03-12\n",
         {.currency = currency_usd}},
        {"text",
         "RTX 3090 $700 used\nRTX 3080 Ti for A$500 ono\n650 EUR RTX 3080\nnothing here\n",
         "RTX 3090 = 700 AUD used market ~\nRTX 3080 Ti = 500 AUD ~ market ~\nRTX 3080 = 650 EUR ~ market ~\n",
         {.country = "AU"}},
        {"text",
         "- RTX 3090 MSRP $1,499\n- RTX 3090 from $700\n- RTX 4090 $0.40/hr\n- a thing\n",
         "RTX 3090 = 1499 USD ~ list ~\nRTX 3090 from $700 = none ~ ~ market ~\nRTX 4090 $0.40/hr = none ~ ~ "
         "market ~\n"
         "a thing = none ~ ~ market ~\nf:2:1: warning: no price of one thing is found in \"RTX 3090 from $700\" "
         "[W418]\n"
         "f:3:1: warning: no price of one thing is found in \"RTX 4090 $0.40/hr\" [W418]\n",
         {.currency = currency_usd}},
        {"text",
         "- CPU: Ryzen 9 7900\n- GPU: 2x RTX 3090 used\n- RAM: 64GB DDR5-6000 ($210)\n",
         "Ryzen 9 7900 = none ~ ~ market ~ (CPU)\n2x RTX 3090 used = none ~ used market ~ (GPU)\n64GB DDR5-6000 = 210 "
         "USD ~ "
         "market ~ (RAM)\n",
         {.currency = currency_usd}});
}

static void picker(void)
{
    CHECK({"PCPartPicker Markdown",
           "[PCPartPicker Part List](https://au.pcpartpicker.com/list/abc)\n\nType|Item|Price\n:----|:----|:----\n"
           "**CPU** | [AMD Ryzen 9 7900X](https://au.pcpartpicker.com/product/x) | $618.00 @ Scorptec\n"
           "**Memory** | [G.Skill 64 GB (2 x 32 GB)](https://au.pcpartpicker.com/product/y) | -\n"
           "**Video Card** | [EVGA RTX 3090](https://au.pcpartpicker.com/product/z) | Purchased For $1,100.00\n"
           " | *Prices include shipping, taxes, rebates, and discounts* |\n | **Total** | **$1718.00**\n"
           " | Generated by [PCPartPicker](https://au.pcpartpicker.com) 2026-03-02 12:33 AEDT+1100 |\n",
           "AMD Ryzen 9 7900X = 618 AUD new retail 2026-03-02 (CPU) {https://au.pcpartpicker.com/list/abc (Scorptec)}\n"
           "G.Skill 64 GB (2 x 32 GB) = none ~ new retail 2026-03-02 (Memory) {https://au.pcpartpicker.com/list/abc}\n"
           "EVGA RTX 3090 = 1100 AUD used sold 2026-03-02 (Video Card) {https://au.pcpartpicker.com/list/abc} paid\n",
           {0}},
          {"PCPartPicker text",
           "PCPartPicker Part List: https://uk.pcpartpicker.com/list/abc\n\nCPU: Intel Core i5-12400  (\xC2\xA3"
           "120.50 @ "
           "Amazon UK)\nMotherboard: Asus TUF (WI-FI) ATX AM4 Motherboard\nVideo Card: MSI RTX 3090  (Purchased For "
           "\xC2\xA3"
           "600.00)\nTotal: \xC2\xA3"
           "720.50\nPrices include shipping, taxes, and discounts when available\n"
           "Generated by PCPartPicker 2026-09-19 23:10 BST+0100\n",
           "Intel Core i5-12400 = 120.5 GBP new retail 2026-09-19 (CPU) {https://uk.pcpartpicker.com/list/abc (Amazon "
           "UK)}\n"
           "Asus TUF (WI-FI) ATX AM4 Motherboard = none ~ new retail 2026-09-19 (Motherboard) "
           "{https://uk.pcpartpicker.com/list/abc}\n"
           "MSI RTX 3090 = 600 GBP used sold 2026-09-19 (Video Card) {https://uk.pcpartpicker.com/list/abc} paid\n",
           {0}},
          {"PCPartPicker BBCode",
           "[url=https://pcpartpicker.com/list/abc]PCPartPicker Part List[/url]\n\n[b]CPU:[/b] "
           "[url=https://pcpartpicker.com/"
           "product/x]AMD Ryzen 7 7700[/url]  ($250.00 @ Newegg) \n[b]CPU Cooler:[/b] "
           "[url=https://pcpartpicker.com/product/y]"
           "Noctua NH-D15[/url] \n[b]Total:[/b] $250.00\n[i]Prices include shipping, taxes, and discounts when "
           "available[/i]\n",
           "AMD Ryzen 7 7700 = 250 USD new retail ~ (CPU) {https://pcpartpicker.com/list/abc (Newegg)}\n"
           "Noctua NH-D15 = none ~ new retail ~ (CPU Cooler) {https://pcpartpicker.com/list/abc}\n",
           {0}},
          {"PCPartPicker HTML",
           "<a href=\"https://ca.pcpartpicker.com/list/abc\">PCPartPicker Part List</a>\n<table "
           "class=\"pcpp-part-list\">\n"
           "<thead><tr><th>Type</th><th>Item</th><th>Price</th></tr></thead><tbody>\n<tr>\n"
           "<td class=\"pcpp-part-list-type\">CPU</td>\n<td class=\"pcpp-part-list-item\"><a href=\"https://x\">AMD "
           "Ryzen 9 "
           "7900X</a></td>\n<td class=\"pcpp-part-list-price\">\n<a href=\"https://x\">$318.00 @ "
           "B&amp;H</a>\n</td></tr>\n"
           "<tr><td></td><td>Total</td><td>$318.00</td></tr></tbody></table>\n",
           "AMD Ryzen 9 7900X = 318 CAD new retail ~ (CPU) {https://ca.pcpartpicker.com/list/abc (B&H)}\n",
           {0}},
          {"PCPartPicker text",
           "PCPartPicker part list / Price breakdown by merchant\nhttps://pcpartpicker.com/list/abc\nType Item Price\n"
           "CPU Intel Core i5-6400 2.7GHz Quad-Core Processor $174.99 @ SuperBiiz\nTotal $174.99\n",
           "Intel Core i5-6400 2.7GHz Quad-Core Processor = 174.99 USD new retail ~ (CPU) "
           "{https://pcpartpicker.com/list/abc}\n",
           {0}},
          {"HTML",
           "<table><tr><th>Product<th>Price<tr><td>RTX&nbsp;3090<td>&euro;799,00</table>",
           "RTX 3090 = 799 EUR ~ ~ ~\n",
           {0}});
}

#define DATASET "{github.com/docyx/pc-part-dataset} excluded\n"

static void dataset(void)
{
    CHECK({"pc-part-dataset",
           "name,price,chipset,memory,core_clock,boost_clock,color,length\nMSI GeForce RTX 3060 Ventus 2X "
           "12G,299.97,GeForce "
           "RTX 3060 12GB,12,1320,1777,Black,235\nAsus TUF,,GeForce RTX 4090,24,2235,2520,Black,348\n",
           "MSI GeForce RTX 3060 Ventus 2X 12G GeForce RTX 3060 12GB 12 GB = 299.97 USD new retail 2025-07 "
           "(video-card) " DATASET "Asus TUF GeForce RTX 4090 24 GB = none ~ new retail 2025-07 (video-card) " DATASET,
           {.date = "2025-07"}},
          {"pc-part-dataset",
           "{\"name\":\"Corsair Vengeance 64 "
           "GB\",\"price\":194.99,\"speed\":[5,6000],\"modules\":[2,32],\"price_per_gb\":3,"
           "\"color\":null,\"first_word_latency\":10,\"cas_latency\":30}\n{\"name\":\"X 8 "
           "GB\",\"price\":null,\"speed\":[4,3200],"
           "\"modules\":[1,8],\"price_per_gb\":null,\"color\":null,\"first_word_latency\":10,\"cas_latency\":null}\n",
           "Corsair Vengeance 64 GB (2 x 32 GB) DDR5-6000 CL30 Memory = 194.99 USD new retail ~ (memory) " DATASET
           "X 8 GB (1 x 8 GB) DDR4-3200 Memory = none ~ new retail ~ (memory) " DATASET,
           {0}},
          {"pc-part-dataset",
           "[{\"name\":\"Corsair RM850x\",\"price\":139.99,\"type\":\"ATX\",\"efficiency\":\"gold\",\"wattage\":850,"
           "\"modular\":\"Full\",\"color\":\"Black\"}]",
           "Corsair RM850x 850 W 80+ Gold Certified Fully Modular ATX Power Supply = 139.99 USD new retail ~ "
           "(power-supply) " DATASET,
           {0}},
          {"pc-part-dataset",
           "name,price,capacity,price_per_gb,type,cache,form_factor,interface\nSamsung 990 Pro,149.99,2000,"
           "0.075,SSD,2048,M.2-2280,M.2 PCIe 4.0 X4\n",
           "Samsung 990 Pro 2 TB M.2-2280 M.2 PCIe 4.0 X4 Solid State Drive = 149.99 USD new retail ~ "
           "(internal-hard-drive) " DATASET,
           {0}},
          {"pc-part-dataset",
           "name,price,socket,form_factor,max_memory,memory_slots,color\nMSI X670E,250,AM5,ATX,256,4,Black\n",
           "MSI X670E ATX AM5 Motherboard = 250 USD new retail ~ (motherboard) " DATASET,
           {0}});
}

/* The other tables of the dataset, and rows that leave a column empty. */
static void other_tables(void)
{
    CHECK(
        {"pc-part-dataset",
         "name,price,capacity,price_per_gb,type,cache,form_factor,interface\nSeagate Barracuda,54.99,500,0.11,7200,256,"
         "3.5,SATA 6.0 Gb/s\nNo Name,10,,,,,M.2-2280,\n",
         "Seagate Barracuda 500 GB 3.5 SATA 6.0 Gb/s 7200 RPM Internal Hard Drive = 54.99 USD new retail ~ "
         "(internal-hard-drive) " DATASET "No Name M.2-2280 = 10 USD new retail ~ (internal-hard-drive) " DATASET,
         {0}},
        {"pc-part-dataset",
         "name,price,type,efficiency,wattage,modular,color\nEVGA 600 N1,49.99,ATX,,600,false,Black\n"
         "Corsair CX650M,79.99,ATX,bronze,650,Semi,Black\n",
         "EVGA 600 N1 600 W ATX Power Supply = 49.99 USD new retail ~ (power-supply) " DATASET
         "Corsair CX650M 650 W 80+ Bronze Certified Semi-modular ATX Power Supply = 79.99 USD new retail ~ "
         "(power-supply) " DATASET,
         {0}},
        {"pc-part-dataset",
         "name,price,type,color,psu,side_panel,external_volume,internal_35_bays\nNZXT H5,89.99,ATX Mid Tower,Black,,"
         "Tempered Glass,46.8,1\n",
         "NZXT H5 ATX Mid Tower Case = 89.99 USD new retail ~ (case) " DATASET,
         {0}},
        {"pc-part-dataset",
         "name,price,rpm,noise_level,color,size\nArctic Liquid Freezer III,99.99,1800,,Black,360\n",
         "Arctic Liquid Freezer III 360 mm = 99.99 USD new retail ~ (cpu-cooler) " DATASET,
         {0}},
        {"pc-part-dataset",
         "name,price,capacity_w,capacity_va\nAPC BX1500M,189.99,900,1500\n",
         "APC BX1500M 900 W 1500 VA UPS = 189.99 USD new retail ~ (ups) " DATASET,
         {0}},
        {"pc-part-dataset",
         "name,price,interface,color\nTP-Link TX401,69.99,PCIe x4,\n",
         "TP-Link TX401 PCIe x4 = 69.99 USD new retail ~ (wired-network-card) " DATASET,
         {0}},
        {"pc-part-dataset",
         "name,price,core_count,core_clock,boost_clock,microarchitecture,tdp,graphics\nAMD Ryzen 5 "
         "5600X,129.99,6,3.7,4.6,Zen 3,65,\n",
         "AMD Ryzen 5 5600X = 129.99 USD new retail ~ (cpu) " DATASET,
         {0}},
        {"pc-part-dataset",
         "name,price,chipset,memory,core_clock,boost_clock,color,length\nSapphire Nitro+,499,Radeon RX 7800 XT,,,,,\n",
         "Sapphire Nitro+ Radeon RX 7800 XT = 499 USD new retail ~ (video-card) " DATASET,
         {0}});
}

/* A range belongs to the price where it is in its currency and around it; a dollar of a price that names its currency
   is that currency's. */
static void ranges(void)
{
    CHECK({"CSV", "title,price,low,high\nA,700,USD 650,USD 800\n", "A = 700 [650 800] USD ~ ~ ~\n", {0}},
          {"CSV", "title,price,low,high\nA,$700,AUD 650,AUD 800\n", "A = 700 [650 800] AUD ~ ~ ~\n", {.country = "AU"}},
          {"CSV", "title,price,low,high,currency\nA,700,,800,USD\n", "A = 700 [700 800] USD ~ ~ ~\n", {0}});
}

static void sold(void)
{
    CHECK(
        {"CSV",
         "itemId,title,soldPrice,soldCurrency,endedAt,condition,conditionId,shipping,url\n"
         "1,EVGA RTX 3090 FTW3,812.00,USD,2026-03-12T04:05:06.000Z,Pre-Owned,3000,15.5,https://www.ebay.com/itm/1\n"
         "2,RTX 3090 broken,200,USD,2026-03-11T00:00:00Z,For parts or not "
         "working,7000,Free,https://www.ebay.com/itm/2\n",
         "EVGA RTX 3090 FTW3 = 812 +15.5 USD used sold 2026-03-12 {https://www.ebay.com/itm/1}\n"
         "RTX 3090 broken (for parts or not working) = 200 +0 USD used sold 2026-03-11 {https://www.ebay.com/itm/2}\n",
         {0}},
        {"JSON",
         "[{\"itemId\": \"9\", \"title\": \"RTX 3090\", \"priceRaw\": \"AU $1,450.00\", \"priceValue\": 1450, "
         "\"priceMax\": "
         "null, \"currency\": \"AUD\", \"conditionId\": 2500}]",
         "RTX 3090 = 1450 AUD refurbished ~ ~\n",
         {0}},
        {"JSON",
         "[{\"title\": \"RTX 3090\", \"price\": {\"raw\": \"US $29.99\", \"extracted\": 29.99, \"currency\": "
         "\"USD\"}}]",
         "RTX 3090 = 29.99 USD ~ ~ ~\n",
         {0}},
        {"CSV",
         "Title,Sold For,Price,Listing Type\nRTX 3090,x,$700.00,Auction\n",
         "RTX 3090 = 700 USD ~ asking ~\n",
         {.currency = currency_usd}});
}

static void json(void)
{
    CHECK(
        {"JSON",
         "{\"items\": [{\"name\": \"RTX 3090\", \"price\": 700.5, \"currency\": \"USD\"}]}",
         "RTX 3090 = 700.5 USD ~ ~ ~\n",
         {0}},
        {"JSON",
         "{\"page\": {\"results\": {\"products\": [{\"product\": {\"title\": \"RTX 3090\"}, \"x\": 1}, {\"title\": "
         "\"RTX 4090\", \"price\": \"1.299,00 \xE2\x82\xAC\"}]}}}",
         "RTX 4090 = 1299 EUR ~ ~ ~\n",
         {0}},
        {"JSON",
         "{\"schema\": \"rigplan-catalogue-1\", \"prices\": [{\"id\": \"a\", \"component\": \"rtx-3090\", \"amount\": "
         "{\"low\": 700, \"value\": 850, \"high\": 1000}, \"currency\": \"USD\", \"condition\": \"used\", \"kind\": "
         "\"market\", "
         "\"date\": \"2026-02\", \"source\": \"insiderllm.com\"}]}",
         "rtx-3090 = 850 [700 1000] USD used market 2026-02 {insiderllm.com}\n",
         {0}},
        {"JSON",
         "[{\"name\": \"A\", \"price\": 1.299}, {\"name\": \"B\" \"price\": 3}, {\"name\": \"C\", \"price\": 12}]",
         "A = 1.299 USD ~ ~ ~\nC = 12 USD ~ ~ ~\nf:1:1: warning: the object is left out: it is not valid JSON "
         "[W418]\n",
         {.currency = currency_usd}},
        {"JSONL",
         "{\"title\": \"A\", \"price\": 5}\n{\"title\": \"B\", \"price\": \"6 EUR\"}\n{\"other\": 1}\n",
         "A = 5 USD ~ ~ ~\nB = 6 EUR ~ ~ ~\nf:3:1: warning: the object is left out: none of its keys is a name or a "
         "price "
         "[W418]\n",
         {.currency = currency_usd}},
        {"JSON",
         "{\"a\": 1}",
         "f: error: no prices are found; expected a table (CSV, TSV, Markdown, HTML) with a header such as title, "
         "price and "
         "currency, a list with a price on each line, JSON objects with title and price, or a list of PCPartPicker "
         "[E305]\n",
         {0}});
}

SUITE(feed_forms, {"tables of Markdown", markdown}, {"lists and loose lines", lists}, {"PCPartPicker", picker},
      {"pc-part-dataset", dataset}, {"its other tables", other_tables}, {"ranges", ranges}, {"sold listings", sold},
      {"JSON", json})
