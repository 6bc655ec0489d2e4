#include_next <stdio.h>
#include "must_use.h"

MUST_USE(fclose)
MUST_USE(fflush)
MUST_USE(fopen)
MUST_USE(fprintf)
MUST_USE(fputc)
MUST_USE(fputs)
MUST_USE(fread)
MUST_USE(fseek)
MUST_USE(fwrite)
MUST_USE(printf)
MUST_USE(putc)
MUST_USE(putchar)
MUST_USE(puts)
MUST_USE(remove)
MUST_USE(rename)
MUST_USE(setvbuf)
MUST_USE(snprintf)
MUST_USE(ungetc)
MUST_USE(vfprintf)
MUST_USE(vprintf)
MUST_USE(vsnprintf)
#if defined _POSIX_C_SOURCE || defined _XOPEN_SOURCE || defined _GNU_SOURCE
MUST_USE(dprintf)
MUST_USE(fdopen)
MUST_USE(fileno)
MUST_USE(renameat)
MUST_USE(vdprintf)
#endif

/* Where the library checks sizes, these are macros for clang. */
#ifdef fprintf
MUST_USE(__fprintf_chk)
MUST_USE(__printf_chk)
MUST_USE(__snprintf_chk)
MUST_USE(__vfprintf_chk)
MUST_USE(__vprintf_chk)
MUST_USE(__vsnprintf_chk)
#endif
#ifdef _GNU_SOURCE
MUST_USE(renameat2)
#endif
