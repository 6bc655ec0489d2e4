/* trial.h: one run of the program in a work folder, disturbed or not, and the judgement over it. */
#ifndef TORTURE_TRIAL_H
#define TORTURE_TRIAL_H

#include "torture/share.h"
#include "torture/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* TRIAL_INSIDE: writes into a folder that holds the working directory, which another run may have to end. TRIAL_EACH:
   each of several files is replaced for itself. TRIAL_SLOW: takes seconds, so only its allocations fail. TRIAL_BLOCKS:
   by the program that takes each piece of memory from the system for itself; only allocations fail, the last ones all.
   TRIAL_ASKS: starts programs that may be missing, which is no fault. */
enum { TRIAL_INSIDE = 1, TRIAL_EACH = 2, TRIAL_SLOW = 4, TRIAL_BLOCKS = 8, TRIAL_ASKS = 16 };

/* A command that is tortured. */
struct subject {
    const char *name, *command;
    const char *files;  /* "FROM>TO ..." of the repository, copied into the work folder first */
    const char *before; /* a command that makes what the tortured one replaces, or NULL */
    int times;          /* of its allocations so many fail in turn, evenly spaced; 0: all */
    unsigned flags;
};
/* Ends with a subject without a name. */
extern const struct subject trial_subjects[];

/* What a run came to. */
struct outcome {
    int code; /* exit code; -N: signal N ended it */
    char *out, *err;
    size_t out_size, err_size;
};

/* The folders and files of one worker. */
struct bench {
    const char *program, *blocks, *library, *root; /* absolute paths; root: of the repository */
    const char *top;    /* top/bin: the programs that are found; top/pictures: of the stand-in */
    bool real_programs; /* the usual path, not top/bin */
    char *home, *work;  /* this worker's; the work folder is home/work */
    struct share *share;
};

/* What a command does undisturbed. */
struct reference {
    struct tree old, fresh; /* before and after */
    struct outcome said;
    long count[SHARE_N_KINDS];
};

/* What to do to which call. */
struct injection {
    enum share_kind kind;
    enum share_act act;
    int error;
    bool and_later;
    long number;
};

enum verdict { TRIAL_ENDED, TRIAL_HARMLESS, TRIAL_WARNED, TRIAL_MISSED, TRIAL_FAULT };

/* Makes the folders and files of a worker under top/name. */
struct bench trial_bench(const struct bench *like, const char *name);
/* Starts a command in the work folder; the share says what is disturbed. Returns its process. */
pid_t trial_start(const struct bench *b, const char *command, const char *out, const char *err);
struct outcome trial_run(const struct bench *b, const char *command);
void trial_outcome_free(struct outcome *o);
/* Fills the work folder with the subject's files and what its command before makes. */
void trial_prepare(const struct bench *b, const struct subject *s);
struct reference trial_reference(const struct bench *b, const struct subject *s);
/* Leaves out what a killed run may leave: names of temporary files and folders, and empty parents of the new ones. */
void trial_leave_out(struct tree *got, const struct tree *old, const struct tree *fresh);
/* Runs the subject with the injection in the work folder, which is as before afterwards. Of a fault, `why` says what is
   wrong. */
enum verdict trial_inject(const struct bench *b, const struct subject *s, const struct reference *r,
                          const struct injection *i, char *why, size_t room);

#endif
