#include "import_rig.h"

#include "arena.h"
#include "diag.h"
#include "feed_text.h"
#include "file.h"
#include "names.h"
#include "rig_output.h"
#include "rig_records.h"
#include "tree_make.h"
#include "tree_write.h"
#include "unit.h"

#include <math.h>
#include <string.h>

struct job {
    struct arena *arena;
    struct diags *d;
    const struct rig_merged *m;
    const struct rig_records *r;
    struct origin at;
    struct str *out;
};

/* ---- comments ---- */

/* Returns the bytes of a character at s that YAML does not take in a comment or that does not show; 0: another one. */
static size_t unprintable(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;
    const size_t unseen = str_unseen(s);
    const bool control = u[0] == 0xC2 && u[1] < 0xA0, mark = u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF,
               none = u[0] == 0xEF && u[1] == 0xBF && u[2] >= 0xBE;
    return unseen > 0 ? unseen : control ? 2 : mark || none ? 3 : 0;
}

/* Appends a line of comment. */
static void comment(struct job *j, const char *text)
{
    str_add(j->out, "# ");
    for (const char *s = text; *s;) {
        const size_t unseen = unprintable(s);
        str_addn(j->out, unseen > 0 ? " " : s, 1);
        s += unseen > 0 ? unseen : 1;
    }
    str_add(j->out, "\n");
}

static const char *power_words(struct job *j, const struct rig_links_card *c)
{
    const double limit_w = c->said->limit_w, own_w = c->said->default_w;
    const double record_w = c->device ? c->device->tdp_w : NAN;
    struct str out = str_new(j->arena);
    if (isnan(limit_w))
        return out.text;
    str_addf(&out, ", power limit %.10g W", limit_w);
    if (!isnan(own_w))
        str_addf(&out, " (its own: %.10g W)", own_w);
    if (c->device && rig_records_chip_only(c->device))
        str_add(&out, " of the chip alone");
    else if (limit_w > record_w + 1)
        str_addf(&out, ", above the %.10g W of the record", record_w);
    return out.text;
}

static void card_comment(struct job *j, size_t i)
{
    const struct rig_links_card *c = &j->r->cards[i];
    struct str line = str_new(j->arena);
    str_addf(&line, "  %zu: %s%s", i, rig_cards_name(c->said), c->said->cut ? "..." : "");
    if (c->device && c->device->unified != flag_yes)
        str_addf(&line, " (%s)", c->device->id);
    if (!isnan(c->said->mem_mib))
        str_addf(&line, ", %.0f MiB", c->said->mem_mib);
    if (!isnan(c->gen) || !isnan(c->lanes)) {
        str_add(&line, ", PCIe");
        if (!isnan(c->gen))
            str_addf(&line, " %.0f.0", c->gen);
        if (!isnan(c->lanes))
            str_addf(&line, " x%.0f", c->lanes);
        if (c->why)
            str_addf(&line, " (%s)", c->why);
    }
    str_add(&line, power_words(j, c));
    if (c->said->display == flag_yes)
        str_add(&line, ", a screen hangs on it");
    if (c->said->desktop_mib > 0)
        str_addf(&line, ", a desktop uses %.0f MiB", c->said->desktop_mib);
    if (c->said->mig == flag_yes)
        str_add(&line, ", divided into instances (MIG)");
    comment(j, line.text);
}

static void matrix_comment(struct job *j, const char *title, const char *const *v)
{
    comment(j, title);
    for (size_t i = 0; i < j->m->n_nvidia; i++) {
        struct str line = str_new(j->arena);
        str_addf(&line, "  %zu:", i);
        for (size_t k = 0; k < j->m->n_nvidia; k++)
            str_addf(&line, " %s", v[i * j->m->n_nvidia + k] ? v[i * j->m->n_nvidia + k] : "?");
        comment(j, line.text);
    }
}

static void links_comment(struct job *j)
{
    const struct rig_links *l = &j->r->links;
    if (j->m->joined)
        matrix_comment(j, "How the cards are joined (nvidia-smi topo -m; NV: NVLink, else PCIe):", j->m->joined);
    if (j->m->peers)
        matrix_comment(j, "Which cards read each other (nvidia-smi topo -p2p):", j->m->peers);
    if (l->part)
        comment(j, str_format(j->arena, "The bridge is any that fits: no output says how far apart the slots are."));
    if (l->scaled)
        comment(j, "The catalogue has no PCIe link of this generation and width; the one below is as fast.");
    if (l->partial) {
        comment(j, "NVLink joins only some of these cards, which no field of a machine describes: the link below is");
        comment(j, "that of the others. A machine of the joined cards alone would have the NVLink as its link.");
    }
    if (l->bare)
        comment(j, "The catalogue has no link or bridge for the NVLink of these cards: it is left out.");
}

static void ram_comment(struct job *j)
{
    const struct rig_ram *r = &j->r->ram;
    const struct rig_merged *m = j->m;
    struct str line = str_new(j->arena);
    if (m->n_modules == 0)
        return;
    str_addf(&line, "System RAM: %.10g GiB in %zu module%s", r->gib, m->n_modules, m->n_modules == 1 ? "" : "s");
    for (size_t k = 0; k < r->n_kits; k++)
        str_addf(&line, ", %s", rig_ram_words(j->arena, &r->kits[k]));
    if (!isnan(r->channels))
        str_addf(&line, ", %.0f channel%s%s", r->channels, r->channels == 1 ? "" : "s",
                 isnan(r->gb_s) ? "" : str_format(j->arena, ": %.4g GB/s", r->gb_s));
    else if (!isnan(r->most_gb_s))
        str_addf(&line, "; the names of the slots do not tell the channels: at most %.4g GB/s", r->most_gb_s);
    if (m->empty_slots > 0)
        str_addf(&line, ", %.0f slot%s empty", m->empty_slots, m->empty_slots == 1 ? "" : "s");
    comment(j, line.text);
    const double made_gb_s = rig_records_ram_gb_s(j->r);
    if (fabs(made_gb_s - r->gb_s) > 0.03 * r->gb_s)
        comment(
            j, str_format(j->arena,
                          "  The fields below make %.4g GB/s of it; rigplan predict --ram-gb-s %.4g takes what it has.",
                          made_gb_s, r->gb_s));
}

static void head(struct job *j, bool asked, const struct import_rig_text *texts, size_t n)
{
    struct str from = str_new(j->arena);
    for (size_t i = 0; i < n; i++)
        str_addf(&from, "%s%s", i ? ", " : " from ",
                 strcmp(texts[i].file, "-") == 0 ? "standard input" : file_base(texts[i].file));
    comment(j, asked ? str_format(j->arena, "Made by `rigplan rig`: %s.", j->m->programs)
                     : str_format(j->arena, "Made by `rigplan import rig`%s: %s.", from.text, j->m->programs));
    if (j->r->n > 0)
        comment(j, "Cards:");
    for (size_t i = 0; i < j->r->n; i++)
        card_comment(j, i);
    links_comment(j);
    ram_comment(j);
    if (j->m->cpu)
        comment(j, str_format(j->arena, "Processor: %s", j->m->cpu));
    if (j->m->chip)
        comment(j, str_format(j->arena, "Machine: %s%s%s%s, %s", j->m->mac ? j->m->mac : "Mac",
                              j->m->mac_model ? " (" : "", j->m->mac_model ? j->m->mac_model : "",
                              j->m->mac_model ? ")" : "", j->m->chip));
    const char *rest = j->r->lost.len > 0 ? j->r->lost.text : NULL;
    if (rest)
        comment(j, "Not taken over:");
    while (rest && *rest)
        comment(j, str_format(j->arena, "  %s", str_split(j->arena, rest, '\n', &rest)));
}

/* ---- fields ---- */

static void number_of(struct job *j, struct tree *map, const char *key, double v)
{
    tree_make_number(j->arena, map, key, v, j->at);
    map->last->text = str_format(j->arena, "%.10g", v); /* 280, not 2.8e+02 */
}

static void line_of(struct job *j, struct tree *list, const char *key, const char *id, double qty, double cap_w)
{
    struct tree *map = tree_make_map(j->arena, list, NULL, j->at);
    tree_make_text(j->arena, map, key, id, j->at);
    if (qty > 1)
        number_of(j, map, "qty", qty);
    if (!isnan(cap_w))
        number_of(j, map, "cap_w", cap_w);
}

static bool same_line(const struct rig_links_card *a, const struct rig_links_card *b)
{
    const double x = rig_records_cap_w(a), y = rig_records_cap_w(b);
    return a->device == b->device && (x == y || (isnan(x) && isnan(y)));
}

static bool is_card(const struct rig_links_card *c)
{
    return c->device && c->device->unified != flag_yes;
}

/* Adds the cards, like ones on one line, and returns how many there are. */
static size_t devices(struct job *j, struct tree *root)
{
    struct tree *list = NULL;
    size_t all = 0;
    for (size_t i = 0; i < j->r->n; i++) {
        const struct rig_links_card *c = &j->r->cards[i];
        bool before = false;
        double qty = 1;
        if (!is_card(c))
            continue;
        all++;
        for (size_t k = 0; k < j->r->n; k++) {
            const bool like = k != i && is_card(&j->r->cards[k]) && same_line(&j->r->cards[k], c);
            before |= like && k < i;
            qty += like;
        }
        if (before)
            continue;
        list = list ? list : tree_make_list(j->arena, root, "devices", j->at);
        line_of(j, list, "device", c->device->id, qty, rig_records_cap_w(c));
    }
    return all;
}

static void parts(struct job *j, struct tree *root)
{
    const struct rig_records *r = j->r;
    struct tree *list = NULL;
    for (size_t k = 0; k < r->ram.n_kits && !r->system; k++)
        if (r->ram.kits[k].kit) {
            list = list ? list : tree_make_list(j->arena, root, "parts", j->at);
            line_of(j, list, "part", r->ram.kits[k].kit->id, r->ram.kits[k].qty, NAN);
        }
    if (r->links.part) {
        list = list ? list : tree_make_list(j->arena, root, "parts", j->at);
        line_of(j, list, "part", r->links.part->id, r->links.qty, NAN);
    }
}

/* Returns whether a desktop runs on a card: no where every card is without a screen and no program draws on it. */
static enum flag shows_desktop(const struct rig_merged *m)
{
    bool dark = m->n_cards > 0 && m->lists_programs == flag_yes;
    for (size_t i = 0; i < m->n_cards; i++) {
        if (m->cards[i].display == flag_yes || m->cards[i].desktop_mib > 0)
            return flag_yes;
        dark &= m->cards[i].display == flag_no;
    }
    return m->desktop != desktop_unknown ? flag_yes : dark ? flag_no : flag_unknown;
}

static void one_of(struct job *j, struct tree *root, const char *key, const char *id)
{
    if (id)
        tree_make_text(j->arena, tree_make_map(j->arena, root, key, j->at), key, id, j->at);
}

static struct tree *machine_of(struct job *j, const char *title)
{
    struct arena *a = j->arena;
    const struct rig_records *r = j->r;
    struct tree *root = tree_make_map(a, NULL, NULL, j->at);
    tree_make_text(a, root, "schema", "rigplan-machine-1", j->at);
    tree_make_text(a, root, "title", title, j->at);
    tree_make_yes(a, root, "owned", true, j->at);
    one_of(j, root, "system", r->system ? r->system->id : NULL);
    const size_t cards = devices(j, root);
    one_of(j, root, "board", r->board ? r->board->id : NULL);
    one_of(j, root, "cpu", r->cpu ? r->cpu->id : NULL);
    parts(j, root);
    tree_make_text(a, root, "link", r->links.link ? r->links.link->id : NULL, j->at);
    tree_make_text(a, root, "bridge", r->links.bridge ? r->links.bridge->id : NULL, j->at);
    if (r->links.p2p != flag_unknown)
        tree_make_yes(a, root, "p2p", r->links.p2p == flag_yes, j->at);
    const enum flag desktop = cards > 0 ? shows_desktop(j->m) : flag_unknown;
    if (desktop != flag_unknown)
        tree_make_yes(a, root, "headless", desktop == flag_no, j->at);
    if (desktop == flag_yes && j->m->desktop != desktop_unknown)
        tree_make_text(a, root, "desktop", enums_text(&enums_desktop, (int)j->m->desktop), j->at);
    return root;
}

/* ---- all of it ---- */

static const char *title_of(struct arena *a, bool asked, const struct import_rig_text *texts, size_t n)
{
    const char *name = n > 0 ? file_stem(a, texts[0].file) : "";
    return asked || *name == '\0' || strcmp(name, "-") == 0 ? "This machine" : name;
}

static bool knows(const struct rig_records *r)
{
    bool any = r->system || r->cpu || r->board;
    for (size_t i = 0; i < r->n; i++)
        any |= is_card(&r->cards[i]);
    return any;
}

static void warn_links(struct job *j)
{
    if (j->r->links.partial)
        diag_add(j->d, DIAG_RIG_LINE, j->at, NULL,
                 "NVLink joins only some of the cards; a machine has no field for that, so it is left out");
    if (j->r->links.bare)
        diag_add(j->d, DIAG_RIG_LINE, j->at, NULL,
                 "the NVLink of the cards is left out: the catalogue has no such link or bridge");
}

bool import_rig(struct arena *a, struct diags *d, const struct catalogue *c, bool asked,
                const struct import_rig_text *texts, size_t n, struct str *out)
{
    struct rig_said said = {.arena = a, .d = d};
    struct rig_cards_known known = {.keys = text_set_new(a)};
    const struct rig_cards x = {a, c, names_index_new(a, c), &known};
    struct rig_merged m;
    struct rig_records r;
    const int errors = d->errors;
    for (size_t i = 0; i < n; i++) {
        size_t size = texts[i].size;
        if (size > (size_t)IMPORT_RIG_MOST_MIB << 20) {
            diag_add(d, DIAG_TOO_LARGE, diag_file(texts[i].file), NULL,
                     "expected at most %d MiB of what programs print about a machine, got more",
                     (int)IMPORT_RIG_MOST_MIB);
            continue;
        }
        const char *text = feed_text_utf8(a, d, texts[i].file, texts[i].text, &size);
        if (text)
            rig_output_read(&said, texts[i].file, text);
    }
    if (d->errors > errors || !rig_merge(&x, &said, &m))
        return false;
    rig_records(&x, d, &m, &r);
    struct job j = {.arena = a, .d = d, .m = &m, .r = &r, .at = diag_file(n > 0 ? texts[0].file : ""), .out = out};
    if (!knows(&r)) {
        diag_add(d, DIAG_RIG, j.at, NULL, "it names no card, machine or processor of the catalogue");
        return false;
    }
    warn_links(&j);
    head(&j, asked, texts, n);
    tree_write(machine_of(&j, title_of(a, asked, texts, n)), out);
    return true;
}
