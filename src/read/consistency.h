/* consistency.h: checks that values which are each in range do not contradict each other. Runs on linked records. */
#ifndef CONSISTENCY_H
#define CONSISTENCY_H

struct catalogue;
struct diags;
struct scenario;

/* Reports contradictions in all records of a catalogue. */
void consistency_catalogue(struct diags *d, const struct catalogue *c);
/* Reports contradictions in a scenario whose links lead to records of c. */
void consistency_scenario(struct diags *d, const struct catalogue *c, const struct scenario *s);

#endif
