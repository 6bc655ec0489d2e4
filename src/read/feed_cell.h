/* feed_cell.h: plain text from marked-up text: Markdown, BBCode and HTML. */
#ifndef FEED_CELL_H
#define FEED_CELL_H

#include <stddef.h>

struct arena;

/* Returns the text of a piece of Markdown or BBCode of n bytes, without emphasis, code marks and tags, trimmed. A link
   becomes its words; *address, unless address is NULL, becomes where the first one leads, or NULL. */
const char *feed_cell_markdown(struct arena *a, const char *text, size_t n, const char **address);
/* The same for HTML: without tags, with its entities as characters and single blanks. Both read 8 KiB at most. */
const char *feed_cell_html(struct arena *a, const char *text, size_t n, const char **address);

#endif
