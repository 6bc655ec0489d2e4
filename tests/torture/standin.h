/* standin.h: stand-ins for other programs: gnuplot, so that thousands of runs need not draw the same pictures, and
   nvidia-smi, which this machine may lack. */
#ifndef TORTURE_STANDIN_H
#define TORTURE_STANDIN_H

/* Draws the plot script argv[1] with the real gnuplot when it comes the first time with these figures, and keeps the
   picture; gives the kept picture from then on. Returns an exit code. */
int standin_draw(int argc, char *argv[]);
/* Prints what nvidia-smi without arguments printed somewhere; fails with arguments. Returns an exit code. */
int standin_ask(int argc);

#endif
