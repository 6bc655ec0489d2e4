/* bench_json.c: picks results out of a text.

   Idea: an object begins at a '{' and ends where its brackets are closed again, outside of quoted texts. It is a result
   if one of the keys that name a measurement stands in it.
   Invariant: a text that is JSON as a whole gives the same results. */
#include "bench_json.h"

#include "arena.h"
#include "diag.h"
#include "tree.h"
#include "str.h"
#include "tree_json.h"

#include <stdint.h>
#include <string.h>

/* Keys that only a result has: of llama-bench, vLLM, SGLang, ollama, llama-server, llama-batched-bench, LM Studio and
   TabbyAPI. */
static const char *const keys[] = {"\"avg_ts\"",
                                   "\"mean_tpot_ms\"",
                                   "\"mean_ttft_ms\"",
                                   "\"avg_latency\"",
                                   "\"elapsed_time\"",
                                   "\"eval_duration\"",
                                   "\"output_tokens_per_second\"",
                                   "\"output_sequence_length\"",
                                   "\"prefill_latency\"",
                                   "\"successful_requests\"",
                                   "\"median_ttft_ms\"",
                                   "\"predicted_per_second\"",
                                   "\"speed_tg\"",
                                   "\"generation_time\"",
                                   "\"time_to_first_token_seconds\"",
                                   "\"completion_tokens_per_sec\""};
enum { N_KEYS = sizeof keys / sizeof *keys };

#define TOO_DEEP SIZE_MAX

/* Returns the length of the object that begins at text; 0: it does not end. TOO_DEEP: it is nested deeper than any that
   is read, so that a text of opening brackets alone is not scanned to its end from each of them. */
static size_t object_length(const char *text)
{
    int open = 0;
    bool quoted = false;
    for (const char *p = text; *p; p++) {
        if (quoted) {
            p += *p == '\\' && p[1];
            quoted = *p != '"';
        } else if (*p == '"')
            quoted = true;
        else if (*p == '{' || *p == '[') {
            if (++open > TREE_DEEPEST)
                return TOO_DEEP;
        } else if ((*p == '}' || *p == ']') && --open == 0)
            return (size_t)(p + 1 - text);
    }
    return 0;
}

static bool has_key(const char *text, size_t n)
{
    const char *end = text + n, *p = text;
    while ((p = memchr(p, '"', (size_t)(end - p)))) {
        for (size_t i = 0; i < N_KEYS; i++)
            if (strlen(keys[i]) <= (size_t)(end - p) && str_starts(p, keys[i]))
                return true;
        p++;
    }
    return false;
}

bool bench_json_has(const char *text)
{
    const char *open = strchr(text, '{');
    return open && has_key(open, strlen(open));
}

static void read_object(struct arena *a, struct diags *d, const char *file, const char *text, size_t n, int line,
                        struct tree *list)
{
    struct diags quiet = diag_none(a);
    struct tree *t = tree_json_line(a, &quiet, file, arena_strndup(a, text, n), n, line);
    if (t)
        tree_adopt(list, t);
    else
        diag_add(d, DIAG_BENCH_LEFT_OUT, (struct origin){.file = file, .line = line, .col = 1}, NULL,
                 "the result that begins here is no valid JSON");
}

void bench_json_pick(struct arena *a, struct diags *d, const char *file, const char *text, struct tree *list)
{
    int line = 1;
    for (const char *at = text; *at; at++) {
        line += *at == '\n';
        if (*at != '{')
            continue;
        const size_t n = object_length(at);
        const bool cut = n == 0 && list->n > 0 && at[1 + strspn(at + 1, " \t\r\n")] == '"';
        if (n == 0 && (cut || has_key(at, strlen(at))))
            diag_add(d, DIAG_BENCH_LEFT_OUT, (struct origin){.file = file, .line = line, .col = 1}, NULL,
                     "the text ends within the result that begins here");
        if (n == 0 || n == TOO_DEEP || !has_key(at, n))
            continue;
        if (list->n > BENCH_MOST_RESULTS) /* which the caller says */
            return;
        read_object(a, d, file, at, n, line, list);
        for (const char *p = at; p < at + n - 1; p++)
            line += *p == '\n';
        at += n - 1;
    }
}

const char *bench_json_csv(const char *text)
{
    for (const char *key = text; (key = strstr(key, "avg_ts")); key++) {
        const char *at = key;
        while (at > text && at[-1] != '\n')
            at--;
        const size_t n = strcspn(at, "\n");
        if (memchr(at, ',', n) && !memchr(at, '{', n))
            return at;
        key = at + n - 1; /* goes on in the next line */
    }
    return NULL;
}

static size_t commas(const char *line, size_t n)
{
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        quoted = line[i] == '"' ? !quoted : quoted;
        count += line[i] == ',' && !quoted;
    }
    return count;
}

char *bench_json_csv_lines(struct arena *a, struct diags *d, const char *file, const char *text)
{
    const char *head = bench_json_csv(text);
    const size_t wanted = head ? commas(head, strcspn(head, "\n")) : 0;
    struct str out = str_new(a);
    int line = 1;
    for (const char *at = text; *at; line++) {
        const size_t n = strcspn(at, "\n"), found = commas(at, n);
        const bool again = at > head && head && strncmp(at, head, strcspn(head, "\n") + 1) == 0;
        if (at >= head && found == wanted && !again)
            str_addn(&out, at, n);
        else if (at > head && found > wanted / 2 && !again)
            diag_add(d, DIAG_BENCH_LEFT_OUT, (struct origin){.file = file, .line = line, .col = 1}, NULL,
                     "the table's head has %zu cells and this line %zu", wanted + 1, found + 1);
        str_add(&out, at[n] ? "\n" : "");
        at += n + (at[n] == '\n');
    }
    return out.text;
}

/* Returns whether the word stands at p as the value of a key or in a list. */
static bool is_value(const char *text, const char *p, const char *word)
{
    if (!str_starts(p, word) || str_is_letter(p[strlen(word)]))
        return false;
    while (p > text && (p[-1] == ' ' || p[-1] == '\n'))
        p--;
    return p > text && strchr(":,[", p[-1]);
}

const char *bench_json_plain(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);
    for (char *p = strpbrk(copy, "IN"); p; p = strpbrk(p + 1, "IN"))
        if (is_value(copy, p, "Infinity"))
            memcpy(p, "\"inf\"   ", strlen("Infinity"));
        else if (p > copy && p[-1] == ' ' && is_value(copy, p, "NaN"))
            memcpy(p - 1, "null", strlen("null"));
    return copy;
}
