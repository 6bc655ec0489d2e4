#include "version.h"

const char version_text[] = VERSION;
