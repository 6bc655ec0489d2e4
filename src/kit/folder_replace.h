/* folder_replace.h: gives a folder new files all at once, so that what belongs together is never half old.

   Idea: the files are made in ".NAME.rigplan-new" beside the folder. When all are on disk, the two folders change names
   in one step of the kernel (renameat2, RENAME_EXCHANGE), and the old one is removed. Files in the folder that are not
   of the kind that is replaced stay: they are linked into the new folder before the exchange, folders are moved after
   it. Where the folder cannot change its name (it is a mount point, holds the working directory, or its parent may not
   be written), the new folder is made inside it, becomes ".rigplan-ready" when it is whole, and its files move out. A
   lock that a dead holder gives up (file_lock.h) lets one program at a time in; what a killed one left is cleared, or
   brought to its end if it was ready.
   A new file has the mode of the old one of its name. Something of the kind that is no plain file, or that nobody may
   write, is refused before anything is made.
   Invariants: who reads the folder sees the old files or the new ones (inside a mount point: also for the moment of the
   moves); a file that is not of the kind is never lost. */
#ifndef FOLDER_REPLACE_H
#define FOLDER_REPLACE_H

#include "file_lock.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

struct folder_replace {
    const char *target; /* the folder, without symbolic links */
    const char *fresh;  /* the new folder: write the files here */
    bool inside;        /* the new folder is in the folder */
    struct file_lock lock;
    bool (*ours)(const char *name); /* is a file of that name of the kind that is replaced? */
};

/* Makes the folder's parents, takes the lock and makes an empty new folder. Waits up to wait_s for another program that
   writes the same folder. Returns false, with a diagnostic, when that fails. */
bool folder_replace_start(struct arena *a, struct diags *d, const char *path, bool (*ours)(const char *name),
                          double wait_s, struct folder_replace *out);
/* Writes a file of the kind into the new folder. Returns false, with a diagnostic, when that fails. */
bool folder_replace_put(struct arena *a, struct diags *d, const struct folder_replace *f, const char *name,
                        const char *bytes, size_t size);
/* Puts the new files in the place of the old ones. Returns false, with a diagnostic, when that fails; the old ones are
   then unchanged. Ends f in both cases. */
bool folder_replace_finish(struct arena *a, struct diags *d, struct folder_replace *f);
/* Removes the new folder; the old files stay. Ends f. */
void folder_replace_drop(struct folder_replace *f);

#endif
