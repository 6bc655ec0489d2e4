#include "import_guess.h"

#include "arena.h"
#include "bench.h"
#include "diag.h"
#include "feed_text.h"
#include "import_memlog.h"
#include "rig_output.h"
#include "str.h"
#include "stream.h"

#include <string.h>

/* A log may be long before its first result. */
enum { LOOKED_AT = 1 << 20 };

/* Returns whether a dollar sign stands at a number, "$ 700" or "700$", not at the start of a shell's line. */
static bool has_dollars(const char *text)
{
    for (const char *at = strchr(text, '$'); at; at = strchr(at + 1, '$')) {
        const char *from = at;
        while (from > text && (str_is_digit(from[-1]) || strchr(".,", from[-1])))
            from--;
        const bool alone = from == text || strchr(" \t\n|(;", from[-1]);
        if (str_is_digit(at[1 + strspn(at + 1, " ")]) || (from < at && alone))
            return true;
    }
    return false;
}

/* Returns whether the text speaks of tokens or of their times and of no price: then it is no list of parts. */
static bool measures(const char *text)
{
    static const char *const money[] = {"\xE2\x82\xAC", "\xC2\xA3", "price", "pcpartpicker", "USD",
                                        "EUR",          "AUD",      "GBP",   "CAD"},
                             *const speed[] = {"tokens", "tok/s", "T/s", "token throughput", "latency"};
    bool priced = has_dollars(text), timed = false;
    for (size_t i = 0; i < sizeof money / sizeof *money; i++)
        priced |= feed_text_has(text, money[i]);
    for (size_t i = 0; i < sizeof speed / sizeof *speed; i++)
        timed |= feed_text_has(text, speed[i]);
    return timed && !priced;
}

const char *import_guess_text(struct arena *a, const char *text, size_t size)
{
    static const char gguf[] = {'G', 'G', 'U', 'F'};
    static const char *const config[] = {"\"model_type\"", "\"architectures\""};
    struct diags quiet = diag_none(a);
    size = size < LOOKED_AT ? size : LOOKED_AT;
    if (size >= sizeof gguf && memcmp(text, gguf, sizeof gguf) == 0)
        return "gguf";
    const char *utf8 = feed_text_utf8(a, &quiet, "", arena_strndup(a, text, size), &size);
    if (utf8 && bench_has(utf8))
        return "llama-bench";
    if (utf8 && import_memlog_has(utf8))
        return "memory";
    for (size_t i = 0; utf8 && i < sizeof config / sizeof *config; i++)
        if (strstr(utf8, config[i]))
            return "hf";
    if (utf8 && rig_output_is(a, utf8))
        return "rig";
    return utf8 && measures(utf8) ? "llama-bench" : "parts";
}

const char *import_guess(struct arena *a, struct diags *d, const char *path)
{
    struct stream s;
    if (!stream_open(a, d, path, &s))
        return NULL;
    const size_t n = s.size < LOOKED_AT ? (size_t)s.size : (size_t)LOOKED_AT;
    char *text = arena_alloc(a, n + 1);
    const bool read = stream_take(&s, text, n);
    stream_close(&s);
    return read || !s.failed ? import_guess_text(a, text, n) : NULL;
}
