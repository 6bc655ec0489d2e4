/* must_use.h: library functions whose result may not be dropped.

   Idea: this folder stands before the compiler's own folders of headers (-isystem, see Makefile) when src/ and tools/
   are compiled. Each header here includes the library's header of that name and declares again, with an attribute, the
   functions of it whose result tells of a failure. A call that drops such a result does not compile, with gcc not even
   behind (void). others.txt names the library functions that have no such result. `make test-gates` refuses a function
   that stands in neither place. */
#ifndef MUST_USE_H
#define MUST_USE_H

#define MUST_USE(name) extern __typeof__(name) name __attribute__((warn_unused_result));

#endif
