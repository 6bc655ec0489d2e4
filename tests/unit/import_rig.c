/* read/import_rig: what nvidia-smi, rocm-smi, amd-smi, system_profiler, lspci, dmidecode and others print (tests/rigs,
   its README says where the forms are from) as machines. Beside each input lies the machine that it describes. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "import_rig.h"
#include "load_machine.h"
#include "proc.h"
#include "rig_cards.h"
#include "rig_output.h"
#include "str.h"

#include "names.h"

#include <math.h>
#include <string.h>

enum { MOST = 4 };

/* Returns the machine made of the files, "" when there is none; *faults becomes what was said. */
static const char *made_of(const char *const files[MOST], const char **faults)
{
    struct import_rig_text texts[MOST];
    struct diags d = diag_none(test_arena());
    struct str out = str_new(test_arena());
    size_t n = 0;
    for (; n < MOST && files[n]; n++) {
        texts[n].file = file_join(test_arena(), "tests/rigs", files[n]);
        texts[n].text = file_read(test_arena(), &d, texts[n].file, &texts[n].size);
        THAT(texts[n].text != NULL);
    }
    const bool made = import_rig(test_arena(), &d, test_catalogue(), false, texts, n, &out);
    THAT(made == (d.errors == 0));
    *faults = test_faults(&d);
    return made ? out.text : "";
}

static const char *made_of_text(const char *text, const char **faults)
{
    const struct import_rig_text one = {"x.txt", arena_strdup(test_arena(), text), strlen(text)};
    struct diags d = diag_none(test_arena());
    struct str out = str_new(test_arena());
    const bool made = import_rig(test_arena(), &d, test_catalogue(), false, &one, 1, &out);
    *faults = test_faults(&d);
    return made ? out.text : "";
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* Parts of outputs as people copy them: without their heads, or with the lines between that grep writes. */
static void parts(void)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"Attached GPUs                             : 1\nGPU 00000000:03:00.0\n    Product Name                : "
         "NVIDIA "
         "GeForce RTX 3090\n",
         "devices: [{device: rtx-3090}]"},
        {"05:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [GeForce RTX 3090] [10de:2204] (rev a1)\n"
         "\tKernel driver in use: nvidia\n--\n"
         "0a:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [GeForce RTX 3090] [10de:2204] (rev a1)\n",
         "devices: [{device: rtx-3090, qty: 2}]"},
        {"  Model Name:\tMacBook Pro\n  Model Identifier:\tMac14,5\n  Chip:\tApple M2 Max\n  Memory:\t96 GB\n",
         "system: {system: macbook-pro-m2-max-96}"},
        {"device,Device Name,Device ID,GUID,VRAM Total Memory (B),Card Series\n"
         "card0,Radeon RX 7900 XTX,0x744c,47413,25753026560,Radeon RX 7900 XTX\n",
         "devices: [{device: rx-7900-xtx}]"},
        {"name of display: :0\nExtended renderer info (GLX_MESA_query_renderer):\n    Vendor: AMD (0x1002)\n"
         "    Device: AMD Radeon RX 7600 XT (radeonsi, navi33, LLVM 18) (0x7480)\n    Video memory: 16384MB\n",
         "devices: [{device: rx-7600-xt}]"},
        {"OpenGL vendor string: NVIDIA Corporation\nOpenGL renderer string: NVIDIA GeForce RTX 3090/PCIe/SSE2\n",
         "devices: [{device: rtx-3090}]"},
        {"Graphics:\n  Device-1: NVIDIA GA102 [GeForce RTX 3090] driver: nvidia v: 550.90\n"
         "  Device-2: NVIDIA GA102 [GeForce RTX 3090] driver: nvidia v: 550.90\n"
         "  Device-3: Logitech Webcam C270 type: USB driver: uvcvideo\n",
         "devices: [{device: rtx-3090, qty: 2}]"}};
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].want);
        THAT(rig_output_is(test_arena(), rows[i].text));
        THAT(has(made_of_text(rows[i].text, &faults), rows[i].want));
        SAME(faults, "");
    }
    made_of_text(
        "# dmidecode 3.4\n\nHandle 0x0014, DMI type 17, 100 bytes\nMemory Device\n\tSize: 16 GB\n\tType: LPDDR5\n"
        "\tSpeed: 8532 MT/s\n\tConfigured Memory Speed: 8000 MT/s",
        &faults);
    THAT(has(faults, "at 8000 MT/s")); /* the last line counts */
}

/* Each input with the machine beside it, which can be loaded. */
static void machines(void)
{
    static const char *const files[] = {
        "nvidia-cuda13.txt", "nvidia-2019.txt",  "nvidia-v100.txt", "nvidia-windows.txt", "nvidia-query.txt",
        "nvidia-bare.txt",   "nvidia-guess.txt", "nvidia-q.txt",    "nvidia-list.txt",    "nvidia-pairs.txt",
        "nvidia-peers.txt",  "rocm-2023.txt",    "rocm-2025.txt",   "rocm.json",          "amd-static.txt",
        "amd-static.json",   "amd-table.txt",    "mac-studio.txt",  "mac-book.json",      "lspci-vv.txt",
        "host-am5.txt",      "host-epyc.txt",    "strix-halo.txt",  "spark.txt"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const char *faults;
        struct diags d = diag_none(test_arena());
        size_t size;
        test_row("%s", files[i]);
        const char *made = made_of((const char *const[MOST]){files[i]}, &faults);
        const char *path = str_format(test_arena(), "tests/rigs/%s.yaml", files[i]);
        SAME(made, file_read(test_arena(), &d, path, &size));
        const struct load_text text = {.file = path, .text = made, .size = strlen(made)};
        THAT(load_machine(test_arena(), &d, test_catalogue(), &text) != NULL);
        SAME(test_faults(&d), "");
    }
}

/* What follows from a line of the input. */
static void facts(void)
{
    static const struct {
        const char *file, *expected, *why;
    } rows[] = {
        {"nvidia-cuda13.txt", "{device: rtx-5090, qty: 2, cap_w: 400}",
         "'8W / 400W' on both, a 5090 is sold with 575 W"},
        {"nvidia-cuda13.txt", "a desktop uses 345 MiB",
         "Xorg 281 MiB and gnome-shell 64 MiB, VLLM is none of a desktop"},
        {"nvidia-cuda13.txt", "headless: no\ndesktop: linux", "a screen on card 1 and Xorg on it"},
        {"nvidia-2019.txt", "{device: gtx-1080-ti}", "'GeForce GTX 108...' with 11175 MiB: a GTX 1080 has 8 GB"},
        {"nvidia-v100.txt", "{device: v100-sxm2-16gb, qty: 2}", "16130 MiB: the other V100-SXM2 has 32 GB"},
        {"nvidia-v100.txt", "headless: yes", "Disp.A is Off for both, and no program runs"},
        {"nvidia-windows.txt", "desktop: windows", "WDDM, Disp.A On, explorer.exe"},
        {"nvidia-query.txt", "link: pcie4-x8", "card 2 is on 8 lanes, all can do generation 4"},
        {"nvidia-query.txt", "{device: rtx-3090, qty: 3, cap_w: 280}\n- {device: rtx-3090}\n",
         "card 3 has 350 of 350 W"},
        {"nvidia-q.txt", "link: pcie3-x16", "'Max: 3' of the slots, though the cards can do 4"},
        {"nvidia-q.txt", "a desktop uses 332 MiB", "Xorg 286 MiB and gnome-shell 46 MiB"},
        {"nvidia-bare.txt", "{device: a10}", "23028 MiB of 24 GB: error correction takes 1/16"},
        {"nvidia-pairs.txt", "bridge: nvlink-bridge", "NV4 joins 0-1 and 2-3"},
        {"nvidia-peers.txt", "link: pcie5-x8-p2p\np2p: yes", "topo -p2p r says OK"},
        {"rocm-2023.txt", "[{device: rx-7900-xt}]",
         "21458059264 B are 20 GB; the XTX has 24; 265 W is a 7900 XT as sold"},
        {"rocm-2025.txt", "- {device: rx-7900-xtx}\n- {device: w7900}",
         "lspci names several cards, of 24560 MiB only the XTX"},
        {"rocm-2025.txt", "Strix [Radeon 880M / 890M] (graphics within",
         "rocm-smi counts two cards, lspci lists a third"},
        {"rocm.json", "[{device: rx-7900-xtx}]", "the 780M is within a processor"},
        {"amd-static.txt", "{device: mi300x, cap_w: 650}", "PPT0 650 of 750 W; HBM is in the package"},
        {"amd-table.txt", "- {device: mi210, cap_w: 250}", "'40/250 W', an MI210 is sold with 300 W"},
        {"mac-studio.txt", "{system: mac-studio-m4-max-128}", "M4 Max, 40 cores, 128 GB"},
        {"mac-book.json", "{system: macbook-pro-m3-max-64}", "M3 Max, 40 cores, 64 GB"},
        {"lspci-vv.txt", "PCIe 4.0 x16 (it is idle at PCIe 1.0 now)", "LnkSta 2.5GT/s x16, LnkCap 16GT/s x16"},
        {"lspci-vv.txt", "link: pcie3-x4", "the switch of the W7900 runs at 8GT/s on 4 lanes"},
        {"host-am5.txt", "2 channels: 67.2 GB/s", "2 channels * 8 B * 4200 MT/s"},
        {"host-am5.txt", "cpu: {cpu: ryzen-7950x}", "lscpu"},
        {"host-epyc.txt", "8 channels: 187.7 GB/s", "8 channels * 8 B * 2933 MT/s"},
        {"strix-halo.txt", "{system: strix-halo-framework-128}", "125 GiB usable and 0.5 of its GPU: 128 GB"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s: %s", rows[i].file, rows[i].why);
        THAT(has(made_of((const char *const[MOST]){rows[i].file}, &faults), rows[i].expected));
    }
}

/* The case of a topology with one bridge among four cards, with what nvidia-smi says of the cards beside it: 0 and 1
   are bridged, 2 is on 8 lanes, so the link of all is PCIe 4.0 x8. */
static void topology(void)
{
    const char *faults, *made = made_of((const char *const[MOST]){"topology.txt", "nvidia-query.txt"}, &faults);
    THAT(has(made, "0: X NV4 PHB SYS"));
    THAT(has(made, "link: pcie4-x8") && !has(made, "bridge"));
    THAT(has(faults, "NVLink joins only some of the cards"));
    made = made_of((const char *const[MOST]){"topology.txt"}, &faults);
    SAME(made, "");
    THAT(has(faults, "\"4 cards of NVIDIA\" is left out: no output names them"));
}

/* Names that are cut off in the table are whole in nvidia-smi -L. */
static void together(void)
{
    const char *faults;
    const char *made = made_of_text("|   0  NVIDIA GeForce ...  Off  | 00000000:01:00.0  On |                  N/A |\n"
                                    "| 30%   45C    P8    15W / 350W |    500MiB / 24576MiB |      2%      Default |\n"
                                    "\n$ nvidia-smi -L\n"
                                    "GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-3)\n",
                                    &faults);
    SAME(faults, "");
    THAT(has(made, "[{device: rtx-3090}]"));
    made = made_of_text("|   0  NVIDIA GeForce ...  Off  | 00000000:01:00.0  On |                  N/A |\n"
                        "| 30%   45C    P8    15W / 350W |    500MiB / 24576MiB |      2%      Default |\n",
                        &faults);
    SAME(made, "");
    THAT(has(faults, "the name is cut off, and several cards begin so with 24576 MiB"));
}

static void contradictions(void)
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-3)\n\nname, memory.total [MiB]\nNVIDIA GeForce RTX 4090, 24564 "
         "MiB\n",
         "says \"NVIDIA GeForce RTX 3090\", but nvidia-smi --query-gpu (x.txt:3) says \"NVIDIA GeForce RTX 4090\""},
        {"GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-3)\n\nname\nNVIDIA GeForce RTX 3090\nNVIDIA GeForce RTX 3090\n",
         "nvidia-smi -L (x.txt:1) says 1 card of NVIDIA, but nvidia-smi --query-gpu (x.txt:3) says 2 cards"},
        {"name, power.limit [W]\nNVIDIA L4, 72.00 W\n\nname, power.limit [W]\nNVIDIA L4, 60.00 W\n",
         "says 72 W as power limit, but nvidia-smi --query-gpu (x.txt:4) says 60 W"},
        {"name, memory.total [MiB]\nNVIDIA GeForce RTX 3060, 12288 MiB\n\nname, memory.total [MiB]\n"
         "NVIDIA GeForce RTX 3060, 8192 MiB\n",
         "says 12288 MiB, but"},
        {"Model name:  AMD Ryzen 9 7950X 16-Core Processor\n\nmodel name\t: AMD Ryzen 9 5950X 16-Core Processor\n",
         "the processor is \"AMD Ryzen 9 5950X 16-Core Processor\", another output"},
        {"01:00.0 VGA compatible controller: NVIDIA Corporation AD102 [GeForce RTX 4090] (rev a1)\n"
         "\nname\nNVIDIA GeForce RTX 3090\n",
         "but lspci (x.txt:1) says"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].said);
        SAME(made_of_text(rows[i].text, &faults), "");
        THAT(has(faults, rows[i].said));
    }
}

/* Nothing that looks like a card is lost without a word. */
static void told(void)
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"name\nNVIDIA GeForce RTX 3090\n\nmy other card is a Radeon RX 580\n", "\"my other card is a Radeon RX 580\""},
        {"name\nNVIDIA GeForce RTX 3090\n\nGPU2 NV4 X\n", "\"GPU2 NV4 X\" is left out"},
        {"name\nNVIDIA GeForce RTX 3090\nNVIDIA Quantum 9\n",
         "\"NVIDIA Quantum 9\" is left out: the catalogue has no such"},
        {"name, memory.total [MiB]\nNVIDIA L4, 23034 MiB\nNVIDIA GeForce RTX 3090\n", "expected 2 cells, found 1"},
        {"name, memory.total [MiB]\nNVIDIA L4, 23034 MiB\nNVIDIA GeForce RTX 3090, 49152 MiB\n",
         "no such card with 49152 MiB; perhaps 'rtx-3090'"},
        {"0, NVIDIA L4, 23034 MiB, 60.00 W\n", "60.00 W of \"NVIDIA L4\" left out: no head says what that is"},
        {"name, mig.mode.current\nNVIDIA A100-SXM4-40GB, Enabled\n", "it is divided into instances (MIG)"},
        {"{\"x\": 1}\nGPU 0: NVIDIA L4 (UUID: GPU-1)\n", "the JSON value that begins here is left out"},
        {"GPU 0: NVIDIA L4 (UUID: GPU-1)\n\nMemTotal:       131034132 kB\n", "\"125.0 GiB of system RAM\" is left out"},
        {"GPU 0: NVIDIA L4 (UUID: GPU-1)\nModel name: VIA Nano U3400\n", "the catalogue has no such processor"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].said);
        THAT(*made_of_text(rows[i].text, &faults) != '\0');
        THAT(has(faults, rows[i].said));
    }
}

/* Which memory channel a slot is on, as boards of ASUS, Supermicro, Intel and AMD's firmware name it; of the numbers of
   Dell and HP it is not known. */
static void channels(void)
{
    static const struct {
        const char *locator, *bank;
        double channels; /* of two modules: in this slot, and in one called DIMM_Z1, CHANNEL Z */
    } rows[] = {{"DIMM 0", "P0 CHANNEL A", 2},
                {"DIMM_A2", "BANK 2", 2},
                {"Controller0-DIMMA2", "BANK 0", 2},
                {"ChannelA-DIMM1", "BANK 1", 2},
                {"P1-DIMMA1", "P0_Node0_Channel0_Dimm0", 2},
                {"PROC 1 DIMM 12", "Not Specified", NAN},
                {"A1", "Not Specified", NAN},
                {"DIMM_Z2", "CHANNEL Z", 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct rig_said said = {.arena = test_arena(), .d = &(struct diags){.arena = test_arena()}};
        static const char slot[] = "Handle 0x0011, DMI type 17, 92 bytes\nMemory Device\n\tSize: 16 GB\n\tLocator: %s\n"
                                   "\tBank Locator: %s\n\tType: DDR4\n\tConfigured Memory Speed: 3200 MT/s\n\n";
        test_row("%s, %s", rows[i].locator, rows[i].bank);
        struct str text = str_new(test_arena());
        for (int k = 0; k < 2; k++) {
            const char *part = strstr(slot, "%s");
            str_addn(&text, slot, (size_t)(part - slot));
            str_add(&text, k ? "DIMM_Z1" : rows[i].locator);
            const char *last = strstr(part + 2, "%s");
            str_addn(&text, part + 2, (size_t)(last - part - 2));
            str_add(&text, k ? "CHANNEL Z" : rows[i].bank);
            str_add(&text, last + 2);
        }
        rig_output_read(&said, "x.txt", text.text);
        THAT(said.n == 1 && said.v[0].n_modules == 2);
        const char *first = said.v[0].modules[0].channel, *second = said.v[0].modules[1].channel;
        THAT(isnan(rows[i].channels) ? first == NULL
                                     : first && second && (strcmp(first, second) == 0) == (rows[i].channels == 1));
    }
}

/* Processors as the kernel names them. */
static void processors(void)
{
    static const char *const rows[][2] = {{"AMD Ryzen 9 7950X 16-Core Processor", "ryzen-7950x"},
                                          {"13th Gen Intel(R) Core(TM) i9-13900K", "i9-13900k"},
                                          {"Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", "xeon-e5-2680-v4"},
                                          {"AMD Ryzen Threadripper PRO 3975WX 32-Cores", "trp-3975wx"},
                                          {"AMD Ryzen 7 8845HS w/ Radeon 780M Graphics", "ryzen-8845hs"},
                                          {"Intel(R) Core(TM) Ultra 9 285K", "ultra9-285k"},
                                          {"AMD EPYC 9999", NULL}};
    const struct rig_cards x = {test_arena(), test_catalogue(), names_index_new(test_arena(), test_catalogue()), NULL};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i][0]);
        const struct rig_cards_found f = rig_cards_cpu(&x, rows[i][0]);
        SAME(f.record ? schema_id(&kind_cpu, f.record) : NULL, rows[i][1]);
    }
}

/* Inputs that are cut off anywhere are read or refused; what is made of them can be loaded. */
static void cut_off(void)
{
    static const char *const files[] = {"nvidia-cuda13.txt", "nvidia-q.txt",   "nvidia-pairs.txt", "rocm.json",
                                        "amd-static.txt",    "mac-studio.txt", "lspci-vv.txt",     "host-am5.txt"};
    enum { STEP = 149 };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct diags d = diag_none(test_arena());
        size_t size;
        const char *text = file_read(test_arena(), &d, file_join(test_arena(), "tests/rigs", files[i]), &size);
        for (size_t n = 0; n < size; n += STEP) {
            const char *faults;
            test_row("%s: %zu bytes", files[i], n);
            const char *made = made_of_text(arena_strndup(test_arena(), text, n), &faults);
            const struct load_text load = {.file = "x.yaml", .text = made, .size = strlen(made)};
            THAT(*made != '\0' || *faults != '\0');
            THAT(*made == '\0' || load_machine(test_arena(), &d, test_catalogue(), &load) != NULL);
        }
    }
}

/* Programs that answer, fail, do not exist and do not end. */
static void programs(void)
{
    struct proc_said said;
    THAT(proc_ask(test_arena(), (const char *const[]){"echo", "one card", NULL}, 10, &said) == 0);
    SAME(said.text, "one card\n");
    THAT(proc_ask(test_arena(), (const char *const[]){"sh", "-c", "echo no >&2; exit 3", NULL}, 10, &said) == 3);
    SAME(said.errors, "no\n");
    THAT(proc_ask(test_arena(), (const char *const[]){"there-is-no-such-program", NULL}, 10, &said) == PROC_MISSING);
    THAT(proc_ask(test_arena(), (const char *const[]){"sh", "-c", "echo a; sleep 60", NULL}, 0.2, &said) == PROC_LATE);
    THAT(proc_ask(test_arena(), (const char *const[]){"sh", "-c", "kill -9 $$", NULL}, 10, &said) == PROC_KILLED);
}

SUITE(import_rig, {"machines", machines}, {"facts", facts}, {"topology", topology}, {"several outputs", together},
      {"contradictions", contradictions}, {"nothing in silence", told}, {"memory channels", channels},
      {"processors", processors}, {"cut off", cut_off}, {"programs", programs}, {"parts of outputs", parts})
