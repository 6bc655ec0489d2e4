#include "bug.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void bug_report(const char *file, int line, const char *what)
{
    fprintf(stderr, "rigplan: bug at %s:%d: %s\n", file, line, what);
    abort();
}
