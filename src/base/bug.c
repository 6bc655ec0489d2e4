#include "bug.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void bug_report(const char *file, int line, const char *what)
{
    const int ignored = fprintf(stderr, "rigplan: bug at %s:%d: %s\n", file, line, what);
    (void)ignored; /* the signal of abort tells it too */
    abort();
}
