/* terminal.h: a document as text for a terminal of 80 columns. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "doc.h"

/* Adds the document. Cells of a table that is too wide take several lines; its last column, if it holds texts, then
   stands below each row. Pictures are left out. */
void terminal_render(const struct doc *d, struct str *out);

#endif
