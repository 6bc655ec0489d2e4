#include_next <regex.h>
#include "must_use.h"

MUST_USE(regcomp)
MUST_USE(regexec)
