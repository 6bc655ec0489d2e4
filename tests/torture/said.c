#include "torture/said.h"

#include "torture/trial.h"

#include <errno.h>
#include <string.h>

bool said_reason(const char *err, const struct injection *i)
{
    if (i->kind == SHARE_ALLOC)
        return strstr(err, "out of memory") || strstr(err, strerror(ENOMEM));
    if (i->kind == SHARE_EXEC && i->error == ENOENT)
        return strstr(err, "is missing") != NULL;
    return strstr(err, strerror(i->error)) || (i->error == ENOMEM && strstr(err, "out of memory"));
}

bool said_new(const char *err)
{
    return strstr(err, "in place") || strstr(err, "standard output") || strstr(err, "in their place, but");
}

/* Returns true if the line of n bytes ends with the code. */
static bool has_code(const char *line, size_t n, const char *code)
{
    const size_t m = strlen(code);
    return n >= m && strncmp(line + n - m, code, m) == 0;
}

bool said_only_warnings(const char *err, const char *expected)
{
    while (*err || *expected) {
        const size_t n = strcspn(err, "\n"), m = strcspn(expected, "\n");
        const bool same = *err && n == m && strncmp(err, expected, n) == 0,
                   more = has_code(err, n, "[W503]") || has_code(err, n, "[W504]") || has_code(err, n, "[W505]");
        if (!same && !more && !has_code(expected, m, "[W505]"))
            return false;
        if (same || more)
            err += n + (err[n] == '\n');
        if (same || !more)
            expected += m + (expected[m] == '\n');
    }
    return true;
}
