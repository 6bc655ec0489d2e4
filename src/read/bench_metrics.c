/* bench_metrics.c: tables of metrics, drawn with lines of boxes or as CSV.

   Idea: a row is the name of a metric and its mean. In a drawn table a name may go on in rows whose mean is blank, so
   metrics are kept until the next name begins. */
#include "bench_metrics.h"

#include "arena.h"
#include "bench_command.h"
#include "bench_format.h"
#include "str.h"
#include "tree_make.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Names in small letters, without the unit in brackets. */
static const struct {
    const char *name, *key;
} metrics[] = {{"time to first token", "mean_ttft_ms"},
               {"inter token latency", "mean_tpot_ms"},
               {"request latency", "mean_e2el_ms"},
               {"output sequence length", "mean_output_tokens"},
               {"input sequence length", "mean_input_tokens"},
               {"output token throughput", "output_throughput"},
               {"total token throughput", "total_token_throughput"},
               {"request throughput", "request_throughput"},
               {"request count", "completed"},
               {"error request count", "failed"},
               {"benchmark duration", "duration"}};
enum { N_METRICS = sizeof metrics / sizeof *metrics, MOST_CELLS = 16 };

struct page {
    const struct bench_format_text *t;
    struct bench_command command;
    struct tree *result;                 /* the last one, which a command below may still describe; NULL: none */
    enum { NO_TABLE, DRAWN, CSV } table; /* that goes on */
    struct str name;                     /* of the metric that is open */
    const char *mean;
    int line;
};

static bool is_title(const char *line)
{
    return strstr(line, "NVIDIA GenAI-Perf | LLM Metrics") || strstr(line, "NVIDIA AIPerf | LLM Metrics");
}

static bool is_csv_head(const char *line)
{
    return str_starts(line, "Metric,avg,min,max");
}

static double scale_of(const char *name, const char *key)
{
    const bool time = str_ends(key, "_ms");
    return time && (strstr(name, "(s)") || strstr(name, "(sec)")) ? 1e3 : time && strstr(name, "(us)") ? 1e-3 : 1;
}

/* Adds the metric that is open to the result. */
static void keep(struct page *p)
{
    const struct origin at = {.file = p->t->file, .line = p->line, .col = 1};
    const char *mean = p->mean, *bracket = p->mean ? strchr(p->name.text, '(') : NULL;
    size_t n = bracket ? (size_t)(bracket - p->name.text) : p->name.len;
    double x = NAN;
    p->mean = NULL;
    while (n > 0 && p->name.text[n - 1] == ' ')
        n--;
    for (size_t i = 0; mean && p->result && i < N_METRICS; i++) {
        if (strlen(metrics[i].name) != n || strncmp(metrics[i].name, p->name.text, n) != 0)
            continue;
        const char *end = mean;
        if (bench_format_number(&end, &x) && *end == '\0' && !tree_get(p->result, metrics[i].key))
            tree_make_number(p->t->arena, p->result, metrics[i].key, x * scale_of(p->name.text, metrics[i].key), at);
        else if (isnan(x) && !str_same_word(mean, "n/a") && strcmp(mean, "-") != 0)
            bench_format_leave(p->t, at,
                               str_format(p->t->arena, "%s: expected a number, got \"%.40s\"", metrics[i].name, mean));
        else if (!isnan(x) && *end != '\0')
            bench_format_leave(p->t, at,
                               str_format(p->t->arena, "%s: the figure \"%.40s\" is cut off", metrics[i].name, mean));
    }
    p->name = str_new(p->t->arena);
}

static void open_name(struct page *p, const char *name, const char *mean, int line)
{
    keep(p);
    p->mean = mean;
    p->line = line;
    for (; *name; name++)
        str_addf(&p->name, "%c", tolower((unsigned char)*name));
}

static void more_name(struct page *p, const char *name)
{
    str_add(&p->name, " ");
    for (; *name; name++)
        str_addf(&p->name, "%c", tolower((unsigned char)*name));
}

static const char *trimmed(struct arena *a, const char *from, size_t n)
{
    while (n > 0 && isspace((unsigned char)from[n - 1]))
        n--;
    while (n > 0 && isspace((unsigned char)*from)) {
        from++;
        n--;
    }
    return arena_strndup(a, from, n);
}

/* Reads the first two cells of a row "| name | mean |" drawn with U+2502 or '|'. Returns false: it is none. */
static bool drawn_row(struct arena *a, const char *line, const char **name, const char **mean)
{
    static const char *const bars[] = {"\xE2\x94\x82", "|"};
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
        const char *one = strstr(line, bars[i]), *two = one ? strstr(one + strlen(bars[i]), bars[i]) : NULL;
        const char *three = two ? strstr(two + strlen(bars[i]), bars[i]) : NULL;
        if (!three)
            continue;
        one += strlen(bars[i]);
        *name = trimmed(a, one, (size_t)(two - one));
        two += strlen(bars[i]);
        *mean = trimmed(a, two, (size_t)(three - two));
        return true;
    }
    return false;
}

/* Reads the first two cells of a row of CSV: a name without commas, and a figure, which may be quoted. */
static bool csv_row(struct arena *a, const char *line, const char **name, const char **mean)
{
    const char *comma = strchr(line, ',');
    if (!comma || comma == line || strstr(line, " --"))
        return false;
    *name = trimmed(a, line, (size_t)(comma - line));
    const char *from = comma + 1;
    *mean = *from == '"' ? trimmed(a, from + 1, strcspn(from + 1, "\"")) : trimmed(a, from, strcspn(from, ",\r"));
    return true;
}

static void begin(struct page *p, bool drawn, bool aiperf, int line)
{
    const struct origin at = {.file = p->t->file, .line = line, .col = 1};
    keep(p);
    if (p->result)
        bench_command_fill(p->t->arena, &p->command, p->result, p->command.client != NULL);
    p->result = tree_make_map(p->t->arena, p->t->list, NULL, at);
    p->table = drawn ? DRAWN : CSV;
    tree_make_text(p->t->arena, p->result, "program", aiperf ? "aiperf" : "genai-perf", at);
    tree_make_text(p->t->arena, p->result, "engine_open", "yes", at);
}

/* A command describes the result below it; AIPerf prints its own below the result. */
static void command_line(struct page *p, const char *line)
{
    const bool below = strstr(line, "CLI Command:") != NULL;
    if (p->result && !below && !p->command.open && strstr(line, " profile")) {
        keep(p);
        bench_command_fill(p->t->arena, &p->command, p->result, p->command.client != NULL);
        p->result = NULL;
        p->command.client = NULL;
    }
    if (below)
        p->command.client = NULL;
    if (!bench_command_line(p->t->arena, &p->command, line) && p->result) {
        const double seconds = bench_format_after(line, "Benchmark Duration:");
        if (!isnan(seconds) && !tree_get(p->result, "duration"))
            tree_make_number(p->t->arena, p->result, "duration", seconds, p->result->at);
    }
}

static void read_line(struct page *p, const char *line, int number)
{
    static const char corner[] = "\xE2\x94\x94"; /* U+2514, of the line below the last row */
    const char *name, *mean;
    const bool blank = line[strspn(line, " \t")] == '\0';
    if (is_title(line) || is_csv_head(line))
        begin(p, is_title(line), strstr(line, "AIPerf") != NULL, number);
    else if (p->table == DRAWN && drawn_row(p->t->arena, line, &name, &mean) && *mean)
        open_name(p, name, mean, number);
    else if (p->table == DRAWN && drawn_row(p->t->arena, line, &name, &mean))
        more_name(p, name);
    else if (p->table == CSV && csv_row(p->t->arena, line, &name, &mean))
        open_name(p, name, mean, number);
    else if ((p->table == DRAWN && strstr(line, corner)) || (p->table == CSV && !blank))
        p->table = NO_TABLE;
    if (p->table == NO_TABLE)
        command_line(p, line);
}

bool bench_metrics_has(const char *text)
{
    struct arena *a = arena_new();
    struct bench_format_lines lines = {.rest = text};
    bool has = false;
    for (const char *line = bench_format_next(a, &lines); line && !has; line = bench_format_next(a, &lines))
        has = is_title(line) || is_csv_head(line);
    arena_free(a);
    return has;
}

void bench_metrics_read(const struct bench_format_text *t)
{
    struct page p = {.t = t, .name = str_new(t->arena)};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *line = bench_format_next(t->arena, &lines); line; line = bench_format_next(t->arena, &lines))
        read_line(&p, line, lines.number);
    keep(&p);
    if (p.result)
        bench_command_fill(t->arena, &p.command, p.result, p.command.client != NULL);
}
