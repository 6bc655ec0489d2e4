/* sense.h: values that are each in range and still contradict each other. Runs on linked records. */
#ifndef SENSE_H
#define SENSE_H

struct catalogue;
struct diags;
struct scenario;

void sense_catalogue(struct diags *d, const struct catalogue *c);
void sense_scenario(struct diags *d, const struct scenario *s);

#endif
