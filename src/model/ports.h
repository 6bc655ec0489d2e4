/* ports.h: sockets of machines and what a cable between them carries. */
#ifndef PORTS_H
#define PORTS_H

#include "catalogue.h"

#include <stdbool.h>

/* Returns the rate in Gbit/s of the machine's fastest socket of this type (port_unknown: of any type): of its system,
   board, network cards and switch. NaN: it has none, or the catalogue does not list them. */
double ports_fastest_gbit_s(const struct machine *m, enum port type);
/* Returns whether plugs and sockets of the two types go together: those of one family do. */
bool ports_match(enum port a, enum port b);
/* Returns how many sockets of the list match the type; port_unknown: of any type. */
double ports_count(const struct jack_list *jacks, enum port type);
/* Returns how many cables with such plugs the parts hold. */
double ports_cables(const struct part_line_list *parts, enum port type);
/* Returns whether the machine is a switch and no computer. */
bool ports_is_switch(const struct machine *m);
/* Returns whether what the machine lists serves the link: it is joined, or a device of the network. */
bool ports_lends(const struct connection *over, const struct machine *m);
/* Returns whether the connection runs through the internet. */
bool ports_remote(const struct connection *over);
/* Returns a machine that it joins and that does not stand here: rented or remote; NULL: all are here. */
const struct machine *ports_elsewhere(const struct option *o, const struct connection *over);
/* Returns the machines that it joins, switches left out. */
double ports_hosts(const struct option *o, const struct connection *over);
/* Returns whether a switch is among the parts of the connection. */
bool ports_own_switch(const struct connection *over);
/* Returns whether it runs through a switch: its own, one that it joins, or one that more than two machines need. */
bool ports_through_switch(const struct option *o, const struct connection *over);
/* Returns the cables that it needs: one for each machine to a switch, else one from each machine to the next. */
double ports_cables_needed(const struct option *o, const struct connection *over);
/* Returns the sockets of this type on its switches, with the adapters in them. */
double ports_on_switches(const struct option *o, const struct connection *over, enum port type);
/* Returns the type of socket that its i-th machine gives to a connection of this type: another one where an adapter of
   the connection is plugged in. */
enum port ports_taken(const struct option *o, const struct connection *over, size_t i, enum port type);
/* Returns how many sockets of this type the machine has for cables, less those that adapters of its own take. *least
   is set to true where sockets of its board are not listed, so that it may have more. */
double ports_sockets(const struct machine *m, enum port type, bool *least);
/* Returns the type of socket that a connection uses: the one stated, else one that its own cables fit, at which the
   slowest of its machines is fastest; port_unknown: their sockets are not known, or have no type in common. */
enum port ports_common(const struct option *o, const struct connection *over);

/* The rate of a connection and what limits it. */
struct ports_rate {
    double gbit_s;  /* NaN: unknown, or it cannot be joined */
    const char *by; /* switch or cable that is slower than the sockets; NULL: the slowest socket */
};

/* Returns the rate of its slowest socket, cable or switch. */
struct ports_rate ports_rate(const struct option *o, const struct connection *over);
double ports_rate_gbit_s(const struct option *o, const struct connection *over);
/* Returns the link record that carries a model over the connection: the one stated, or where sockets, cables or switch
   are slower the fastest record of the same type that they allow; where sockets are not known the one stated. NULL: its
   machines cannot be joined, or unknown. */
const struct link *ports_link(const struct catalogue *c, const struct option *o, const struct connection *over);

#endif
