/* scenario_rules.h: judges what several records of a completed scenario say together, by the rows WHOLE of
   field_rule.def. */
#ifndef SCENARIO_RULES_H
#define SCENARIO_RULES_H

struct catalogue;
struct diags;
struct scenario;

/* Reports contradictions in a scenario whose machines are complete and whose links lead to records of c. */
void scenario_rules(struct diags *d, const struct catalogue *c, const struct scenario *s);

#endif
