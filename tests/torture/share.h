/* share.h: what the driver of `make torture` and the library that makes calls fail tell each other, in a file that both
   map into memory. */
#ifndef TORTURE_SHARE_H
#define TORTURE_SHARE_H

/* K(NAME, text): a group of calls that are counted together. MESSAGE is a write to
   standard error. STEP counts all calls that change the file system. */
#define SHARE_KINDS(K)                                                                                                 \
    K(ALLOC, "allocation")                                                                                             \
    K(OPEN, "open")                                                                                                    \
    K(READ, "read")                                                                                                    \
    K(LIST, "readdir")                                                                                                 \
    K(WRITE, "write")                                                                                                  \
    K(MESSAGE, "message")                                                                                              \
    K(FSYNC, "fsync")                                                                                                  \
    K(CLOSE, "close")                                                                                                  \
    K(RENAME, "rename")                                                                                                \
    K(LINK, "link")                                                                                                    \
    K(UNLINK, "unlink")                                                                                                \
    K(MKDIR, "mkdir")                                                                                                  \
    K(STAT, "stat")                                                                                                    \
    K(PATH, "path")                                                                                                    \
    K(MODE, "chmod")                                                                                                   \
    K(LOCK, "fcntl")                                                                                                   \
    K(FORK, "fork")                                                                                                    \
    K(EXEC, "exec")                                                                                                    \
    K(PIPE, "pipe")                                                                                                    \
    K(DUP, "dup2")                                                                                                     \
    K(WAIT, "waitpid")                                                                                                 \
    K(POLL, "poll")                                                                                                    \
    K(STEP, "step")

enum share_kind {
#define K(name, text) SHARE_##name,
    SHARE_KINDS(K)
#undef K
        SHARE_N_KINDS,
    SHARE_NOTHING = SHARE_N_KINDS
};

/* What happens to a call: it fails, transfers half of its bytes, or the process is killed before it. */
enum share_act { SHARE_FAIL, SHARE_HALF, SHARE_KILL };

struct share {
    int kind, act, error; /* what to disturb, and how; error: errno of SHARE_FAIL */
    int and_later;        /* disturb all calls from the number on, not only that one */
    long number;          /* from 1 */
    long count[SHARE_N_KINDS];
    long hits;      /* calls that were disturbed */
    char where[32]; /* the function of the first of them */
};

/* The library finds the file's path here. */
#define SHARE_VARIABLE "RIGPLAN_TORTURE_SHARE"

#endif
