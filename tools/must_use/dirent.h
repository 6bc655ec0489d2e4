#include_next <dirent.h>
#include "must_use.h"

MUST_USE(closedir)
MUST_USE(opendir)
MUST_USE(readdir)
#if defined _POSIX_C_SOURCE || defined _XOPEN_SOURCE || defined _GNU_SOURCE
MUST_USE(dirfd)
#endif
#ifdef _GNU_SOURCE
MUST_USE(getdents64)
#endif
