/* rig_text.h: lines of what programs print about a machine, and the numbers in them. A number that a program leaves out
   ("N/A", "[Not Supported]", "Unknown") is NaN. */
#ifndef RIG_TEXT_H
#define RIG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct rig_line {
    const char *text; /* without line ending, escape sequences of terminals and blanks at its end */
    int line;         /* its number in the file, from 1 */
};
struct rig_lines {
    const char *file;
    size_t n;
    const struct rig_line *v;
};

/* Returns the lines of a text in UTF-8, which stays as it is. */
struct rig_lines rig_text_lines(struct arena *a, const char *file, const char *text);
/* Returns lines from .. to - 1. */
struct rig_lines rig_text_part(const struct rig_lines *all, size_t from, size_t to);
/* Returns how many blanks and tabs the text begins with. */
size_t rig_text_indent(const char *text);
/* Returns a copy of n bytes without blanks at both ends. */
const char *rig_text_trim(struct arena *a, const char *text, size_t n);
/* Splits "  Key Name   : value" at its first colon. Returns false, and sets nothing, where there is none. */
bool rig_text_pair(struct arena *a, const char *text, const char **key, const char **value);
/* Returns the words of a text, which blanks and tabs divide; *n becomes their number. */
const char *const *rig_text_words(struct arena *a, const char *text, size_t *n);
/* Returns a name of a field in small letters, with one '_' for all that is no letter or digit and without a unit in
   brackets: "memory.total [MiB]" is memory_total. */
const char *rig_text_key(struct arena *a, const char *name);
/* Returns the number that a text begins with, NaN: with none. *unit becomes the text behind it, without blanks. */
double rig_text_number(const char *text, const char **unit);
/* Returns a size in MiB: "24576 MiB", "64 GB", "131823232 kB". Programs mean 2^20 bytes by MB and 2^30 by GB. A number
   without unit counts units of `plain` MiB. */
double rig_text_mib(const char *text, double plain);
/* Returns the PCIe generation of a rate per lane, "16GT/s" or "16.0 GT/s PCIe"; NaN: not known. */
double rig_text_generation(const char *text);
/* Returns the name of a PCI address as 0000:01:00.0, in small letters; NULL where the text begins with none. */
const char *rig_text_bus(struct arena *a, const char *text);
/* Returns whether a line has the name of a graphics card: GeForce, Radeon, Instinct, Tesla and the like. */
bool rig_text_card(const char *text);

#endif
