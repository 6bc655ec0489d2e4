/* scenario_1_quants.h: the quants of the workloads of a scenario of version 1 (scenario_1.h). */
#ifndef SCENARIO_1_QUANTS_H
#define SCENARIO_1_QUANTS_H

struct scenario_1_machines;
struct tree;

/* Changes `quant` of a workload to `quants` where the engine of an option cannot load it, which version 1 could not say
   otherwise: adds, for each engine that is deployed or stated, its first usual quant of as many whole bits per weight.
   A warning per workload says what is added and why. root: the scenario before its options are converted. */
void scenario_1_quants_widen(const struct scenario_1_machines *k, struct tree *root);

#endif
