#include "request_devices.h"

#include "arena.h"
#include "names.h"
#include "names_driver.h"
#include "names_words.h"
#include "numtext.h"
#include "rig.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- counts ---- */

enum { COUNT_DIGITS = 2 }; /* more digits are the number of a card: 7900xtx */

/* True if the text starts with a unit of memory: "GB RTX 4060 Ti". */
static bool starts_with_unit(const char *text)
{
    static const char *const units[] = {"gb", "gib", "g"};
    const size_t n = strcspn(text, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (n == strlen(units[i]) && strncasecmp(text, units[i], n) == 0)
            return true;
    return false;
}

/* True if the card "2 RTX 3090" starts with a count: a number that devices can have, spaces and a letter. */
static bool plain_count(const char *text, size_t digits, size_t gap)
{
    double n;
    return gap > 0 && isalpha((unsigned char)text[digits + gap]) && !starts_with_unit(text + digits + gap) &&
           numtext_parse(text, digits, &n) && n >= 1 && n <= RIG_MAX_DEVICES;
}

/* Takes "2x", "2 x " or "2 " off the front of a card: *item is then the rest. Returns the number as text; NULL: none.
 */
static const char *count_before(struct arena *a, const char **item)
{
    const char *text = *item + strspn(*item, " ");
    const size_t digits = strspn(text, "0123456789"), gap = strspn(text + digits, " ");
    const char *x = text + digits + gap;
    const char *rest = x + (*x != '\0') + strspn(x + (*x != '\0'), " ");
    if (digits == 0 || digits > COUNT_DIGITS)
        return NULL;
    if ((*x == 'x' || *x == 'X') && *rest != '\0')
        *item = rest;
    else if (plain_count(text, digits, gap))
        *item = x;
    else
        return NULL;
    return arena_strndup(a, text, digits);
}

/* Takes "x2" or " x 2" off the end of a card. Returns the number as text; NULL: none. "rx 64" has none. */
static const char *count_behind(struct arena *a, const char **item)
{
    const char *text = *item;
    size_t end = strlen(text), x;
    while (end > 0 && text[end - 1] == ' ')
        end--;
    size_t from = end;
    while (from > 0 && isdigit((unsigned char)text[from - 1]))
        from--;
    for (x = from; x > 0 && text[x - 1] == ' '; x--)
        ;
    if (from == end || end - from > COUNT_DIGITS || x < 2 || tolower((unsigned char)text[x - 1]) != 'x' ||
        (text[x - 2] != ' ' && !isdigit((unsigned char)text[x - 2])))
        return NULL;
    for (x--; x > 0 && text[x - 1] == ' '; x--)
        ;
    *item = arena_strndup(a, text, x);
    return arena_strndup(a, text + from, end - from);
}

/* Returns the count behind the last ':' and cuts it off the card; NULL: none. A line that a program prints, "CUDA0:
   NVIDIA GeForce RTX 3090", has other colons. */
static const char *count_stated(struct arena *a, const char **item)
{
    const char *colon = strrchr(*item, ':');
    if (!colon || strpbrk(colon, " +)]") || strstr(*item, "level_zero:"))
        return NULL;
    *item = arena_strndup(a, *item, (size_t)(colon - *item));
    return colon + 1;
}

/* Returns the text with "x " for the sign of multiplication, "2× RTX 3090". */
static const char *plain_times(struct arena *a, const char *text)
{
    static const char times[] = "\xc3\x97";
    char *out = arena_strdup(a, text);
    for (char *at = strstr(out, times); at; at = strstr(at, times)) {
        at[0] = 'x';
        at[1] = ' ';
    }
    return out;
}

/* Splits a part of --gpu into the card and its count; 1 where none is stated. Returns NaN with a diagnostic. */
static double count_of(struct command_run *r, const char *item, const char **id)
{
    *id = plain_times(r->arena, item);
    const char *text = count_stated(r->arena, id);
    const char *before = count_before(r->arena, id), *behind = count_behind(r->arena, id);
    const char *first = before ? before : behind;
    double count = 1;
    if ((before && behind) || (first && text)) {
        command_usage(r, "--gpu: '%s' has two counts: write %s:%s", opt_text(&r->opts, "--gpu"), *id, first);
        return NAN;
    }
    text = first ? first : text;
    if (text && (!numtext_parse(text, strlen(text), &count) || !numtext_is_whole(count) || count < 1 ||
                 count > RIG_MAX_DEVICES)) {
        command_usage(r, "--gpu: expected a count from 1 to %d for '%s', got '%s'", RIG_MAX_DEVICES, *id, text);
        return NAN;
    }
    return count;
}

/* ---- devices ---- */

static bool add_part(struct command_run *r, const char *item, struct request *q)
{
    const char *id;
    const double count = count_of(r, item, &id);
    if (isnan(count))
        return false;
    const struct device *d = command_find(r, &kind_device, id, "--gpu");
    if (!d)
        return false;
    if (q->n + (int)count > RIG_MAX_DEVICES) {
        command_usage(r, "--gpu: at most %d devices are possible", RIG_MAX_DEVICES);
        return false;
    }
    BUG_UNLESS(q->n >= 0 && q->n + (int)count <= RIG_MAX_DEVICES);
    for (int i = 0; i < (int)count; i++) {
        q->mem_gib[q->n] = isnan(d->mem_gib) ? names_words_of(r->arena, &kind_device, id).gib : q->mem_gib[q->n];
        q->device[q->n++] = d;
    }
    return true;
}

/* Returns the next part of --gpu and sets *rest to what follows its ','; NULL: nothing. A ',' in brackets, and one
   behind which a driver says more of the same card, are of its name. */
static const char *next_part(struct arena *a, const char **rest)
{
    const char *from = *rest;
    int depth = 0;
    for (const char *p = from; *p; p++) {
        depth += (*p == '(' || *p == '[') - (depth > 0 && (*p == ')' || *p == ']'));
        if (*p == ',' && depth == 0 && !names_driver_goes_on(p + 1)) {
            *rest = p + 1;
            return arena_strndup(a, from, (size_t)(p - from));
        }
    }
    *rest = NULL;
    return from;
}

bool request_devices_add(struct command_run *r, const char *spec, struct request *q)
{
    for (const char *rest = spec; rest;)
        if (!add_part(r, next_part(r->arena, &rest), q))
            return false;
    return true;
}

bool request_devices_add_system(struct command_run *r, const char *id, struct request *q)
{
    const struct system *s = command_find(r, &kind_system, id, "--system");
    if (!s)
        return false;
    if (!s->chip || isnan(s->mem_gib)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--system",
                 "the catalogue lacks the GPU or the memory size of %s (see: rigplan show system %s)", s->id, s->id);
        return false;
    }
    q->n = 1;
    q->system = s;
    q->device[0] = s->chip;
    q->mem_gib[0] = s->mem_gib;
    q->limit_gib[0] = s->gpu_limit_gib;
    return true;
}

/* ---- chips without a memory size ---- */

/* Returns the least memory above `above` of the catalogue's machines with this chip; *s is such a machine. NaN: none.
 */
static double next_size(const struct catalogue *c, const struct device *chip, double above, const struct system **s)
{
    double least = NAN;
    for (size_t i = 0; i < c->systems.n; i++) {
        const struct system *own = &c->systems.v[i];
        if (own->chip != chip || !(own->mem_gib > above) || own->mem_gib >= least)
            continue;
        least = own->mem_gib;
        *s = own;
    }
    return least;
}

/* Returns "16, 24 or 32"; "" where no machine of the catalogue has the chip. */
static const char *sizes_text(struct command_run *r, const struct device *chip)
{
    const struct system *s = NULL;
    struct str out = str_new(r->arena);
    double size = next_size(r->catalogue, chip, 0, &s);
    for (int i = 0; !isnan(size); i++) {
        const double next = next_size(r->catalogue, chip, size, &s);
        str_addf(&out, "%s%.4g", i == 0 ? "" : isnan(next) ? " or " : ", ", size);
        size = next;
    }
    return out.text;
}

static void memory_missing(struct command_run *r, const char *text, const struct device *d)
{
    const struct system *s = NULL;
    const double least = next_size(r->catalogue, d, 0, &s);
    if (isnan(least))
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--gpu",
                 "%s is sold with several memory sizes: add the size, as in 'M2 Ultra 192GB'", d->id);
    else
        diag_add(
            &r->d, DIAG_SENSE, (struct origin){0}, "--gpu",
            "the memory size of %s is missing, machines with it have %s GB: add the size, as in --gpu '%s %.4gGB', "
            "or name the machine, as in --system %s (see: rigplan list system)",
            d->id, sizes_text(r, d), text, least, s->id);
}

bool request_devices_have_memory(struct command_run *r, const char *text, const struct request *q)
{
    for (int i = 0; i < q->n; i++)
        if (isnan(q->device[i]->mem_gib) && isnan(q->mem_gib[i])) {
            memory_missing(r, text && !strpbrk(text, ",:") ? text : q->device[i]->id, q->device[i]);
            return false;
        }
    return true;
}

const char *request_devices_option(struct command_run *r, const char *name)
{
    static const struct {
        const struct kind *kind;
        const char *option;
    } rows[] = {{&kind_device, "--gpu"}, {&kind_system, "--system"}, {&kind_model, "--model"}};
    for (size_t i = 0; r->catalogue && i < sizeof rows / sizeof *rows; i++) {
        const struct names_found found = names_find(r->arena, r->catalogue, rows[i].kind, name);
        if (found.record || found.how == NAMES_SEVERAL)
            return rows[i].option;
    }
    return NULL;
}
