#include "rig_amd.h"

#include "arena.h"
#include "rig_field.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- rocm-smi ---- */

bool rig_amd_rocm_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    return (strstr(b->v[i].text, "ROCm System Management Interface") && strchr(b->v[i].text, '=')) ||
           str_starts(b->v[i].text, "GPU[");
}

/* Returns how far from the right end of a row the cap stands, 0 being the last word, by the head of the table; 0: this
   is no head. */
static size_t cap_of(const char *const *words, size_t n)
{
    if (n < 4 || (strcmp(words[0], "GPU") != 0 && strcmp(words[0], "Device") != 0))
        return 0;
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], "PwrCap") == 0)
            return n - 1 - i;
    return 0;
}

/* Reads "GPU[0] : Card Series: Navi 31 [...]". Returns false for another line. */
static bool read_named(struct rig_said *s, struct rig_output *o, const char *text, struct origin at)
{
    const char *gpu, *rest, *key, *value;
    if (!str_starts(text, "GPU[") || !rig_text_pair(s->arena, text, &gpu, &rest))
        return false;
    const double index = rig_text_number(arena_strndup(s->arena, gpu + 4, strcspn(gpu + 4, "]")), NULL);
    if (!isnan(index) && rig_text_pair(s->arena, rest, &key, &value))
        rig_field_set(s, rig_said_numbered(s, o, index, at), rig_text_key(s->arena, key), value);
    return true;
}

/* Returns whether a line can be one of rocm-smi's. */
static bool of_rocm(const char *text)
{
    static const char *const starts[] = {"=", "GPU", "Device", "(", "WARNING", "ERROR", " ", "\t"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (str_starts(text, starts[i]))
            return true;
    return isdigit((unsigned char)*text);
}

size_t rig_amd_rocm(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "rocm-smi", vendor_amd, rig_said_at(b, 0));
    size_t i = 0, cap = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text;
        size_t n;
        const char *const *words = rig_text_words(s->arena, text, &n);
        if (read_named(s, o, text, rig_said_at(b, i)) || n == 0)
            continue;
        if (strstr(text, "End of ROCm SMI Log"))
            return i + 1;
        if (!of_rocm(text))
            break;
        const size_t found = cap_of(words, n);
        cap = found > 0 ? found : text[0] == '=' ? cap * (n == 1 && cap > 0) : cap;
        const double index = rig_text_number(words[0], NULL);
        if (found == 0 && cap > 0 && isdigit((unsigned char)words[0][0]) && n > cap) {
            struct rig_card *c = rig_said_numbered(s, o, index, rig_said_at(b, i));
            const double w = rig_text_number(words[n - 1 - cap], NULL);
            c->limit_w = w > 0 ? w : c->limit_w;
        } else if (rig_text_card(text))
            rig_said_unread(s, b->file, &b->v[i], "it looks like a card, but rocm-smi writes others differently");
    }
    return i;
}

/* ---- amd-smi with sections ---- */

bool rig_amd_sections_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    const char *text = b->v[i].text;
    const size_t next = i + 1;
    return (str_starts(text, "GPU: ") || str_starts(text, "CPU: ")) && !isnan(rig_text_number(text + 5, NULL)) &&
           next < b->n && rig_text_indent(b->v[next].text) > 0 && strchr(b->v[next].text, ':');
}

enum { DEPTH = 6 };

/* The sections that a line lies in. */
struct path {
    size_t n, indent[DEPTH];
    const char *name[DEPTH];
};

static const char *key_at(struct arena *a, const struct path *p, const char *name)
{
    struct str out = str_new(a);
    for (size_t i = 0; i < p->n; i++)
        str_addf(&out, "%s ", p->name[i]);
    str_add(&out, name);
    return rig_text_key(a, out.text);
}

size_t rig_amd_sections(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "amd-smi", vendor_amd, rig_said_at(b, 0));
    struct path p = {0};
    double index = NAN;
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *name, *value;
        const size_t indent = rig_text_indent(text);
        const bool head = str_starts(text, "GPU: ") || str_starts(text, "CPU: ");
        if (*text && indent == 0 && !head && text[0] != '.')
            break;
        if (!rig_text_pair(s->arena, text, &name, &value))
            continue;
        while (p.n > 0 && (head || p.indent[p.n - 1] >= indent))
            p.n--;
        if (head) {
            index = text[0] == 'G' ? rig_text_number(value, NULL) : NAN;
            if (!isnan(index))
                rig_said_numbered(s, o, index, rig_said_at(b, i));
        } else if (*value == '\0' && p.n < DEPTH) {
            p.indent[p.n] = indent;
            p.name[p.n++] = name;
        } else if (!isnan(index))
            rig_field_set(s, rig_said_numbered(s, o, index, rig_said_at(b, i)), key_at(s->arena, &p, name), value);
    }
    return i;
}

/* ---- amd-smi monitor ---- */

bool rig_amd_monitor_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    size_t n;
    const char *const *words = rig_text_words(a, b->v[i].text, &n);
    bool power = false;
    for (size_t k = 0; k < n; k++)
        power |= strcmp(words[k], "POWER") == 0 || strcmp(words[k], "VRAM_TOTAL") == 0;
    return n > 2 && strcmp(words[0], "GPU") == 0 && power;
}

/* Returns whether the word is the unit of the number before it. */
static bool is_unit(const char *word)
{
    static const char *const units[] = {"W", "°C", "C", "%", "MHz", "MB", "GB", "MB/s", "GB/s", "Mb/s", "mV", "KB"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(word, units[i]) == 0)
            return true;
    return false;
}

size_t rig_amd_monitor(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "amd-smi monitor", vendor_amd, rig_said_at(b, 0));
    size_t n_head, i = 1;
    const char *const *head = rig_text_words(s->arena, b->v[0].text, &n_head);
    for (; i < b->n; i++) {
        size_t n, k = 0;
        const char *const *words = rig_text_words(s->arena, b->v[i].text, &n);
        if (n == 0 || isnan(rig_text_number(words[0], NULL)))
            break;
        struct rig_card *c = rig_said_card(s, o, rig_said_at(b, i));
        for (size_t w = 0; w < n && k < n_head; w++, k++) {
            const char *unit = w + 1 < n && is_unit(words[w + 1]) ? words[w + 1] : "";
            rig_field_set(s, c, rig_text_key(s->arena, head[k]), str_format(s->arena, "%s %s", words[w], unit));
            w += *unit != '\0';
        }
    }
    return i;
}

/* ---- amd-smi, table ---- */

bool rig_amd_table_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    return str_starts(b->v[i].text, "| AMD-SMI ");
}

/* Reads "| 0000:03:00.0   AMD Radeon RX 7900 XTX | 0 %  36 °C  0  20/303 W |". Returns false for another line. */
static bool read_card(struct rig_said *s, struct rig_output *o, const char *text, struct origin at)
{
    const char *cell = text + 1 + rig_text_indent(text + 1), *bus = rig_text_bus(s->arena, cell);
    const char *bar = strchr(text + 1, '|');
    if (!bus || !bar)
        return false;
    struct rig_card *c = rig_said_card(s, o, at);
    const size_t skip = strcspn(cell, " ");
    const char *slash = strrchr(bar, '/');
    c->bus = bus;
    rig_said_name(s, c, rig_text_trim(s->arena, cell + skip, (size_t)(bar - cell) - skip));
    const char *unit;
    const double limit_w = slash ? rig_text_number(slash + 1, &unit) : NAN;
    c->limit_w = limit_w > 0 && *unit == 'W' ? limit_w : NAN;
    return true;
}

size_t rig_amd_table(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "amd-smi", vendor_amd, rig_said_at(b, 0));
    bool open = false; /* the second line of a card comes next */
    size_t i = 1;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *slash = strrchr(text, '/');
        if (*text != '|' && *text != '+' && *text != '\0')
            break;
        const bool first = *text == '|' && read_card(s, o, text, rig_said_at(b, i));
        if (open && !first && *text == '|' && slash) {
            struct rig_card *c = &o->cards[o->n_cards - 1];
            const double mib = rig_text_mib(slash + 1, NAN);
            c->mem_mib = mib > 0 ? mib : c->mem_mib;
            c->index = rig_text_number(text + 1, NULL);
        } else if (!first && rig_text_card(text))
            rig_said_unread(s, b->file, &b->v[i], "it looks like a card, but the table of amd-smi has other columns");
        open = first;
    }
    return i;
}
