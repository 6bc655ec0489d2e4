/* leftover.h: files, folders and child processes that must not outlive the program.

   Idea: a file or folder that is being made is registered under its temporary name, and a child under its number, until
   it is done. Whatever ends the program and can be caught (Ctrl-C, hang-up, a closed pipe, a limit, a lack of memory, a
   fault of its own) removes them on the way out, with system calls that a signal handler may make: no memory is asked
   for. Invariant: what is registered has no content that anybody else relies on. kill -9 cannot be caught; what it
   leaves has a name by which the next run knows and clears it (file_replace.h, folder_replace.h). */
#ifndef LEFTOVER_H
#define LEFTOVER_H

#include <stdbool.h>
#include <sys/types.h>

/* Takes the signals that end a program. A signal that is ignored already, as by nohup, stays ignored. Call once. */
void leftover_watch(void);
/* Registers a file, or a folder with the files and folders in it, at path; a relative path counts from where the
   program was started. */
void leftover_add(const char *path);
/* Takes the path from the register: the file or folder is done, or removed. */
void leftover_drop(const char *path);
/* Registers a child process; 0: there is none any more. */
void leftover_child(pid_t pid);
/* Ends a child and the group of processes that it leads. Returns false, with errno set, if it has ended already. */
bool leftover_stop(pid_t pid);
/* Ends the registered child and removes all that is registered. */
void leftover_clear(void);
/* Lets the signals wait (true) or come (false), for steps between which nobody may stop the program. */
void leftover_hold(bool on);
/* Removes a file, or a folder with all that is in it. Returns false, with errno set, if something is left. */
bool leftover_remove(const char *path);
/* Takes the path from the register and removes what is there. What cannot be removed stays, under a name by which the
   next run knows it. Leaves errno alone. */
void leftover_discard(const char *path);

#endif
