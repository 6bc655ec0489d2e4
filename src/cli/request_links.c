/* request_links.c: links that devices cannot have.

   Idea: a device with unified memory is a machine of its own, so several of them are joined by Thunderbolt or a
   network, never by PCIe; NVLink is soldered to a card, so a named one must be of the card's kind and no faster than
   the card's. Invariant: only what somebody states on the command line is checked. Measured rows name the link that
   their source names, and rows without one keep the default (rig_default_link). */
#include "request_links.h"

#include "rig.h"
#include "str.h"

/* Returns whether the device is a machine of its own; one with NVLink sits on a board with others. */
static bool is_machine(const struct device *d)
{
    return d->unified == flag_yes && !(d->nvlink_gb_s > 0);
}

static bool joins_machines(const struct link *l)
{
    return l->type == linktype_thunderbolt || l->type == linktype_network;
}

static enum linktype own_type(const struct device *d)
{
    return d->nvlink_gpus > 2 ? linktype_nvswitch : linktype_nvlink;
}

/* Returns the ids of the links between machines or, with a card, of its kind of NVLink and no faster than its own,
   joined by commas; "" where there is none. */
static const char *links_of(struct command_run *r, const struct device *card)
{
    const struct link_list *all = &r->catalogue->links;
    struct str out = str_new(r->arena);
    for (size_t i = 0; i < all->n; i++) {
        const struct link *l = &all->v[i];
        if (card ? l->type == own_type(card) && !(l->card_gb_s > card->nvlink_gb_s) : joins_machines(l))
            str_addf(&out, "%s%s", out.len > 0 ? ", " : "", l->id);
    }
    return out.text;
}

static void refuse(struct command_run *r, const char *option, const char *text)
{
    diag_add(&r->d, DIAG_SENSE, (struct origin){0}, option, "%s", text);
}

/* Checks the link between machines with unified memory; a link on the command line joins all devices. */
static void check_machines(struct command_run *r, const struct request *q)
{
    const struct device *first = NULL;
    int n = 0;
    for (int i = 0; i < q->n; i++) {
        n += is_machine(q->device[i]);
        first = !first && is_machine(q->device[i]) ? q->device[i] : first;
    }
    if (n < 2 || (q->link && joins_machines(q->link)))
        return;
    if (q->link)
        refuse(r, "--link",
               str_format(r->arena,
                          "%s is inside one machine, and each %s is a machine of its own: expected a link between "
                          "machines, one of %s",
                          q->link->id, first->id, links_of(r, NULL)));
    else if (q->split != split_none) /* which uses the first device alone */
        refuse(r, "--gpu",
               str_format(r->arena,
                          "each %s is a machine of its own, and how they are joined decides the speed: add --link with "
                          "one of %s",
                          first->id, links_of(r, NULL)));
}

/* Checks a named NVLink against cards that have one; cards without are the engine's to refuse. A bridge slower than
   every record (RTX 2080 Ti) goes by the slowest. */
static void check_nvlink(struct command_run *r, const struct request *q, const struct link *l, const char *option)
{
    for (int i = 0; rig_is_nvlink(l) && i < q->n; i++) {
        const struct device *d = q->device[i];
        const char *own = d->nvlink_gb_s > 0 ? links_of(r, d) : "";
        const bool switched = l->type == linktype_nvswitch && own_type(d) == linktype_nvlink,
                   faster = l->type == linktype_nvlink && l->card_gb_s > d->nvlink_gb_s && *own;
        if (!(d->nvlink_gb_s > 0) || !(switched || faster))
            continue;
        refuse(r, option,
               str_format(r->arena, "%s does not have %s: its NVLink joins %.0f cards at %.4g GB/s; expected %s", d->id,
                          l->id, d->nvlink_gpus, d->nvlink_gb_s, *own ? own : "nvlink"));
        return;
    }
}

void request_links_check(struct command_run *r, const struct request *q)
{
    if (q->n < 2)
        return;
    check_machines(r, q);
    check_nvlink(r, q, q->link, "--link");
    check_nvlink(r, q, q->bridge, "--bridge");
}
