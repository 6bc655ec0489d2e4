#include "tree_parse.h"

#include "diag.h"
#include "str.h"
#include "tree_json.h"
#include "tree_yaml.h"

#include <string.h>

/* The name tells; of a pipe, which has no ending, the first character does. */
static bool is_yaml(const char *file, const char *text)
{
    const char *base = strrchr(file, '/'), first = text[strspn(text, " \t\r\n\xEF\xBB\xBF")];
    if (strchr(base ? base : file, '.'))
        return str_ends(file, ".yaml") || str_ends(file, ".yml");
    return first != '{' && first != '[';
}

struct tree *tree_parse(struct arena *a, struct diags *d, const char *file, const char *text, size_t size)
{
    if (is_yaml(file, text))
        return tree_yaml(a, d, file, text, size);
    return tree_json(a, d, file, text, size);
}
