#include "names_driver.h"

#include "names_split.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_alnum(char c)
{
    return isalnum((unsigned char)c) != 0;
}

static void blank(char *from, const char *to)
{
    memset(from, ' ', (size_t)(to - from));
}

static char *skip(char *p, const char *chars)
{
    return p + strspn(p, chars);
}

/* Returns the length of the word at s if s begins with it, and it ends there; else 0. */
static size_t word_at(const char *s, const char *word)
{
    const size_t n = strlen(word);
    return strncmp(s, word, n) == 0 && !is_alnum(s[n]) ? n : 0;
}

/* ---- before the name ---- */

/* What programs print before the name, up to its end: llama.cpp, Metal, rocm-smi, rocminfo, vulkaninfo. */
static const char *const labels[] = {
    "gpu name:", "card series:", "marketing name:", "device name:", "devicename", "level-zero,"};

/* Returns the place behind the "0 = " of "ggml_vulkan: 0 = "; else text. */
static char *behind_ggml(char *text)
{
    char *equals = str_starts(text, "ggml_") ? strstr(text, " = ") : NULL;
    return equals ? equals + strlen(" = ") : text;
}

/* Returns the place behind "device 0:"; else text. */
static char *behind_number(char *text)
{
    char *number = str_starts(text, "device ") ? text + strlen("device ") : text;
    const size_t n = number > text ? strspn(number, "0123456789") : 0;
    return n > 0 && number[n] == ':' ? number + n + 1 : text;
}

/* Returns the place behind SYCL's own name of the device, "[level_zero:gpu:0]", and the '|' of a table; else text. */
static char *behind_sycl(char *text)
{
    char *at = strstr(text, "level_zero:"), *close = at ? strchr(at, ']') : NULL;
    return close ? skip(close + 1, " |") : text;
}

static void cut_before(char *text)
{
    char *name = text;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        char *at = strstr(text, labels[i]);
        if (at)
            name = skip(at + strlen(labels[i]), " =");
    }
    char *const others[] = {behind_ggml(text), behind_number(skip(text, " ")), behind_sycl(text)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        name = others[i] > name ? others[i] : name;
    blank(text, name);
}

/* ---- memory ---- */

/* Returns the size that a card with that much memory for programs is sold with; NaN: it is not known. Drivers keep up
   to 8 % for themselves and for error correction. */
static double sold_gib(double gib)
{
    static const double sizes[] = {2,  3,  4,  6,  8,  10, 11, 12,  16,  20,  22,  24,  32,
                                   40, 48, 64, 72, 80, 94, 96, 141, 144, 180, 192, 256, 288};
    const double most_kept = 0.085, rounding = 0.005;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (gib <= sizes[i] * (1 + rounding))
            return gib >= sizes[i] * (1 - most_kept) ? sizes[i] : NAN;
    return NAN;
}

/* Returns the size in GiB of a card whose memory is stated in 1e9 bytes with a decimal, 8.6 GB for 8 GiB; NaN: none. */
static double decimal_gib(double gb)
{
    const double gib = gb * 1e9 / (1 << 30), rounding = 0.006;
    const double whole = round(gib);
    return fabs(gib - whole) <= rounding * whole ? sold_gib(whole) : NAN;
}

/* Reads a size of memory in MiB, or in GB with a decimal, at p; "16225m" in SYCL's table. Returns its length; 0: none
   is there. Sets *gib to the size of the card; NaN: unknown. */
static size_t memory_at(const char *p, bool sycl, double *gib)
{
    enum { MIB_DIGITS = 4 };
    static const char *const mib[] = {"mib", "mb", "m"}, *const gb[] = {"gb", "gib"};
    const size_t digits = names_split_number(p), gap = digits > 0 && p[digits] == ' ' ? 1 : 0;
    const bool whole = strspn(p, "0123456789") == digits;
    const char *unit = p + digits + gap;
    const double number = strtod(p, NULL);
    for (size_t i = 0; whole && digits >= MIB_DIGITS && i < sizeof mib / sizeof *mib; i++) {
        const size_t n = !sycl && strcmp(mib[i], "m") == 0 ? 0 : word_at(unit, mib[i]);
        *gib = sold_gib(number / (1 << 10));
        if (n > 0)
            return digits + gap + n;
    }
    for (size_t i = 0; digits > 0 && !whole && i < sizeof gb / sizeof *gb; i++) {
        const size_t n = word_at(unit, gb[i]);
        *gib = isnan(decimal_gib(number)) ? sold_gib(number) : decimal_gib(number);
        if (n > 0)
            return digits + gap + n;
    }
    return 0;
}

/* Writes the sizes of memory as those that cards are sold with. What is free of it, and what a chip that shares the
   memory of its machine may use, says nothing. */
static void settle_memory(char *text, bool sycl)
{
    enum { ROOM = 16 };
    const bool shared = strstr(text, "apple") != NULL;
    for (char *p = text; *p; p++) {
        double gib = NAN;
        const size_t n = p > text && (is_alnum(p[-1]) || p[-1] == '.') ? 0 : memory_at(p, sycl, &gib);
        char size[ROOM];
        if (n == 0)
            continue;
        char *end = p + n;
        const bool is_free = word_at(skip(end, " "), "free") > 0;
        blank(p, is_free ? skip(end, " ") + strlen("free") : end);
        const int length = snprintf(size, sizeof size, "%.0fgb", gib);
        if (!isnan(gib) && !shared && !is_free && (size_t)length <= n)
            memcpy(p, size, (size_t)length);
    }
}

/* ---- behind the name ---- */

/* Blanks out the columns behind the name, but for the memory in SYCL's table. */
static void cut_columns(char *text, bool sycl)
{
    char *bar = strchr(skip(text, " |"), '|');
    for (char *p = bar; p && *p; p++) {
        double gib;
        const bool column = p > bar && !is_alnum(p[-1]) && p[-1] != '.';
        const size_t n = column ? memory_at(p, sycl, &gib) : 0;
        if (n > 0)
            p += n - 1;
        else
            *p = ' ';
    }
}

/* Blanks out what a program says with a value: "vmm: yes", "driver 32.0.101.8860". */
static void cut_values(char *text)
{
    static const char *const says[] = {
        "vmm:", "wave size:", "warp size:", "uma:", "fp16:", "bf16:", "driver:", "driver "};
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        for (char *at = strstr(text, says[i]); at; at = strstr(at + 1, says[i])) {
            char *value = skip(at + strlen(says[i]), " "), *end = value;
            while (is_alnum(*end) || *end == '.')
                end++;
            blank(at, end > value ? end : at);
        }
}

/* Blanks out brackets that end with "driver" and those of a PCI address. */
static void cut_brackets(char *text)
{
    static const char driver[] = "driver)";
    for (char *open = strpbrk(text, "(["); open; open = strpbrk(open + 1, "([")) {
        char *close = strpbrk(open, ")]");
        const size_t n = close ? (size_t)(close + 1 - open) : 0;
        const bool named = n > strlen(driver) && strncmp(open + n - strlen(driver), driver, strlen(driver)) == 0;
        if (named || (close && str_starts(open, "[pci ")))
            blank(open, close + 1);
    }
}

/* Blanks out the versions behind the name in a line of sycl-ls. */
static void cut_versions(char *text, bool sycl)
{
    static const char graphics[] = " graphics ";
    char *at = sycl ? strstr(text, graphics) : NULL;
    if (at && str_is_digit(at[strlen(graphics)]))
        blank(at, at + strlen(at));
}

void names_driver_cut(char *text)
{
    const bool sycl = strstr(text, "level-zero") || strstr(text, "level_zero");
    cut_before(text);
    cut_columns(text, sycl);
    cut_values(text);
    cut_brackets(text);
    cut_versions(text, sycl);
    settle_memory(text, sycl);
}

bool names_driver_goes_on(const char *text)
{
    static const char *const begins[] = {"compute capability", "vmm", "wave size", "vram", "gfx", "driver", "total"};
    static const char *const units[] = {"gb", "gib", "mib", "cores", "gpu cores"};
    const char *p = text + strspn(text, " ");
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        const size_t n = strlen(begins[i]);
        size_t same = 0;
        while (same < n && tolower((unsigned char)p[same]) == begins[i][same])
            same++;
        if (same == n)
            return true;
    }
    const size_t digits = names_split_number(p), gap = digits > 0 && p[digits] == ' ' ? 1 : 0;
    for (size_t i = 0; digits > 0 && i < sizeof units / sizeof *units; i++) {
        size_t same = 0;
        while (units[i][same] && tolower((unsigned char)p[digits + gap + same]) == units[i][same])
            same++;
        if (!units[i][same] && !is_alnum(p[digits + gap + same]))
            return true;
    }
    return false;
}
