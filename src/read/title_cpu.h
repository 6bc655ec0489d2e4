/* title_cpu.h: processors in a title, by family and exact number with its suffix: a 5600 is no 5600X, 5600G or 5600XT,
   a 7302 no 7302P, an E5-2680 v3 no v4. */
#ifndef TITLE_CPU_H
#define TITLE_CPU_H

#include "catalogue.h"
#include "title_hit.h"
#include "title_said.h"

struct arena;
struct title_vocab;
struct title_cpus;

/* Returns an index of the catalogue's processors for sockets. Adds their words to v. */
struct title_cpus *title_cpu_index(struct arena *a, struct title_vocab *v, const struct catalogue *c);
/* Adds the processors that the title names to *hits, also those that the catalogue lacks, and marks their words in
   taken. cpu: the feed says that it is a processor, so that a bare "5600" will do. */
void title_cpu_find(const struct title_cpus *x, const struct title_words *w, const struct title_said *s, bool cpu,
                    bool taken[], struct title_hits *hits);

#endif
