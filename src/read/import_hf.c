#include "import.h"
struct import import_hf(struct arena *a, struct diags *d, const char *file, const char *text, size_t size, const struct import_ask *ask)
{ (void)a;(void)d;(void)file;(void)text;(void)size;(void)ask; return (struct import){0}; }
