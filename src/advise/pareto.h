/* pareto.h: the Pareto front of price and mean decode speed. An option is off the front when another one fits at
   least as many workloads, is no more expensive and no slower, and is better in price or speed. */
#ifndef PARETO_H
#define PARETO_H

#include "comparison.h"

/* Sets outcome.pareto of every option. Rented options, and those with unknown price or speed, are never on the front.
 */
void pareto_mark(struct comparison *c);

#endif
