#include "feed_title.h"

#include "feed_words.h"
#include "str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct part {
    struct arena *arena;
    const struct feed_layout *layout;
    const char *const *cells;
};

/* Returns the cell of a column; "" where it is empty or missing. */
static const char *cell(const struct part *p, const char *name)
{
    const size_t i = feed_layout_find(p->layout, name);
    return i < p->layout->n && p->cells[i] ? p->cells[i] : "";
}

/* Appends " text" with what follows it, unless the text is empty. */
static void add(struct str *s, const char *text, const char *unit)
{
    if (*text)
        str_addf(s, " %s%s", text, unit);
}

/* Returns the second number of "5,6000"; 0: there is none. */
static double second(const char *pair)
{
    const char *comma = strchr(pair, ',');
    return comma ? strtod(comma + 1, NULL) : 0;
}

/* speed is "generation,MT/s", modules "pieces,GB". */
static void add_memory(const struct part *p, struct str *s)
{
    const char *speed = cell(p, "speed"), *modules = cell(p, "modules"), *cl = cell(p, "caslatency");
    if (second(modules) > 0)
        str_addf(s, " (%d x %g GB)", atoi(modules), second(modules));
    if (second(speed) > 0)
        str_addf(s, " DDR%d-%g", atoi(speed), second(speed));
    if (*cl)
        str_addf(s, " CL%s", cl);
    str_add(s, " Memory");
}

/* capacity is in GB. */
static void add_drive(const struct part *p, struct str *s)
{
    enum { TERABYTE = 1000 };
    const double gb = strtod(cell(p, "capacity"), NULL);
    if (gb >= TERABYTE)
        str_addf(s, " %g TB", gb / TERABYTE);
    else if (gb > 0)
        str_addf(s, " %g GB", gb);
    add(s, cell(p, "formfactor"), "");
    add(s, cell(p, "interface"), "");
    if (strcmp(cell(p, "type"), "SSD") == 0)
        str_add(s, " Solid State Drive");
    else if (*cell(p, "type"))
        str_addf(s, " %s RPM Internal Hard Drive", cell(p, "type"));
}

static void add_supply(const struct part *p, struct str *s)
{
    const char *tier = cell(p, "efficiency"), *modular = cell(p, "modular");
    add(s, cell(p, "wattage"), " W");
    if (*tier)
        str_addf(s, " 80+ %c%s Certified", toupper((unsigned char)*tier), tier + 1);
    if (strcmp(modular, "Full") == 0 || strcmp(modular, "Semi") == 0)
        str_addf(s, " %s", strcmp(modular, "Full") == 0 ? "Fully Modular" : "Semi-modular");
    add(s, cell(p, "type"), "");
    str_add(s, " Power Supply");
}

const char *feed_title_of(struct arena *a, const struct feed_layout *l, const char *const *cells)
{
    const struct part p = {a, l, cells};
    struct str s = str_new(a);
    str_add(&s, cell(&p, "name"));
    switch (l->table) {
    case FEED_TABLE_CARD:
        add(&s, cell(&p, "chipset"), "");
        if (strtod(cell(&p, "memory"), NULL) > 0) /* "12", or "12.0" in tables that other programs wrote */
            str_addf(&s, " %g GB", strtod(cell(&p, "memory"), NULL));
        break;
    case FEED_TABLE_MEMORY: add_memory(&p, &s); break;
    case FEED_TABLE_BOARD:
        add(&s, cell(&p, "formfactor"), "");
        add(&s, cell(&p, "socket"), " Motherboard");
        break;
    case FEED_TABLE_SUPPLY: add_supply(&p, &s); break;
    case FEED_TABLE_DRIVE: add_drive(&p, &s); break;
    case FEED_TABLE_CASE: add(&s, cell(&p, "type"), " Case"); break;
    case FEED_TABLE_COOLER: add(&s, cell(&p, "size"), " mm"); break;
    case FEED_TABLE_UPS:
        add(&s, cell(&p, "capacityw"), " W");
        add(&s, cell(&p, "capacityva"), " VA UPS");
        break;
    case FEED_TABLE_NETWORK: add(&s, cell(&p, "interface"), ""); break;
    case FEED_TABLE_CPU:
    case FEED_TABLE_OTHER: break;
    }
    return s.text;
}

const char *feed_title_category(enum feed_table_of table)
{
    static const char *const names[] = {NULL,
                                        "video-card",
                                        "memory",
                                        "cpu",
                                        "motherboard",
                                        "power-supply",
                                        "internal-hard-drive",
                                        "case",
                                        "cpu-cooler",
                                        "ups",
                                        "wired-network-card"};
    return names[table];
}
