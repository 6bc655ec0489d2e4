/* bench_around.c: lines of llama.cpp's log and of a shell.
   Source: ggml-cuda.cu, ggml-vulkan.cpp, ggml-metal*.m, ggml-sycl.cpp and src/llama.cpp of ggml-org/llama.cpp, 2024-01
   to 2026-08. */
#include "bench_around.h"

#include "arena.h"
#include "str.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* Lines that announce a device: what stands before its name, and what ends the name. A '#' stands for a number. */
static const struct {
    const char *before, *ends;
} announced[] = {{"Device #: ", ","},
                 {"ggml_vulkan: # = ", "|"},
                 {"ggml_vulkan: #: ", "|"},
                 {"Vulkan#: ", "|"},
                 {"GPU name: ", ""},
                 {"using device CUDA# (", ")"},
                 {"using device ROCm# (", ")"},
                 {"using device Vulkan# (", ")"},
                 {"using device SYCL# (", ")"},
                 {"[level_zero:gpu:#]|", "|"},
                 {"[opencl:gpu:#]|", "|"}};

/* Returns the length of the pattern at s, 0: it is not there. */
static size_t span(const char *s, const char *pattern)
{
    size_t n = 0;
    for (const char *p = pattern; *p; p++) {
        const size_t digits = *p == '#' ? strspn(s + n, "0123456789") : 0;
        if (*p == '#' ? digits == 0 : s[n] != *p)
            return 0;
        n += *p == '#' ? digits : 1;
    }
    return n;
}

/* Returns the name from at to one of the characters, whose brackets close; NULL: it is empty. */
static const char *name(struct arena *a, const char *at, const char *ends)
{
    at += strspn(at, " ");
    size_t n = 0;
    int open = 0;
    for (; at[n] && (open > 0 || !strchr(ends, at[n])); n++)
        open += at[n] == '(' ? 1 : at[n] == ')' ? -1 : 0;
    while (n > 0 && isspace((unsigned char)at[n - 1]))
        n--;
    return n ? arena_strndup(a, at, n) : NULL;
}

/* Returns the name; where ROCm tells just "AMD Radeon Graphics, gfx1151", with the chip in brackets. */
static const char *with_chip(struct arena *a, const char *name, const char *line)
{
    const char *chip = strstr(line, ", gfx");
    if (!name || !chip || strcmp(name, "AMD Radeon Graphics") != 0)
        return name;
    chip += strlen(", ");
    return str_format(a, "%s (%.*s)", name, (int)strcspn(chip, " :,"), chip);
}

const char *bench_around_device(struct arena *a, const char *line)
{
    for (size_t i = 0; i < sizeof announced / sizeof *announced; i++) {
        const bool anywhere = announced[i].before[0] == 'G' || announced[i].before[0] == 'u' ||
                              announced[i].before[0] == '[';
        for (const char *at = line + strspn(line, " \t>`*"); *at; at++) {
            const size_t n = span(at, announced[i].before);
            if (n > 0 && (announced[i].before[0] != 'V' || strstr(at, "| uma:")))
                return with_chip(a, name(a, at + n, announced[i].ends), at);
            if (!anywhere)
                break;
        }
    }
    return NULL;
}

/* Returns the value of an option, "-m FILE" or "--model=FILE", and moves *at behind it; NULL: it is not there. */
static const char *value_of(struct arena *a, const char **at, const char *option)
{
    for (const char *p = strstr(*at, option); p; p = strstr(p + 1, option)) {
        const size_t n = strlen(option);
        const bool begins = p > *at && isspace((unsigned char)p[-1]), ends = p[n] == ' ' || p[n] == '=';
        if (!begins || !ends)
            continue;
        const char *from = p + n + 1 + strspn(p + n + 1, " \"'");
        const size_t length = strcspn(from, " \t\"'|;&");
        *at = from + length;
        return length ? arena_strndup(a, from, length) : NULL;
    }
    return NULL;
}

/* Returns the file, which no other file of the option follows; of several "ggml-model-QUANT.gguf" of one folder, a name
   for all of them; NULL: several. */
static const char *same_folder(struct arena *a, const char *file, const char *at, const char *option)
{
    static const char any[] = "/ggml-model";
    const char *base = strstr(file, any);
    const char *next = value_of(a, &at, option), *shared = base ? arena_strndup(a, file, (size_t)(base - file)) : NULL;
    if (!next)
        return file;
    for (; next && shared; next = value_of(a, &at, option))
        shared = str_starts(next, shared) && str_starts(next + strlen(shared), any) ? shared : NULL;
    return shared ? str_format(a, "%s%s.gguf", shared, any) : NULL;
}

const char *bench_around_model(struct arena *a, const char *line)
{
    static const char *const programs[] = {"llama-bench", "llama-batched-bench", "llama-sweep-bench", "llama-server",
                                           "llama-cli"},
                             *const options[] = {"-m", "--model"};
    bool runs = false;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        runs |= strstr(line, programs[i]) != NULL;
    for (size_t i = 0; runs && i < sizeof options / sizeof *options; i++) {
        const char *at = line, *found = value_of(a, &at, options[i]);
        if (found)
            return strchr(found, ',') ? NULL : same_folder(a, found, at, options[i]);
    }
    return NULL;
}
