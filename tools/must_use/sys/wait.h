#include_next <sys/wait.h>
#include "../must_use.h"

MUST_USE(waitpid)
