#include_next <sys/stat.h>
#include "../must_use.h"

MUST_USE(chmod)
MUST_USE(fchmod)
MUST_USE(fstat)
MUST_USE(fstatat)
MUST_USE(lstat)
MUST_USE(mkdir)
MUST_USE(stat)
