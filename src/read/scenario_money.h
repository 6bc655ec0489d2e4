/* scenario_money.h: gives the money fields of older scenarios their present names. Scenarios once counted in Australian
   dollars only and said so in every name: amount_aud, usd_per_aud, life_aud. */
#ifndef SCENARIO_MONEY_H
#define SCENARIO_MONEY_H

struct arena;
struct catalogue;
struct scenario;
struct tree;

/* Changes the tree of a scenario in place: `amount_aud` of funds and of what is sold becomes `amount` with `currency:
   AUD` (left out where the scenario's currency is AUD or not stated), `usd_per_aud` an entry of `rates`, and old names
   of figures in `priorities` the present ones. A scenario that states no currency and any of these fields gets
   `currency: AUD`. Values keep their positions. */
void scenario_money_rename(struct arena *a, struct tree *root);
/* Returns the present name of a figure whose old name ended in _aud, or the name itself. */
const char *scenario_money_figure(const char *name);
/* Sets the currency of a decoded scenario that states none: that of its country. */
void scenario_money_complete(const struct catalogue *c, struct scenario *s);

#endif
