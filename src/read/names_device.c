#include "names_device.h"

#include "arena.h"
#include "names_driver.h"
#include "names_split.h"
#include "str.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Makers of boards, whose names stand before those of the cards. */
static const char *const partners[] = {"xfx",    "asus",     "msi",      "gigabyte", "aorus",      "zotac",   "pny",
                                       "palit",  "gainward", "sapphire", "asrock",   "powercolor", "evga",    "inno3d",
                                       "kfa2",   "galax",    "colorful", "manli",    "yeston",     "sparkle", "gunnir",
                                       "maxsun", "leadtek",  "biostar",  "acer",     "visiontek"};

/* The products with a chip. The chip alone does not say which of them is meant. */
enum { CHIP_MOST = 7 };
static const struct {
    const char *word, *products[CHIP_MOST];
} chips[] = {{"gfx803", {"rx 470", "rx 480", "rx 570", "rx 580", "rx 590"}},
             {"gfx900", {"vega 56", "vega 64", "vega frontier", "mi25", "wx 9100"}},
             {"gfx906", {"mi50", "mi60", "radeon vii", "radeon pro vii"}},
             {"gfx908", {"mi100"}},
             {"gfx90a", {"mi210", "mi250", "mi250x"}},
             {"gfx90c", {"ryzen 7 5700g", "ryzen 5 5600g"}},
             {"gfx942", {"mi300x", "mi300a", "mi325x"}},
             {"gfx950", {"mi350x", "mi355x"}},
             {"gfx1010", {"rx 5700 xt", "rx 5700", "rx 5600 xt"}},
             {"gfx1012", {"rx 5500 xt"}},
             {"gfx1013", {"bc 250"}},
             {"gfx1030", {"rx 6950 xt", "rx 6900 xt", "rx 6800 xt", "rx 6800", "w6800", "v620"}},
             {"gfx1031", {"rx 6750 xt", "rx 6700 xt", "rx 6700"}},
             {"gfx1032", {"rx 6650 xt", "rx 6600 xt", "rx 6600"}},
             {"gfx1033", {"steam deck lcd", "steam deck oled"}},
             {"gfx1034", {"rx 6500 xt"}},
             {"gfx1035", {"radeon 680m", "radeon 660m"}},
             {"gfx1100", {"rx 7900 xtx", "rx 7900 xt", "rx 7900 gre", "w7900", "w7800"}},
             {"gfx1101", {"rx 7800 xt", "rx 7700 xt", "w7700"}},
             {"gfx1102", {"rx 7600 xt", "rx 7600", "w7600"}},
             {"gfx1103", {"radeon 780m", "radeon 760m", "radeon 740m"}},
             {"gfx1150", {"radeon 890m", "radeon 880m"}},
             {"strix1", {"radeon 890m", "radeon 880m"}},
             {"gfx1151", {"radeon 8060s", "radeon 8050s", "radeon 8040s"}},
             {"gfx1152", {"radeon 860m", "radeon 840m"}},
             {"gfx1200", {"rx 9060 xt", "rx 9060"}},
             {"gfx1201", {"rx 9070 xt", "rx 9070", "rx 9070 gre", "radeon ai pro r9700"}},
             /* of Intel: as Mesa calls them, and by the number of the PCI device where no name is known */
             {"tgl", {"iris xe 96eu", "iris xe 80eu"}},
             {"mtl", {"arc graphics mtl"}},
             {"lnl", {"arc 140v", "arc 130v"}},
             {"arl", {"arc 140t", "arc 130t"}},
             {"0x9a49", {"iris xe 96eu", "iris xe 80eu"}},
             {"0x46a6", {"iris xe 96eu", "iris xe 80eu"}},
             {"0xa7a0", {"iris xe 96eu", "iris xe 80eu"}},
             {"0x7d55", {"arc graphics mtl"}},
             {"0x64a0", {"arc 140v", "arc 130v"}},
             {"0x7d51", {"arc 140t", "arc 130t"}},
             {"0x56a0", {"arc a770"}},
             {"0x56a1", {"arc a750"}},
             {"0x56a2", {"arc a580"}},
             {"0x56a5", {"arc a380"}},
             {"0x56a6", {"arc a310"}},
             {"0x56c0", {"flex 170"}},
             {"0xe20b", {"arc b580"}},
             {"0xe20c", {"arc b570"}},
             {"0xe211", {"arc pro b60"}},
             {"0xe212", {"arc pro b50"}},
             {"0xe223", {"arc pro b70"}}};

/* ---- words of the text ---- */

static bool is_alnum(char c)
{
    return isalnum((unsigned char)c) != 0;
}

static size_t digits_at(const char *s)
{
    size_t n = 0;
    while (str_is_digit(s[n]))
        n++;
    return n;
}

static size_t word_at(const char *s)
{
    size_t n = 0;
    while (is_alnum(s[n]))
        n++;
    return n;
}

static bool word_is(const char *s, const char *word)
{
    return strncmp(s, word, strlen(word)) == 0 && word_at(s) == strlen(word);
}

static void blank(char *from, const char *to)
{
    memset(from, ' ', (size_t)(to - from));
}

/* Returns the first letter or digit at p or behind it; the end of the text if there is none. */
static char *next_word(char *p)
{
    while (*p && !is_alnum(*p))
        p++;
    return p;
}

/* ---- small letters ---- */

/* True for the number of a GeForce RTX, with which an S means SUPER and an M the chip for laptops: 2050 to 5090. */
static bool is_rtx(const char *number)
{
    return number[0] >= '2' && number[0] <= '5' && number[1] == '0' && number[2] >= '5' && number[3] == '0';
}

/* Returns the name in small letters, with 4080S as "4080 super", 5090M as "5090 laptop" and without the 's of
   "MI100's". A small s may make a plural, so it stays. */
static char *small(struct arena *a, const char *text)
{
    enum { NUMBER = 4 };
    struct str out = str_new(a);
    for (size_t i = 0; text[i]; i++) {
        const bool starts = i == 0 || !is_alnum(text[i - 1]) || !str_is_digit(text[i - 1]);
        const char unit = starts && digits_at(text + i) == NUMBER && word_at(text + i) == NUMBER + 1 ? text[i + NUMBER]
                                                                                                     : '\0';
        if (is_rtx(text + i) && (unit == 'S' || unit == 'M' || unit == 'm')) {
            str_addf(&out, "%.*s %s", (int)NUMBER, text + i, unit == 'S' ? "super" : "laptop");
            i += NUMBER;
        } else if (text[i] == '\'' && i > 0 && is_alnum(text[i - 1]) && word_is(text + i + 1, "s"))
            i++;
        else
            str_addf(&out, "%c", tolower((unsigned char)text[i]));
    }
    return out.text;
}

/* ---- programs and lspci ---- */

/* Blanks out the program's own name of the device, "cuda0: " and the "mtl0 (" of "mtl0 (apple m5 max)". */
static void cut_backend(char *text)
{
    static const char *const names[] = {"cuda",  "rocm",   "hip",  "vulkan", "sycl", "mtl",
                                        "metal", "opencl", "cann", "musa",   "gpu"};
    char *at = next_word(text);
    size_t n = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && n == 0; i++)
        if (strncmp(at, names[i], strlen(names[i])) == 0)
            n = strlen(names[i]);
    const size_t gap = n > 0 && at[n] == ' ' ? 1 : 0, digits = n > 0 ? digits_at(at + n + gap) : 0;
    char *behind = at + n + gap + digits;
    if (digits == 0 || digits > 2 || is_alnum(*behind) || (gap == 1 && *behind != ':'))
        return;
    blank(at, behind);
    while (*behind == ' ')
        behind++;
    char *close = *behind == '(' ? strrchr(behind, ')') : NULL;
    if (*behind == ':' || *behind == '(')
        *behind = ' ';
    if (close)
        *close = ' ';
}

/* Returns the length of the number of a PCI device at s: 10de:2203. */
static size_t pci_at(const char *s)
{
    enum { HALF = 4, WHOLE = 2 * HALF + 1 };
    for (size_t i = 0; i < WHOLE; i++)
        if (i == HALF ? s[i] != ':' : !isxdigit((unsigned char)s[i]))
            return 0;
    return is_alnum(s[WHOLE]) || s[WHOLE] == ':' ? 0 : WHOLE;
}

/* True if the bracket at open holds a product: "[geforce rtx 3090 ti]", not "[amd/ati]" or "[24 gb]". */
static bool holds_product(const char *open, const char *close)
{
    bool numbered = strncmp(open, "[iris xe", strlen("[iris xe")) == 0;
    for (const char *p = open; p < close; p++)
        numbered |= str_is_digit(*p);
    return str_is_letter(open[1]) && numbered;
}

/* Blanks out the numbers of PCI devices and, where a bracket holds the product, what stands before it. */
static void cut_lspci(char *text)
{
    for (char *p = text; *p; p++)
        if (p == text || !is_alnum(p[-1]))
            blank(p, p + pci_at(p));
    for (char *open = strchr(text, '['); open; open = strchr(open + 1, '[')) {
        char *close = strchr(open, ']');
        if (!close || !holds_product(open, close))
            continue;
        blank(text, open + 1);
        *close = ' ';
    }
}

/* ---- chips and other words ---- */

static void find_chip(struct names_device *d)
{
    for (const char *p = d->text; *p && !d->chip; p++)
        for (size_t i = 0; (p == d->text || !is_alnum(p[-1])) && i < sizeof chips / sizeof *chips; i++)
            if (word_is(p, chips[i].word)) {
                d->chip = chips[i].products;
                d->exact = strncmp(chips[i].word, "0x", 2) == 0;
            }
}

/* Returns the length of a chip's name at s with its features: "gfx90c:xnack+". */
static size_t chip_at(const char *s)
{
    size_t n = word_at(s);
    if (!word_is(s, "strix1") && !(strncmp(s, "gfx", 3) == 0 && str_is_digit(s[3])))
        return 0;
    while (s[n] == ':' && is_alnum(s[n + 1])) {
        n += 1 + word_at(s + n + 1);
        n += s[n] == '+' || s[n] == '-';
    }
    return n;
}

/* Returns the length of what stands at s and says how the chip is built: sm_120, sm120, rdna 3.5, 0x1100, rev a1. */
static size_t build_at(const char *s)
{
    static const char *const numbered[] = {"sm", "cc", "rdna", "cdna", "navi", "compute capability", "xe"};
    const size_t word = word_at(s);
    if (strncmp(s, "0x", 2) == 0 && word > 2)
        return word;
    if (word_is(s, "rev") && s[word] == ' ')
        return word + 1 + word_at(s + word + 1);
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++) {
        const size_t n = strlen(numbered[i]);
        if (strncmp(s, numbered[i], n) != 0)
            continue;
        const bool joined = strcmp(numbered[i], "xe") == 0; /* Xe2; an Xe 96EU has 96 units */
        const size_t gap = !joined && (s[n] == ' ' || s[n] == '_') ? 1 : 0, number = names_split_number(s + n + gap);
        if (number > 0 && !is_alnum(s[n + gap + number]))
            return n + gap + number;
    }
    return 0;
}

/* Returns the length of the size of a laptop's screen at s: 14", 14-inch. */
static size_t screen_at(const char *s)
{
    const size_t n = names_split_number(s);
    if (n == 0)
        return 0;
    if (s[n] == '"')
        return n + 1;
    return (s[n] == '-' || s[n] == ' ') && word_is(s + n + 1, "inch") ? n + 1 + strlen("inch") : 0;
}

/* Returns the length of a number of parts that the catalogue does not count, as in "10496 cuda cores", and of the word
   between the number and the cores in "48 gpu cores", which says nothing. */
static size_t parts_at(const char *s)
{
    static const char *const parts[] = {"cuda core", "cuda cores", "stream processors", "shaders", "tensor cores"};
    const size_t n = digits_at(s);
    for (size_t i = 0; n > 0 && s[n] == ' ' && i < sizeof parts / sizeof *parts; i++) {
        const size_t more = strlen(parts[i]);
        if (strncmp(s + n + 1, parts[i], more) == 0 && !is_alnum(s[n + 1 + more]))
            return n + 1 + more;
    }
    return word_is(s, "gpu") && strncmp(s + 3, " core", 5) == 0 ? strlen("gpu") : 0;
}

static bool is_partner(const char *s)
{
    for (size_t i = 0; i < sizeof partners / sizeof *partners; i++)
        if (word_is(s, partners[i]))
            return true;
    return false;
}

/* Writes lspci's "max-q / mobile", which means the chip for laptops, as "mobile". */
static void cut_mobile(char *text)
{
    static const char *const both[] = {"max-q / mobile", "mobile / max-q"};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        char *at = strstr(text, both[i]);
        if (!at)
            continue;
        blank(at, at + strlen(both[i]));
        memcpy(at, "mobile", strlen("mobile"));
    }
}

/* Reads a list of the parts of a chip, "(6s+12p+40gpu+128gb)": blanks out its processor's cores and writes its graphics
   cores as a number of cores. */
static void cut_core_list(char *text)
{
    for (char *open = strchr(text, '('); open; open = strchr(open + 1, '(')) {
        const char *close = strchr(open, ')'), *plus = strchr(open, '+');
        if (!close || !plus || plus > close)
            continue;
        for (char *p = next_word(open); p < close; p = next_word(p + word_at(p))) {
            const size_t n = digits_at(p), word = word_at(p);
            if (n > 0 && word == n + 1 && strchr("eps", p[n]))
                blank(p, p + word);
            else if (n > 0 && word == n + 3 && strncmp(p + n, "gpu", 3) == 0)
                memcpy(p + n, "cu ", 3);
        }
    }
}

/* Blanks out what a probe says of the driver: "(amd open-source driver)". */
static void cut_driver(char *text)
{
    for (char *open = strchr(text, '('); open; open = strchr(open + 1, '(')) {
        char *close = strchr(open, ')'), *driver = strstr(open, "driver");
        if (close && driver && driver < close)
            blank(open, close + 1);
    }
}

static void cut_words(char *text)
{
    for (char *p = next_word(text); *p; p = next_word(p)) {
        const size_t word = word_at(p),
                     lengths[] = {chip_at(p), build_at(p), screen_at(p), parts_at(p), is_partner(p) ? word : 0};
        size_t n = 0;
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths && n == 0; i++)
            n = lengths[i];
        blank(p, p + n);
        p += n > 0 ? n : word;
    }
}

/* Blanks out a processor whose graphics follow: "ryzen 7 8845hs w/ radeon 780m graphics". */
static void cut_processor(char *text)
{
    static const char *const links[] = {"w/", "with ", "/ ", "+ "};
    if (!strstr(text, "ryzen") && !strstr(text, "athlon"))
        return;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        const char *link = strstr(text, links[i]), *radeon = link ? strstr(link, "radeon") : NULL;
        const size_t gap = radeon ? strcspn(link, "0123456789") : 0;
        if (radeon && link + gap > radeon && link[gap])
            blank(text, radeon);
    }
}

/* ---- several products ---- */

/* True if a size or a number of cores stands at s, which may follow a '/' behind any product. */
static bool is_count(const char *s)
{
    const size_t n = names_split_number(s);
    const char *unit = s[n] == ' ' || s[n] == '-' ? s + n + 1 : s + n;
    return n > 0 &&
           (word_is(unit, "g") || word_is(unit, "gb") || word_is(unit, "gib") || strncmp(unit, "core", 4) == 0);
}

/* True if one of the first two words has a digit: "7900 xtx", "rtx 3090". */
static bool starts_product(const char *s)
{
    const size_t first = word_at(s), gap = strspn(s + first, " "), second = word_at(s + first + gap);
    return strcspn(s, "0123456789") < first + gap + second;
}

/* Returns the next '/' between two products; NULL: none. */
static const char *next_either(const char *text, const char *from)
{
    for (const char *slash = strchr(from, '/'); slash; slash = strchr(slash + 1, '/')) {
        const char *right = slash + 1 + strspn(slash + 1, " ");
        const bool before = text + strcspn(text, "0123456789") < slash;
        const bool with = slash > text && slash[-1] == 'w' && (slash - 1 == text || !is_alnum(slash[-2]));
        if (!with && before && starts_product(right) && !is_count(right))
            return slash;
    }
    return NULL;
}

static void either_of(struct arena *a, struct names_device *d)
{
    size_t n = 0;
    const char *from = d->text;
    for (const char *slash = next_either(d->text, from); slash && n + 1 < NAMES_DEVICE_MOST;
         slash = next_either(d->text, from)) {
        d->either[n++] = arena_strndup(a, from, (size_t)(slash - from));
        from = slash + 1;
    }
    if (n > 0)
        d->either[n++] = from;
}

struct names_device names_device_read(struct arena *a, const char *text)
{
    struct names_device d = {.text = small(a, text)};
    names_driver_cut(d.text);
    cut_backend(d.text);
    cut_lspci(d.text);
    cut_mobile(d.text);
    cut_core_list(d.text);
    cut_driver(d.text);
    cut_processor(d.text);
    find_chip(&d);
    cut_words(d.text);
    either_of(a, &d);
    return d;
}
