/* progress.h: says on a terminal what takes its time. */
#ifndef PROGRESS_H
#define PROGRESS_H

/* After a second, and only where standard error is a terminal, writes the text (at most 79 characters of it) there. It
   is wiped off by progress_stop. The text stays in use until then. */
void progress_start(const char *text);
/* Ends what progress_start began. Does nothing where nothing began. */
void progress_stop(void);

#endif
