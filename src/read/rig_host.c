#include "rig_host.h"

#include "arena.h"
#include "feed_text.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- dmidecode ---- */

bool rig_host_dmi_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    return str_starts(b->v[i].text, "# dmidecode") || str_starts(b->v[i].text, "Handle 0x");
}

/* Returns the memory channel in the name of a slot: "P0 CHANNEL A", "ChannelA-DIMM1", "DIMM_A2",
   "Controller0-DIMMA2", "P0_Node0_Channel3_Dimm0"; NULL: the name has none, as in "DIMM 3", "PROC 1 DIMM 12" and the
   "A1" of boards that count slots of a processor. */
static const char *channel_of(struct arena *a, const char *name)
{
    char *low = arena_strdup(a, name ? name : "");
    for (char *c = low; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    char *channel = strstr(low, "channel"), *dimm = strstr(low, "dimm");
    char *mark = channel ? channel + strlen("channel") : dimm ? dimm + strlen("dimm") : NULL;
    if (!mark)
        return NULL;
    mark += strspn(mark, " _-");
    const bool number = channel && isdigit((unsigned char)*mark);
    const char *behind = mark + 1 + strspn(mark + 1, "0123456789");
    const bool letter = isalpha((unsigned char)*mark) && (channel ? !isalpha((unsigned char)mark[1]) : *behind == '\0');
    if (!letter && !number)
        return NULL;
    size_t n = 1;
    while (number && isdigit((unsigned char)mark[n]))
        n++;
    return rig_text_key(a, arena_strndup(a, low, (size_t)(mark - low) + n));
}

/* The entry of a memory slot, as far as it was read. */
struct dimm {
    const char *locator, *bank, *form, *detail;
    struct rig_module is;
};

static enum module module_of(const struct dimm *t)
{
    const char *form = t->form ? t->form : "", *detail = t->detail ? t->detail : "";
    if (strcmp(form, "SODIMM") == 0)
        return module_sodimm;
    if (feed_text_has(detail, "registered (buffered)") || feed_text_has(detail, "lrdimm"))
        return module_rdimm;
    return strcmp(form, "DIMM") == 0 && feed_text_has(detail, "unbuffered") ? module_udimm : module_unknown;
}

static void end_slot(struct rig_said *s, struct rig_output *o, struct dimm *t)
{
    if (t->is.gib > 0) {
        const char *bank = channel_of(s->arena, t->bank), *own = channel_of(s->arena, t->locator);
        struct rig_module *m = rig_said_module(s, o, t->is.at);
        *m = t->is;
        m->module = module_of(t);
        m->locator = t->locator;
        m->channel = own && strstr(own, "channel") ? own : bank ? bank : own;
    } else
        o->empty_slots = (isnan(o->empty_slots) ? 0 : o->empty_slots) + 1;
}

static void read_slot(struct dimm *t, const char *key, const char *value)
{
    if (strcmp(key, "Size") == 0)
        t->is.gib = unit_b_to_gib(unit_mib_to_b(rig_text_mib(value, NAN)));
    else if (strcmp(key, "Locator") == 0)
        t->locator = value;
    else if (strcmp(key, "Bank Locator") == 0)
        t->bank = value;
    else if (strcmp(key, "Form Factor") == 0)
        t->form = value;
    else if (strcmp(key, "Type Detail") == 0)
        t->detail = value;
    else if (strcmp(key, "Type") == 0)
        t->is.type = value;
    else if (strcmp(key, "Data Width") == 0)
        t->is.width_bits = rig_text_number(value, NULL);
    else if (strcmp(key, "Configured Memory Speed") == 0 || strcmp(key, "Configured Clock Speed") == 0)
        t->is.mt_s = rig_text_number(value, NULL);
}

enum { DMI_SYSTEM = 1, DMI_BOARD = 2, DMI_CPU = 4, DMI_MEMORY = 17 };

static void read_other(struct rig_output *o, int type, const char *key, const char *value)
{
    const bool said = *value && !feed_text_has(value, "not specified") && !feed_text_has(value, "to be filled") &&
                      !feed_text_has(value, "system product name");
    if (!said)
        return;
    if (type == DMI_SYSTEM && strcmp(key, "Product Name") == 0)
        o->product = value;
    else if (type == DMI_BOARD && strcmp(key, "Product Name") == 0)
        o->board = o->board ? o->board : value;
    else if (type == DMI_CPU && strcmp(key, "Version") == 0) {
        o->cpu = value;
        o->sockets = (isnan(o->sockets) ? 0 : o->sockets) + 1;
    }
}

/* Returns whether line i, which is not indented, is dmidecode's: its head, or what stands below the handle of an
   entry. */
static bool of_dmi(const struct rig_lines *b, size_t i)
{
    static const char *const heads[] = {"#", "Getting SMBIOS", "SMBIOS ", "Table at", "Scanning ", "End Of Table"};
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
        if (str_starts(b->v[i].text, heads[k]))
            return true;
    return i > 0 && str_starts(b->v[i - 1].text, "Handle 0x");
}

size_t rig_host_dmi(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "dmidecode", vendor_unknown, rig_said_at(b, 0));
    struct dimm slot = {0};
    int type = 0;
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *key, *value, *at = strstr(text, "DMI type ");
        const bool handle = str_starts(text, "Handle 0x");
        if (type == DMI_MEMORY && (handle || *text == '\0')) {
            end_slot(s, o, &slot);
            type = 0;
        }
        if (handle) {
            const double t = at ? rig_text_number(arena_strndup(s->arena, at + 9, strcspn(at + 9, ",")), NULL) : NAN;
            type = t > 0 && t < 256 ? (int)t : 0;
            slot = (struct dimm){.is = {.at = rig_said_at(b, i), .gib = NAN, .mt_s = NAN, .width_bits = NAN}};
        } else if (*text && rig_text_indent(text) == 0 && !of_dmi(b, i))
            break;
        else if (rig_text_pair(s->arena, text, &key, &value)) {
            if (type == DMI_MEMORY)
                read_slot(&slot, key, value);
            else
                read_other(o, type, key, value);
        }
    }
    if (type == DMI_MEMORY)
        end_slot(s, o, &slot);
    return i;
}

/* ---- lscpu ---- */

bool rig_host_cpu_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    return str_starts(b->v[i].text, "Architecture:") || str_starts(b->v[i].text, "Model name:");
}

size_t rig_host_cpu(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "lscpu", vendor_unknown, rig_said_at(b, 0));
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *key, *value;
        if (!rig_text_pair(s->arena, b->v[i].text, &key, &value) || strpbrk(b->v[i].text, "|") ||
            str_starts(key, "Mem") || str_starts(key, "processor"))
            break;
        if (strcmp(key, "Model name") == 0)
            o->cpu = value;
        else if (strcmp(key, "Socket(s)") == 0)
            o->sockets = rig_text_number(value, NULL);
    }
    return i;
}

/* ---- /proc/cpuinfo ---- */

bool rig_host_cores_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    const char *key, *value;
    return strstr(b->v[i].text, "\t:") && rig_text_pair(a, b->v[i].text, &key, &value) &&
           (strcmp(key, "processor") == 0 || strcmp(key, "model name") == 0);
}

size_t rig_host_cores(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "/proc/cpuinfo", vendor_unknown, rig_said_at(b, 0));
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *key, *value;
        const bool pair = rig_text_pair(s->arena, b->v[i].text, &key, &value);
        if (!pair && b->v[i].text[0] == '\0')
            continue;
        const bool plain = pair && (strcmp(key, "model name") == 0 || strcmp(key, "power management") == 0);
        if (!pair || (!plain && (!strchr(b->v[i].text, '\t') || rig_text_indent(b->v[i].text) > 0)))
            break;
        if (strcmp(key, "model name") == 0)
            o->cpu = value;
        else if (strcmp(key, "physical id") == 0) {
            const double id = rig_text_number(value, NULL);
            o->sockets = isnan(o->sockets) || id + 1 > o->sockets ? id + 1 : o->sockets;
        }
    }
    return i;
}

/* ---- free and /proc/meminfo ---- */

bool rig_host_free_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    size_t n;
    const char *const *words = rig_text_words(a, b->v[i].text, &n);
    return n >= 3 && strcmp(words[0], "total") == 0 && strcmp(words[1], "used") == 0;
}

/* Returns the MiB of a size without unit: `free` counts KiB, -m MiB, -g GiB, which the size itself tells. */
static double plain_unit(double v)
{
    const double kib_mib = unit_b_to_mib(unit_mib_to_b(1)) / 1024;
    return v >= 1 << 20 ? kib_mib : v >= 1 << 10 ? 1 : unit_b_to_mib(unit_gib_to_b(1));
}

size_t rig_host_free(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "free", vendor_unknown, rig_said_at(b, 0));
    size_t i = 1;
    for (; i < b->n; i++) {
        size_t n;
        const char *const *words = rig_text_words(s->arena, b->v[i].text, &n);
        if (n < 2 || words[0][strlen(words[0]) - 1] != ':')
            break;
        if (strcmp(words[0], "Mem:") == 0)
            o->ram_mib = rig_text_mib(words[1], plain_unit(rig_text_number(words[1], NULL)));
    }
    return i;
}

bool rig_host_meminfo_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    return str_starts(b->v[i].text, "MemTotal:");
}

size_t rig_host_meminfo(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "/proc/meminfo", vendor_unknown, rig_said_at(b, 0));
    const char *key, *value;
    size_t i = 0;
    for (; i < b->n && rig_text_pair(s->arena, b->v[i].text, &key, &value) && str_ends(b->v[i].text, "kB"); i++)
        if (strcmp(key, "MemTotal") == 0)
            o->ram_mib = rig_text_mib(value, NAN);
    return i > 0 ? i : 1;
}
