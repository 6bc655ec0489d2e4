/* read/import_rig: forms of output that tests/rigs has not: sections of inxi, dmidecode with boards and processors,
   every way in which NVLink can join cards, links of cards that are idle or in slow slots, amd-smi's JSON, machines
   that share their memory. Each row says what a person reads in the text. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "import_rig.h"
#include "str.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *text, *want; /* want: part of the machine; NULL: none is made */
    const char *fault;       /* part of what is said; NULL: nothing */
};

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static void check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct row *r = &rows[i];
        const struct import_rig_text one = {"x.txt", arena_strdup(test_arena(), r->text), strlen(r->text)};
        struct diags d = diag_none(test_arena());
        struct str out = str_new(test_arena());
        test_row("%zu: %s, %s", i, r->want ? r->want : "none", r->fault ? r->fault : "no fault");
        const bool made = import_rig(test_arena(), &d, test_catalogue(), false, &one, 1, &out);
        const char *faults = test_faults(&d);
        THAT(made == (r->want != NULL));
        if (!(!made || has(out.text, r->want)) || !(r->fault ? has(faults, r->fault) : *faults == '\0'))
            printf("%s%s\n", made ? out.text : "", faults);
        THAT(!made || has(out.text, r->want));
        THAT(r->fault ? has(faults, r->fault) : *faults == '\0');
    }
}

#define CARD(n) "GPU " n ": NVIDIA GeForce RTX 3090 (UUID: GPU-" n ")\n"

/* ---- inxi and glxinfo ---- */

#define INXI_MEMORY                                                                                                    \
    "Memory:\n  System RAM: total: 32 GiB available: 31.25 GiB used: 5.2 GiB (16.6%)\n"                                \
    "  Array-1: capacity: 128 GiB slots: 4 modules: 2 EC: None\n  Device-1: DIMM_A1 type: no module installed\n"

static void screens(void)
{
    static const struct row rows[] = {
        /* 2 modules of 3200 MT/s, each 8 bytes wide: 51.2 GB/s if each is on a channel of its own */
        {INXI_MEMORY "  Device-2: DIMM_A2 type: DDR4 size: 16 GiB speed: 3200 MT/s\n"
                     "  Device-3: DIMM_B1 type: no module installed\n"
                     "  Device-4: DIMM_B2 type: DDR4 size: 16 GiB speed: 3200 MT/s\n" CARD("0"),
         "32 GiB in 2 modules, 2 x 16 GiB DDR4 at 3200 MT/s; the names of the slots do not tell the channels: at most "
         "51.2 GB/s, 2 slots empty",
         NULL},
        {INXI_MEMORY "  Device-2: DIMM_A2 type: DDR4 size: 16 GiB speed: spec: 3600 MT/s actual: 3200 MT/s\n"
                     "  Device-4: DIMM_B2 type: DDR4 size: 16 GiB speed: spec: 3600 MT/s actual: 3200 MT/s\n" CARD("0"),
         "parts: [{part: ddr4-3200-2x16}]", NULL},
        {INXI_MEMORY "  Device-2: DIMM_A2 type: DDR4 size: 12 GiB\n"
                     "Graphics:\n  Device-1: NVIDIA GA102 [GeForce RTX 3090] vendor: Micro-Star MSI driver: nvidia\n",
         "devices: [{device: rtx-3090}]", "\"1 x 12 GiB DDR4\" is left out: the catalogue has no kit of such modules"},
        {"Graphics:\n  Device-1: AMD Navi 31 [Radeon RX 7900 XT/7900 XTX] driver: amdgpu v: kernel\n"
         "  Device-2: NVIDIA GA102 [GeForce RTX 3090] driver: nvidia v: 550.90\n  Display: x11 server: X.Org\n"
         "  Device-3: AMD something type: USB\n",
         "devices: [{device: rtx-3090}]", "several such cards; perhaps 'rx-7900-xt', 'rx-7900-xtx'"},
        {"Extended renderer info (GLX_MESA_query_renderer):\n    Vendor: Intel (0x8086)\n"
         "    Device: Mesa Intel(R) Arc(tm) A770 Graphics (DG2) (0x56a0)\n    Video memory: 16288MB\n"
         "    Video memory: 1MB\nOpenGL renderer string: Mesa Intel(R) Arc(tm) A770 Graphics (DG2)\nthe end\n",
         "devices: [{device: arc-a770}]", NULL},
        {"OpenGL renderer string: llvmpipe (LLVM 15.0.7, 256 bits)\n    Video memory: 31916MB\n", NULL,
         "names no card, machine or processor"},
    };
    check(rows, COUNT_OF(rows));
}

/* ---- dmidecode, free ---- */

#define DMI                                                                                                            \
    "# dmidecode 3.5\nGetting SMBIOS data from sysfs.\nSMBIOS 3.5.0 present.\nTable at 0x000E0000.\n\n"                \
    "Handle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tManufacturer: ASUS\n\tProduct Name: System Product "   \
    "Name\n\n"
#define BOARD(name) "Handle 0x0002, DMI type 2, 15 bytes\nBase Board Information\n\tProduct Name: " name "\n\n"
#define CPU                                                                                                            \
    "Handle 0x0004, DMI type 4, 48 bytes\nProcessor Information\n\tSocket Designation: AM5\n"                          \
    "\tVersion: AMD Ryzen 9 7950X 16-Core Processor\n\n"
#define SLOT(form, bank, detail)                                                                                       \
    "Handle 0x0011, DMI type 17, 92 bytes\nMemory Device\n\tData Width: 64 bits\n\tSize: 32 GB\n\tForm Factor: " form  \
    "\n\tLocator: DIMM 1\n\tBank Locator: " bank "\n\tType: DDR5\n\tType Detail: Synchronous " detail                  \
    "\n\tConfigured Clock Speed: 5600 MT/s\n\n"
#define PAIR(form, detail) SLOT(form, "P0 CHANNEL A", detail) SLOT(form, "P0 CHANNEL B", detail)

static void hosts(void)
{
    static const struct row rows[] = {
        {DMI BOARD("ProArt X670E-CREATOR WIFI") CPU CARD("0"), "board: {board: proart-x670e-creator}", NULL},
        {DMI BOARD("ProArt X670E-CREATOR WIFI") BOARD("MS-7E99") CPU CARD("0"), "{board: proart-x670e-creator}", NULL},
        {DMI BOARD("ProArt X670E-CREATOR WIFI") CPU CARD("0") CARD("1"),
         "ProArt X670E-CREATOR WIFI; to have it checked, add board: {board: proart-x670e-creator}", NULL},
        {DMI BOARD("No Such Board 12") CPU CARD("0"), "#   motherboard: No Such Board 12\n", NULL},
        {DMI BOARD("To Be Filled By O.E.M.") CPU CARD("0"), "cpu: {cpu: ryzen-7950x}", NULL},
        {DMI BOARD("Not Specified") CPU CPU CARD("0"), "processors: there are 2; a machine has one", NULL},
        /* 2 channels of 5600 MT/s at 8 bytes */
        {DMI CPU PAIR("DIMM", "Unbuffered (Unregistered)") "Handle 0x0013, DMI type 17, 92 bytes\nMemory Device\n"
                                                           "\tSize: No Module Installed\n\nEnd Of Table\n\n" CARD("0"),
         "2 x 32 GiB DDR5 at 5600 MT/s, 2 channels: 89.6 GB/s, 1 slot empty", NULL},
        {DMI PAIR("DIMM", "Unbuffered (Unregistered)") CARD("0"), "[{part: ddr5-5600-2x32-udimm}]", NULL},
        {DMI PAIR("SODIMM", "Unbuffered (Unregistered)") CARD("0"), "[{part: ddr5-5600-2x32-sodimm}]", NULL},
        {DMI PAIR("DIMM", "Registered (Buffered)") PAIR("DIMM", "LRDIMM") CARD("0"), "[{part: ddr5-5600-rdimm-4x32}]",
         NULL},
        {DMI "Handle 0x0011, DMI type 17, 92 bytes\nMemory Device\n\tSize: 32 GB\n\tType: DDR5\n"
             "\tConfigured Memory Speed: Unknown\n\tBank Locator: P0 CHANNEL A\n\n" CARD("0"),
         "32 GiB in 1 module, 1 x 32 GiB DDR5, 1 channel\n", "\"1 x 32 GiB DDR5\" is left out"},
        {CARD("0") "\n               total        used        free      shared\n"
                   "Mem:        32780000     5000000    27780000      100000\nSwap:              0           0\n",
         "devices: [{device: rtx-3090}]", "31.3 GiB of system RAM"}, /* KiB */
        {CARD("0") "\n               total        used        free\nMem:           64000        5000       59000\n\n",
         "devices: [{device: rtx-3090}]", "62.5 GiB of system RAM"}, /* free -m */
        {CARD("0") "\n               total        used        free\nMem:             125           5         120\nx\n",
         "devices: [{device: rtx-3090}]", "125.0 GiB of system RAM"}, /* free -g */
        {CARD("0") "\n               total        used        free\nMem:           125Gi         5Gi        120Gi\n",
         "devices: [{device: rtx-3090}]", "125.0 GiB of system RAM"}, /* free -h */
        {"Architecture:        x86_64\nSocket(s):           2\nModel name:          AMD EPYC 7302 16-Core Processor\n",
         "processors: there are 2; a machine has one", NULL},
    };
    check(rows, COUNT_OF(rows));
}

/* ---- NVLink ---- */

#define HEAD2 "\tGPU0\tGPU1\tCPU Affinity\tNUMA Affinity\n"
#define HEAD3 "\tGPU0\tGPU1\tGPU2\tCPU Affinity\tNUMA Affinity\n"
#define HEAD4 "\tGPU0\tGPU1\tGPU2\tGPU3\tCPU Affinity\tNUMA Affinity\n"
#define END "\t0-15\t0\n"
#define ALL2(nv) HEAD2 "GPU0\t X \t" nv END "GPU1\t" nv "\t X " END "\n"
#define ALL4(nv)                                                                                                       \
    HEAD4 "GPU0\t X \t" nv "\t" nv "\t" nv END "GPU1\t" nv "\t X \t" nv "\t" nv END "GPU2\t" nv "\t" nv                \
          "\t X \t" nv END "GPU3\t" nv "\t" nv "\t" nv "\t X " END "\n"
#define PAIRS4(nv)                                                                                                     \
    HEAD4 "GPU0\t X \t" nv "\tSYS\tSYS" END "GPU1\t" nv "\t X \tSYS\tSYS" END "GPU2\tSYS\tSYS\t X \t" nv END           \
          "GPU3\tSYS\tSYS\t" nv "\t X " END "\n"
#define NAME(n, name) "GPU " n ": NVIDIA " name " (UUID: GPU-" n ")\n"
#define TWO(name) NAME("0", name) NAME("1", name)
#define FOUR(name) TWO(name) NAME("2", name) NAME("3", name)

static void nvlinks(void)
{
    static const struct row rows[] = {
        {ALL2("NV4") TWO("GeForce RTX 3090"), "link: nvlink-bridge\n", NULL},
        {ALL2("NV4") TWO("GeForce RTX 3090"), "parts: [{part: nvlink-bridge-", NULL},
        {ALL4("NV12") FOUR("A100-SXM4-80GB"), "link: nvswitch-a100\n", NULL}, /* soldered: no bridge to buy */
        {ALL4("NV12") FOUR("A100-SXM4-40GB"), "{device: a100-sxm-40gb, qty: 4}", NULL},
        {ALL4("NV18") FOUR("H100 80GB HBM3"), "link: nvswitch-h100\n", NULL},
        {PAIRS4("NV12") FOUR("A100 80GB PCIe"),
         "parts: [{part: nvlink-bridges-a100, qty: 2}]\nbridge: nvlink-bridge-600", NULL},
        {PAIRS4("NV4") FOUR("GeForce RTX 3090"), "bridge: nvlink-bridge\n", NULL},
        /* a bridge joins two cards, so three joined by each other are no machine that the catalogue can describe */
        {HEAD3 "GPU0\t X \tNV4\tNV4" END "GPU1\tNV4\t X \tNV4" END "GPU2\tNV4\tNV4\t X " END
               "\n" TWO("GeForce RTX 3090") NAME("2", "GeForce RTX 3090"),
         "{device: rtx-3090, qty: 3}", "NVLink joins only some of the cards"},
        {ALL2("NV4") NAME("0", "GeForce RTX 3090") NAME("1", "RTX A6000"), "- {device: rtx-a6000}",
         "the catalogue has no such link or bridge"},
        {ALL2("NV4") TWO("RTX 4000 SFF Ada Generation"), "qty: 2", "the catalogue has no such link or bridge"},
        {ALL2("NV4") TWO("Quantum 9"), NULL, "the catalogue has no such card"},
        {ALL2("NODE") TWO("GeForce RTX 3090"), "{device: rtx-3090, qty: 2}", NULL},
    };
    check(rows, COUNT_OF(rows));
}

/* ---- PCIe ---- */

#define QUERY                                                                                                          \
    "name, memory.total [MiB], pcie.link.gen.current, pcie.link.gen.max, pcie.link.width.current, "                    \
    "pcie.link.width.max\n"
#define LINK(links) "NVIDIA GeForce RTX 3090, 24576 MiB, " links "\n"
#define L4 "NVIDIA L4, 23034 MiB, 4, 4, 16, 16\n" /* its cards can read each other */
#define PEERS(a, b)                                                                                                    \
    "\n$ nvidia-smi topo -p2p r\n \tGPU0\tGPU1\n GPU0\tX\t" a "\n GPU1\t" b "\tX\n\nLegend:\n  X    = Self\n"

static void slots(void)
{
    static const struct row rows[] = {
        {QUERY LINK("4, 4, 8, 16"), "(it is on 8 of 16 lanes)", NULL},
        {QUERY LINK("3, 4, 16, 16"), "(slot and card agreed on PCIe 3.0, the card can do 4.0)", NULL},
        {QUERY LINK("1, 4, 16, 16"), "(it is idle at PCIe 1.0 now)", NULL},
        {QUERY LINK("4, 4, 16, 16") LINK("4, 4, 8, 16"), "link: pcie4-x8\n", NULL}, /* the slower of both */
        {QUERY LINK("4, 4, 16, 16") LINK("3, 4, 16, 16"), "link: pcie3-x16\n", NULL},
        /* PCIe 2.0 x16 is as fast as 3.0 x8: 16 * 0.5 GB/s, 8 * 1 GB/s */
        {QUERY LINK("2, 2, 16, 16") LINK("2, 2, 16, 16"), "link: pcie3-x8\n", NULL},
        {QUERY LINK("4, 4, 16, 16") LINK("4, 4, 16, 16") PEERS("OK", "OK"), "link: pcie4-x16-p2p\np2p: yes", NULL},
        {QUERY L4 L4, "link: pcie4-x16-p2p\n", NULL},
        {QUERY L4 L4 PEERS("CNS", "CNS"), "link: pcie4-x16\np2p: no", NULL},
        {QUERY L4 L4 PEERS("OK", "CNS"), "link: pcie4-x16\n", NULL}, /* one of them cannot */
    };
    check(rows, COUNT_OF(rows));
}

/* ---- JSON ---- */

#define MI300X "{\"market_name\": \"AMD Instinct MI300X\", \"vendor_id\": \"0x1002\"}"
#define SIZED "{\"type\": \"HBM3\", \"size\": {\"value\": 196288, \"unit\": \"MB\"}}"

static void members(void)
{
    static const struct row rows[] = {
        {"[{\"gpu\": 0, \"asic\": " MI300X ", \"vram\": " SIZED "}, {\"gpu\": 1, \"asic\": " MI300X "}]",
         "{device: mi300x, qty: 2}", NULL},
        {"{\"gpu_data\": [{\"gpu\": 0, \"asic\": " MI300X ", \"vram\": " SIZED "}]}", "[{device: mi300x}]", NULL},
        {"[{\"gpu\": 0, \"asic\": " MI300X ", \"limit\": {\"socket_power\": {\"value\": 650, \"unit\": \"W\"}}}]",
         "{device: mi300x, cap_w: 650}", NULL},
        {"[{\"gpu\": \"all\", \"asic\": " MI300X "}, {\"gpu\": 0, \"asic\": " MI300X ", \"list\": [1, 2]}]",
         "[{device: mi300x}]", NULL}, /* only an entry with a number is a card */
        {"{\"card0\": {\"Card Series\": \"AMD Radeon RX 7900 XTX\", \"deep\": {\"a\": {\"b\": {\"c\": {\"d\": 1}}}}}, "
         "\"cardigan\": 1, \"system\": {\"Driver version\": \"6.7\"}}",
         "[{device: rx-7900-xtx}]", NULL},
        {"[{\"x\": 1}]\n" CARD("0"), "[{device: rtx-3090}]", "it is none of rocm-smi, amd-smi and system_profiler"},
        {"{\"gpu_data\": []}\n" CARD("0"), "[{device: rtx-3090}]",
         "it is none of rocm-smi, amd-smi and system_profiler"},
        {CARD("0") "{\"card0\": {\"Card Series\": \"AMD Radeon", NULL, "the JSON value that begins here is cut off"},
    };
    check(rows, COUNT_OF(rows));
}

/* ---- machines that share their memory ---- */

#define MAC(chip, memory)                                                                                              \
    "Hardware:\n\n    Hardware Overview:\n\n      Model Name: Mac Studio\n      Model Identifier: Mac16,9\n"           \
    "      Chip: " chip "\n" memory
#define HALO                                                                                                           \
    "c5:00.0 Display controller [0380]: Advanced Micro Devices, Inc. [AMD/ATI] Strix Halo [Radeon Graphics / Radeon "  \
    "8050S Graphics / Radeon 8060S Graphics] [1002:1586] (rev c1)\n"
#define HALO_SMI "GPU[0]\t\t: Card Series: \t\tAMD Radeon 8060S\nGPU[0]\t\t: VRAM Total Memory (B): 536870912\n"

static void shared(void)
{
    static const struct row rows[] = {
        {MAC("Apple M4 Max", "      Memory: 64 GB\n"), "{system: mac-studio-m4-max-64}", NULL},
        {MAC("Apple M4 Max", "      Memory: 40 GB\n"), NULL, "Mac Studio, Apple M4 Max, unknown GPU cores, 40 GB"},
        {MAC("Apple M4 Max", ""), NULL, "Mac Studio, Apple M4 Max, unknown GPU cores, unknown GB"},
        {MAC("Apple M99", "      Memory: 64 GB\n"), NULL, "the catalogue has no such machine"},
        {HALO HALO_SMI, NULL, "it shares the memory of its machine, and no output says how much that is"},
        {DMI HALO HALO_SMI "MemTotal:       31034132 kB\n", "{system: ", "can be more than one thing"},
        {HALO HALO_SMI "MemTotal:       9034132 kB\n", NULL, "the catalogue has no machine with this chip and memory"},
        {"Handle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tProduct Name: Minisforum MS-S1 Max\n\n" HALO
             HALO_SMI,
         "{system: strix-halo-ms-s1-max}", NULL},
        {"Handle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tProduct Name: ThinkPad T480\n\n" HALO HALO_SMI
         "MemTotal:      131034132 kB\n",
         "{system: strix-halo-", "can be more than one thing"},
    };
    check(rows, COUNT_OF(rows));
}

SUITE(rig_forms, {"inxi and glxinfo", screens}, {"dmidecode and free", hosts}, {"NVLink", nvlinks}, {"slots", slots},
      {"JSON", members}, {"shared memory", shared})
