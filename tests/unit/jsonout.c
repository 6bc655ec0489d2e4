/* report/jsonout: every kind of value as RFC 8259 writes it; a value that cJSON refuses stops the program. */
#include "test.h"

#include "arena.h"
#include "jsonout.h"

#include <cjson/cJSON.h>

/* Returns the text of a document without line ends and tabs, and frees the document. */
static const char *text_of(struct cJSON *root)
{
    struct str out = str_new(test_arena());
    size_t n = 0;
    jsonout_print(root, &out);
    for (const char *s = out.text; *s; s++)
        if (*s != '\n' && *s != '\t')
            out.text[n++] = *s;
    out.text[n] = '\0';
    return out.text;
}

static void kinds_of_values(void)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "a", "x\"\\y");
    jsonout_text(root, "b", NULL);
    jsonout_null(root, "c");
    jsonout_bool(root, "d", true);
    jsonout_bool(root, "e", false);
    jsonout_number(root, "f", 1.0 / 3);
    jsonout_number(root, "g", NAN);
    jsonout_number(root, "h", 1234567890);
    jsonout_exact(root, "i", 0.1);
    jsonout_exact(root, "j", INFINITY);
    SAME(text_of(root), "{\"a\":\"x\\\"\\\\y\",\"b\":null,\"c\":null,\"d\":true,\"e\":false,"
                        "\"f\":0.3333333333,\"g\":null,\"h\":1234567890,\"i\":0.1,\"j\":null}");
}

static void nesting(void)
{
    struct cJSON *root = jsonout_new(), *array = jsonout_array(root, "list");
    jsonout_item(array, "one");
    jsonout_item_bool(array, true);
    jsonout_text(jsonout_row(array), "in", "row");
    jsonout_text(jsonout_object(root, "object"), "in", "object");
    SAME(text_of(root), "{\"list\":[\"one\", true, {\"in\":\"row\"}],\"object\":{\"in\":\"object\"}}");
    struct str quoted = str_new(test_arena());
    jsonout_quoted("a\"b\n", &quoted);
    SAME(quoted.text, "\"a\\\"b\\n\"");
}

/* ---- what cJSON refuses ---- */

static void no_fault(void)
{
    jsonout_text(jsonout_object(jsonout_new(), "key"), "key", "text");
}

static void no_object(void)
{
    jsonout_text(NULL, "key", "text");
}

static void no_key(void)
{
    jsonout_text(jsonout_new(), NULL, "text");
}

static void key_in_array(void)
{
    jsonout_text(jsonout_array(jsonout_new(), "list"), "key", "text");
}

static void row_of_object(void)
{
    jsonout_row(jsonout_new());
}

static void item_without_text(void)
{
    jsonout_item(jsonout_array(jsonout_new(), "list"), NULL);
}

static void print_nothing(void)
{
    struct str out = str_new(test_arena());
    jsonout_print(NULL, &out);
}

static void refused(void)
{
    void (*const faults[])(void) = {no_object, no_key, key_in_array, row_of_object, item_without_text, print_nothing};
    THAT(!test_is_bug(no_fault));
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        test_row("fault %zu", i);
        THAT(test_is_bug(faults[i]));
    }
}

SUITE(jsonout, {"kinds of values", kinds_of_values}, {"arrays and objects", nesting},
      {"what is refused is a bug", refused})
