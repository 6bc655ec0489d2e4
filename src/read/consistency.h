/* consistency.h: values that are each in range and still contradict each other. Runs on linked records. */
#ifndef CONSISTENCY_H
#define CONSISTENCY_H

struct catalogue;
struct diags;
struct scenario;

void consistency_catalogue(struct diags *d, const struct catalogue *c);
void consistency_scenario(struct diags *d, const struct scenario *s);

#endif
