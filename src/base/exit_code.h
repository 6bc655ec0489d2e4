/* exit_code.h: exit codes of the program: what a script can tell apart. 0 is yes and 1 is no. What cannot be written to
   standard output is an error of its own (E502, 4). A message that cannot be written to standard error can be told
   nowhere: it turns 0 and 1 into 4, since the answer is then not whole; 2 and 3 stay, which tell of a failure. */
#ifndef EXIT_CODE_H
#define EXIT_CODE_H

enum exit_code {
    EXIT_CODE_NONE = 0,
    EXIT_CODE_USAGE = 2, /* the command line is wrong */
    EXIT_CODE_INPUT = 3, /* a file holds a fault */
    EXIT_CODE_WORLD = 4  /* the system refused: no memory, file, disk, program or stream */
};

#endif
