#include "law.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Returns the number that the name stands for; NaN where it is unknown or there are several. */
static double number_of(const struct explained_row *row, const struct inputs *in, struct figure_word name)
{
    double v = NAN;
    int found = 0;
    for (size_t i = 0; i < in->n; i++)
        if (!in->v[i].other && in->v[i].named.n == name.n && strncmp(in->v[i].named.at, name.at, name.n) == 0) {
            v = inputs_number(row, &in->v[i]);
            found++;
        }
    return found == 1 ? v : NAN;
}

static size_t name_length(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || s[n] == '_' || (s[n] == '.' && isalnum((unsigned char)s[n + 1])))
        n++;
    return n;
}

const char *law_with_numbers(const struct explained_case *e, const struct explained_row *row, const struct figure *f,
                             const struct inputs *in)
{
    struct str out = str_new(e->arena);
    int names = 0;
    const bool several = row->workload && row->workload->users > 1;
    if (isnan(results_value(f, row->result)) || (several && f->law && strstr(f->law, "; with several users")))
        return NULL;
    for (const char *s = f->law ? f->law : ""; *s && *s != ';';) {
        const size_t n = name_length(s);
        if (isalpha((unsigned char)*s) && !(*s == 'x' && n == 1)) {
            const double v = number_of(row, in, (struct figure_word){s, n});
            if (isnan(v))
                return NULL;
            str_addf(&out, "%.6g", v);
            names++;
        } else if (n > 0 || strchr("+-/() ", *s))
            str_addn(&out, s, n > 0 ? n : 1);
        else
            return NULL;
        s += n > 0 ? n : 1;
    }
    return names > 0 ? out.text : NULL;
}
