/* heap.h: memory from the system, or the end of the program.

   Idea: what is short of memory cannot go on, and must not blame its input or write output that looks whole. So every
   request that the system refuses says "out of memory" and ends the program with exit code 4, after temporary files
   have been removed (leftover.h). Invariant: none of these functions returns NULL. The arena and cJSON take their
   memory here; a library that has no hook for this (libyaml, GSL, regex) reports a lack of memory, which its caller
   passes to heap_out. */
#ifndef HEAP_H
#define HEAP_H

#include <stddef.h>

/* Says "out of memory", removes temporary files and ends the program with exit code 4. */
_Noreturn void heap_out(void);
/* Returns size bytes, set to zero. Freed by free(). */
void *heap_zeroed(size_t size);
/* Returns size bytes with what `old` (NULL: nothing) holds. `old` is then freed. */
void *heap_larger(void *old, size_t size);
/* Lets cJSON take its memory here. Call once, before cJSON is used. */
void heap_serve_cjson(void);

#endif
