#include "rig_nvidia.h"

#include "arena.h"
#include "diag.h"
#include "feed_text.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* ---- the table ---- */

enum { CELLS = 3 };

/* Cuts "| a | b | c |" into its cells. Returns how many there are. */
static size_t cells_of(struct arena *a, const char *text, const char *cells[CELLS])
{
    size_t n = 0;
    const char *s = text + rig_text_indent(text);
    if (*s != '|')
        return 0;
    for (s++; n < CELLS && *s; n++) {
        const size_t len = strcspn(s, "|");
        cells[n] = rig_text_trim(a, s, len);
        s += len + (s[len] == '|');
    }
    return n;
}

/* Returns whether the cells begin the lines of a card: its number and name, its address. */
static bool begins_card(struct arena *a, const char *const cells[CELLS], size_t n)
{
    return n >= 2 && !isnan(rig_text_number(cells[0], NULL)) && rig_text_bus(a, cells[1]);
}

bool rig_nvidia_table_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    const char *cells[CELLS];
    const char *text = b->v[i].text;
    return (strstr(text, "NVIDIA-SMI ") && strstr(text, "Version: ")) ||
           begins_card(a, cells, cells_of(a, text, cells));
}

/* Reads "0  NVIDIA GeForce RTX 3090   Off | 00000000:01:00.0  On": the word behind the name says how the driver is
   kept. */
static void read_first(struct rig_said *s, struct rig_output *o, const char *const cells[CELLS], struct origin at,
                       bool *windows)
{
    static const char *const modes[] = {"On", "Off", "WDDM", "TCC", "MCDM", "N/A", "Enabled", "Disabled"};
    size_t n, n_bus;
    const char *const *words = rig_text_words(s->arena, cells[0], &n);
    const char *const *where = rig_text_words(s->arena, cells[1], &n_bus);
    struct rig_card *c = rig_said_card(s, o, at);
    struct str name = str_new(s->arena);
    size_t end = n;
    for (size_t i = 0; i < sizeof modes / sizeof *modes && n > 2; i++)
        if (strcmp(words[n - 1], modes[i]) == 0)
            end = n - 1;
    *windows |= strcmp(words[n - 1], "WDDM") == 0 || strcmp(words[n - 1], "TCC") == 0;
    for (size_t i = 1; i < end; i++)
        str_addf(&name, "%s%s", i > 1 ? " " : "", words[i]);
    c->index = rig_text_number(words[0], NULL);
    c->bus = rig_text_bus(s->arena, where[0]);
    c->display = n_bus < 2 ? flag_unknown : strcmp(where[n_bus - 1], "On") == 0 ? flag_yes : flag_no;
    rig_said_name(s, c, name.text);
    if (c->display == flag_yes)
        o->desktop = *windows ? desktop_windows : desktop_linux_;
}

/* Reads "30%  45C  P8  15W / 170W | 500MiB / 8192MiB", and the line below it with the state of MIG. */
static void read_more(struct rig_card *c, const char *const cells[CELLS], size_t n)
{
    const char *power = strstr(cells[0], "/ "), *memory = n > 1 ? strstr(cells[1], "MiB /") : NULL;
    const double limit_w = power ? rig_text_number(power + 1, NULL) : NAN;
    if (isnan(c->limit_w))
        c->limit_w = limit_w;
    if (memory && isnan(c->mem_mib))
        c->mem_mib = rig_text_mib(memory + strlen("MiB /"), 1);
    if (n > 2 && *cells[0] == '\0')
        c->mig = strcmp(cells[2], "Enabled") == 0 ? flag_yes : c->mig;
}

/* Reads "0  N/A  N/A  1269  G  /usr/lib/xorg/Xorg  162MiB". */
static void read_program(struct rig_said *s, struct rig_output *o, const char *cell, struct origin at)
{
    size_t n;
    const char *const *words = rig_text_words(s->arena, cell, &n);
    size_t type = 0;
    for (size_t i = 1; i + 1 < n && type == 0; i++)
        type = strcmp(words[i], "G") == 0 || strcmp(words[i], "C") == 0 || strcmp(words[i], "C+G") == 0 ||
                       strcmp(words[i], "M+C") == 0
                   ? i
                   : 0;
    const double index = n > 0 ? rig_text_number(words[0], NULL) : NAN;
    if (feed_text_has(cell, "no running processes"))
        o->lists_programs = flag_yes;
    if (isnan(index) || type == 0 || index >= (double)o->n_cards)
        return;
    o->lists_programs = flag_yes;
    struct str name = str_new(s->arena);
    for (size_t i = type + 1; i + 1 < n; i++)
        str_addf(&name, " %s", words[i]);
    rig_said_program(o, rig_said_numbered(s, o, index, at), name.text, strcmp(words[type], "G") == 0,
                     rig_text_mib(words[n - 1], 1));
}

static const char odd_row[] = "it looks like a card, but the table of nvidia-smi has other columns";

/* A line of the table: a card's first one, a further one of it, a program, or none of them. */
static void read_row(struct rig_said *s, struct rig_output *o, const struct rig_lines *b, size_t i, bool programs,
                     bool *windows)
{
    const char *cells[CELLS];
    const size_t n = cells_of(s->arena, b->v[i].text, cells);
    if (programs && n > 0)
        read_program(s, o, cells[0], rig_said_at(b, i));
    else if (begins_card(s->arena, cells, n))
        read_first(s, o, cells, rig_said_at(b, i), windows);
    else if (rig_text_card(b->v[i].text))
        rig_said_unread(s, b->file, &b->v[i], odd_row);
    else if (n > 1 && o->n_cards > 0)
        read_more(&o->cards[o->n_cards - 1], cells, n);
}

size_t rig_nvidia_table(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "nvidia-smi", vendor_nvidia, rig_said_at(b, 0));
    bool programs = false, windows = false;
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text + rig_text_indent(b->v[i].text);
        if (*text != '|' && *text != '+' && *text != '\0')
            break;
        if (i > 0 && strstr(text, "NVIDIA-SMI "))
            break; /* the next table */
        programs |= strstr(text, "Processes:") != NULL;
        read_row(s, o, b, i, programs, &windows);
    }
    return i;
}

/* ---- nvidia-smi -L ---- */

bool rig_nvidia_list_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    const char *text = b->v[i].text;
    return str_starts(text, "GPU ") && !isnan(rig_text_number(text + 4, NULL)) && strstr(text, "(UUID: ");
}

size_t rig_nvidia_list(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "nvidia-smi -L", vendor_nvidia, rig_said_at(b, 0));
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *key, *value;
        if (o->n_cards > 0 && str_starts(text, "  MIG "))
            o->cards[o->n_cards - 1].mig = flag_yes;
        else if (!rig_nvidia_list_is(s->arena, b, i))
            break;
        else if (rig_text_pair(s->arena, text, &key, &value)) {
            struct rig_card *c = rig_said_card(s, o, rig_said_at(b, i));
            const char *open = strstr(value, "(UUID: ");
            c->index = rig_text_number(text + 4, NULL);
            c->uuid = open ? rig_text_trim(s->arena, open + 7, strcspn(open + 7, ")")) : NULL;
            rig_said_name(s, c, rig_text_trim(s->arena, value, open ? (size_t)(open - value) : strlen(value)));
        }
    }
    return i;
}

/* ---- nvidia-smi topo ---- */

/* Returns how many columns of the head are cards: "GPU0 GPU1 NIC0 CPU Affinity". */
static size_t cards_in_head(const char *const *words, size_t n)
{
    size_t cards = 0;
    while (cards < n && str_starts(words[cards], "GPU") && rig_text_number(words[cards] + 3, NULL) == (double)cards)
        cards++;
    return cards;
}

bool rig_nvidia_matrix_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    size_t n, n_row = 0;
    const char *const *words = rig_text_words(a, b->v[i].text, &n);
    if (cards_in_head(words, n) == 0 || i + 1 >= b->n)
        return false;
    const char *const *row = rig_text_words(a, b->v[i + 1].text, &n_row);
    return n_row > 1 && strcmp(row[0], "GPU0") == 0 && strcmp(row[1], "X") == 0;
}

/* Returns whether the matrix says which cards read each other (topo -p2p), not how they are joined. */
static bool is_peers(const char *const *v, size_t n)
{
    static const char *const words[] = {"OK", "NS", "CNS", "GNS", "TNS", "DR", "U"};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; v[i] && k < sizeof words / sizeof *words; k++)
            if (strcmp(v[i], words[k]) == 0)
                return true;
    return false;
}

size_t rig_nvidia_matrix(struct rig_said *s, const struct rig_lines *b)
{
    size_t n_words, i = 1, n_rows = 0;
    const char *const *head = rig_text_words(s->arena, b->v[0].text, &n_words);
    const size_t n = cards_in_head(head, n_words);
    const char **v = ARENA_ARRAY(s->arena, n * n, const char *);
    for (; i < b->n; i++) {
        size_t n_row;
        const char *const *row = rig_text_words(s->arena, b->v[i].text, &n_row);
        if (n_row == 0 || !str_starts(row[0], "GPU"))
            break;
        for (size_t k = 0; n_rows < n && n_row > n && k < n; k++)
            v[n_rows * n + k] = row[k + 1];
        n_rows += n_row > n;
    }
    const bool peers = is_peers(v, n * n);
    struct rig_output *o = rig_said_output(s, peers ? "nvidia-smi topo -p2p" : "nvidia-smi topo -m", vendor_nvidia,
                                           rig_said_at(b, 0));
    o->n_joined = n;
    if (n_rows != n || i - 1 != n)
        diag_add(s->d, DIAG_RIG, o->at, NULL, "%s has %zu columns of cards, but %zu whole rows", o->program, n, n_rows);
    else if (peers)
        o->peers = v;
    else
        o->joined = v;
    while (i < b->n && (b->v[i].text[0] == '\0' || strstr(b->v[i].text, "Legend:") || strstr(b->v[i].text, " = ") ||
                        str_starts(b->v[i].text, "NIC") || str_starts(b->v[i].text, "mlx")))
        i++;
    return i;
}
