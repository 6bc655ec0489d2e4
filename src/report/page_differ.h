/* page_differ.h: what two options differ in, and why, as a document (advise/differ.h). */
#ifndef PAGE_DIFFER_H
#define PAGE_DIFFER_H

#include "differ.h"
#include "doc.h"

/* Returns the document. name: what each side is called on the command line. */
struct doc *page_differ(struct arena *a, const struct differ *d, const char *const name[DIFFER_SIDES]);

#endif
