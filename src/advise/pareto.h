/* pareto.h: options that no other beats in both price and mean decode speed. */
#ifndef PARETO_H
#define PARETO_H

#include "comparison.h"

/* Sets outcome.pareto of every option; those that are rented, or whose price or speed is unknown, are not on the front.
 */
void pareto_mark(struct comparison *c);

#endif
