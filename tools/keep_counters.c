/* keep_counters.c: linked into the programs of `make coverage` alone. The counters of gcc's --coverage are written when
   main returns. Here they are also written before _exit and before a child becomes another program, so that what runs
   when memory is out, a signal ends the program or a program is started counts too. `make torture` makes no call fail
   while they are written: tests/torture/fail.c has torture_rest. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);
_Noreturn void __real__exit(int code);
_Noreturn void __wrap__exit(int code);
int __real_execvp(const char *file, char *const argv[]);
int __wrap_execvp(const char *file, char *const argv[]);

/* disturb: are calls to fail again from here on? */
static void rest(int disturb)
{
    void (*torture_rest)(int) = NULL;
    *(void **)&torture_rest = dlsym(RTLD_DEFAULT, "torture_rest");
    if (torture_rest)
        torture_rest(!disturb);
}

static void keep(void)
{
    rest(0);
    __gcov_dump();
    __gcov_reset();
}

void __wrap__exit(int code)
{
    keep();
    __real__exit(code);
}

int __wrap_execvp(const char *file, char *const argv[])
{
    keep();
    rest(1);
    return __real_execvp(file, argv);
}

static void at_end(void)
{
    rest(0);
}

/* Functions of atexit run before the counters are written. */
__attribute__((constructor)) static void begin(void)
{
    if (atexit(at_end) != 0)
        abort();
}
