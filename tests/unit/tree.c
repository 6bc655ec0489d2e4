/* read/tree: JSON and YAML as one tree with positions, what is refused and where, and --set. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "str.h"
#include "tree_json.h"
#include "tree_parse.h"
#include "tree_write.h"
#include "tree_yaml.h"

/* The tree as one line: n number, b bool, ~ nothing, quotes text, each with @line:column. */
static void dump(struct str *s, const struct tree *t)
{
    if (t->key)
        str_addf(s, "%s=", t->key);
    switch (t->type) {
    case TREE_NULL: str_add(s, "~"); break;
    case TREE_BOOL: str_addf(s, "b%g", t->number); break;
    case TREE_NUMBER: str_addf(s, "n%.10g", t->number); break;
    case TREE_TEXT: str_addf(s, "'%s'", t->text); break;
    case TREE_LIST:
    case TREE_MAP:
        str_add(s, t->type == TREE_LIST ? "[" : "{");
        for (const struct tree *c = t->first; c; c = c->next) {
            dump(s, c);
            str_add(s, c->next ? " " : "");
        }
        str_add(s, t->type == TREE_LIST ? "]" : "}");
        break;
    }
    str_addf(s, "@%d:%d", t->at.line, t->at.col);
}

static const char *dumped(const struct tree *t)
{
    struct str s = str_new(test_arena());
    if (t)
        dump(&s, t);
    return s.text;
}

struct good {
    const char *text, *tree;
};

static void read_all(const char *file, const struct good *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct diags d = diag_none(test_arena());
        test_row("%s: %s", file, rows[i].text);
        const struct tree *t = tree_parse(test_arena(), &d, file, rows[i].text, strlen(rows[i].text));
        SAME(test_faults(&d), "");
        SAME(dumped(t), rows[i].tree);
    }
}

static void json(void)
{
    static const struct good rows[] = {
        {"2.385", "n2.385@1:1"},
        {" \n  -4e2 ", "n-400@2:3"},
        {"true", "b1@1:1"},
        {"null", "~@1:1"},
        {"\"a\\\"b\\u00e9\"", "'a\"b\xC3\xA9'@1:1"},
        {"[]", "[]@1:1"},
        {"{}", "{}@1:1"},
        {"[1, 2,\n 3]", "[n1@1:2 n2@1:5 n3@2:2]@1:1"},
        {"{\"a\": 1, \"b\": {\"c\": [true, false]}}", "{a=n1@1:7 b={c=[b1@1:22 b0@1:28]@1:21}@1:15}@1:1"},
        {"{\n  \"a\" :\n    \"x, y: ]}\",\n\t\"b\":null}", "{a='x, y: ]}'@3:5 b=~@4:6}@1:1"},
        {"[[[]],[{}]]", "[[[]@1:3]@1:2 [{}@1:8]@1:7]@1:1"},
        {"{\"a\":\"\"}", "{a=''@1:6}@1:1"},
    };
    read_all("t.json", rows, COUNT_OF(rows));
}

static void yaml(void)
{
    static const struct good rows[] = {
        {"2.385\n", "n2.385@1:1"},
        {"a: 1\nb: two\n", "{a=n1@1:4 b='two'@2:4}@1:1"},
        {"a:\n  - 1\n  - x: -2.5\n    y: \"3\"\n", "{a=[n1@2:5 {x=n-2.5@3:8 y='3'@4:8}@3:5]@2:3}@1:1"},
        {"a: {b: [1, 2], c: }\n", "{a={b=[n1@1:9 n2@1:12]@1:8 c=~@1:19}@1:4}@1:1"},
        {"a: true\nb: false\nc: ~\nd: null\ne:\n", "{a=b1@1:4 b=b0@2:4 c=~@3:4 d=~@4:4 e=~@5:3}@1:1"},
        {"a: yes\nb: No\nc: on\nd: True\n", "{a='yes'@1:4 b='No'@2:4 c='on'@3:4 d='True'@4:4}@1:1"},
        {"a: 080\nb: 0x10\nc: 1_000\nd: .5\ne: +5\nf: .inf\ng: .nan\nh: 12:30\n",
         "{a='080'@1:4 b='0x10'@2:4 c='1_000'@3:4 d='.5'@4:4 e='+5'@5:4 f='.inf'@6:4 g='.nan'@7:4 h='12:30'@8:4}@1:1"},
        {"a: 700watts\nb: 2026-11-21\n", "{a='700watts'@1:4 b='2026-11-21'@2:4}@1:1"},
        {"# comment\n---\na: 1 # more\n", "{a=n1@3:4}@3:1"},
        {"a: |\n  two\n  lines\nb: >\n  one\n  line\n", "{a='two\nlines\n'@1:4 b='one line\n'@4:4}@1:1"},
        {"caf\xC3\xA9: [1,2]\n", "{caf\xC3\xA9=[n1@1:8 n2@1:10]@1:7}@1:1"},
        {"a: 'it''s'\nb: \"\\u00e9\"\n", "{a='it's'@1:4 b='\xC3\xA9'@2:4}@1:1"},
        {"a: '[1,]'\nb: [ '1,' ]\n", "{a='[1,]'@1:4 b=['1,'@2:6]@2:4}@1:1"},
    };
    read_all("t.yaml", rows, COUNT_OF(rows));
    read_all("t.yml", rows, 1);
}

struct bad {
    const char *text, *faults;
};

static void refuse_all(const char *file, const struct bad *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct diags d = diag_none(test_arena());
        test_row("%s: %s", file, rows[i].text);
        THAT(tree_parse(test_arena(), &d, file, rows[i].text, strlen(rows[i].text)) == NULL);
        SAME(test_faults(&d), rows[i].faults);
    }
}

static void bad_json(void)
{
    static const struct bad rows[] = {
        {"", "t.json: error: the file is empty [E108]\n"},
        {" \n\t ", "t.json: error: the file is empty [E108]\n"},
        {"{\"a\": 1,}", "t.json:1:10: error: not valid JSON here [E101]\n"},
        {"[1, 2,\n]", "t.json:2:1: error: not valid JSON here [E101]\n"},
        {"{\"a\": 01}", "t.json:1:7: error: expected a number, got '01' [E101]\n"},
        {"[+5]", "t.json:1:2: error: not valid JSON here [E101]\n"},
        {"[1 2]", "t.json:1:4: error: not valid JSON here [E101]\n"},
        {"[.5]", "t.json:1:2: error: not valid JSON here [E101]\n"},
        {"[5.]", "t.json:1:2: error: expected a number, got '5.' [E101]\n"},
        {"[1e999]", "t.json:1:2: error: expected a number, got '1e999' [E101]\n"},
        {"{\"a\": 700watts}", "t.json:1:10: error: not valid JSON here [E101]\n"},
        {"{\"a\": NaN}", "t.json:1:7: error: not valid JSON here [E101]\n"},
        {"{a: 1}", "t.json:1:3: error: not valid JSON here [E101]\n"},
        {"{'a': 1}", "t.json:1:3: error: not valid JSON here [E101]\n"},
        {"{} {}", "t.json:1:4: error: not valid JSON here [E101]\n"},
        {"{\"a\": 1, \"b\": 2,\n \"a\": 3}", "t.json:2:2: error: a: the key is already at line 1 [E104]\n"},
        {"{\"a\": {\"b\": 1, \"b\": 1}, \"a\": 1}", "t.json:1:16: error: b: the key is already at line 1 [E104]\n"
                                                    "t.json:1:25: error: a: the key is already at line 1 [E104]\n"},
        {"[1, \x01]", "t.json:1:5: error: expected text, got a control character (1) [E101]\n"},
        {"{ \x1c\n\"\": 1}", "t.json:1:3: error: expected text, got a control character (28) [E101]\n"},
        {"[\"\xFF\"]", "t.json:1:3: error: expected UTF-8 text, got byte 0xff [E103]\n"},
        {"[\n\"\xC3\"]", "t.json:2:2: error: expected UTF-8 text, got byte 0xc3 [E103]\n"},
    };
    refuse_all("t.json", rows, COUNT_OF(rows));
}

static void bad_yaml(void)
{
    static const struct bad rows[] = {
        {"", "t.yaml: error: the file is empty [E108]\n"},
        {"# only a comment\n", "t.yaml: error: the file is empty [E108]\n"},
        {"a: 1\na: 2\n", "t.yaml:2:1: error: a: the key is already at line 1 [E104]\n"},
        {"x: {b: 1, c: 2, b: 3}\ny: 1\ny: 2\n", "t.yaml:1:17: error: b: the key is already at line 1 [E104]\n"
                                                "t.yaml:3:1: error: y: the key is already at line 2 [E104]\n"},
        {"a: &x 1\nb: 2\n", "t.yaml:1:4: error: anchors are not accepted [E105]\n"},
        {"a: *x\n", "t.yaml:1:4: error: aliases are not accepted [E105]\n"},
        {"a:\n  <<: {b: 1}\n", "t.yaml:2:3: error: merge keys are not accepted [E105]\n"},
        {"a: 1\n---\nb: 2\n", "t.yaml:2:1: error: a second document starts here [E106]\n"},
        {"a: !!str 1\n", "t.yaml:1:4: error: tags are not accepted [E110]\n"},
        {"a: !thing {b: 1}\nc: !x [1]\n", "t.yaml:1:4: error: tags are not accepted [E110]\n"
                                          "t.yaml:2:4: error: tags are not accepted [E110]\n"},
        {"a: [1, 2,]\n", "t.yaml:1:10: error: expected no comma before the closing bracket [E102]\n"},
        {"a: {b: 1, }\n", "t.yaml:1:11: error: expected no comma before the closing bracket [E102]\n"},
        {"a: [1, 2\n", "t.yaml:2:1: error: did not find expected ',' or ']' [E102]\n"},
        {"a: 1\n b: 2\n", "t.yaml:2:3: error: mapping values are not allowed in this context [E102]\n"},
        {"\ta: 1\n", "t.yaml:1:1: error: expected spaces at the beginning of the line, got a tab [E102]\n"},
        {"a:\n  b: 1\n \tc: 1\n",
         "t.yaml:3:2: error: expected spaces at the beginning of the line, got a tab [E102]\n"},
        {"a: @b\n", "t.yaml:1:4: error: found character that cannot start any token [E102]\n"},
        {"? [a, b]\n: 1\n", "t.yaml:1:3: error: expected a key that is a plain word [E102]\n"},
        {"a: \"\xFE\"\n", "t.yaml:1:5: error: expected UTF-8 text, got byte 0xfe [E103]\n"},
    };
    refuse_all("t.yaml", rows, COUNT_OF(rows));
}

static void zero_bytes(void)
{
    static const char text[] = "{\"a\":\0 1}";
    struct diags d = diag_none(test_arena());
    THAT(tree_parse(test_arena(), &d, "t.json", text, sizeof text - 1) == NULL);
    SAME(test_faults(&d), "t.json:1:6: error: expected UTF-8 text, got byte 0x00 [E103]\n");
    THAT(tree_parse(test_arena(), &d, "t.yaml", text, sizeof text - 1) == NULL);
    SAME(test_faults(&d), "t.yaml:1:6: error: expected UTF-8 text, got byte 0x00 [E103]\n");
}

static const char *nest(int depth)
{
    struct str s = str_new(test_arena());
    for (int i = 0; i < depth; i++)
        str_add(&s, "[");
    for (int i = 0; i < depth; i++)
        str_add(&s, "]");
    return s.text;
}

static void deep_nesting(void)
{
    static const struct {
        const char *file;
        int depth;
        bool accepted;
    } rows[] = {{"t.json", 64, true}, {"t.json", 66, false}, {"t.json", 900, false}, {"t.json", 100000, false},
                {"t.yaml", 64, true}, {"t.yaml", 66, false}, {"t.yaml", 5000, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        const char *text = nest(rows[i].depth);
        test_row("%s %d deep", rows[i].file, rows[i].depth);
        THAT((tree_parse(test_arena(), &d, rows[i].file, text, strlen(text)) != NULL) == rows[i].accepted);
        THAT((d.errors > 0) != rows[i].accepted);
    }
}

/* Random cuts and flips of a good text: a verdict every time, and never a crash. */
static void mangled_texts(void)
{
    static const char text[] = "{\"a\": [1, 2.385e-3, \"x\\n\\u00e9\"], \"b\": {\"c\": null, \"d\": true}}";
    static const char *const files[] = {"t.json", "t.yaml"};
    for (int i = 0; i < 4000; i++) {
        char mangled[sizeof text];
        memcpy(mangled, text, sizeof text);
        const size_t size = (size_t)test_whole(1, (int)sizeof text - 1);
        mangled[size] = '\0';
        for (int j = test_whole(0, 3); j > 0; j--)
            mangled[test_whole(0, (int)size - 1)] = (char)test_whole(-128, 127);
        struct diags d = diag_none(test_arena());
        test_row("mangled text %d", i);
        const struct tree *t = tree_parse(test_arena(), &d, ANY_OF(files), mangled, size);
        THAT((t != NULL) == (d.errors == 0));
    }
}

static void getting(void)
{
    static const char text[] = "{\"a\": 1, \"b\": [2]}";
    struct diags d = diag_none(test_arena());
    const struct tree *t = tree_json(test_arena(), &d, "t.json", text, strlen(text));
    CLOSE(tree_get(t, "a")->number, 1, 0);
    THAT(tree_get(t, "c") == NULL);
    THAT(tree_get(tree_get(t, "b"), "a") == NULL);
}

static void setting(void)
{
    static const struct {
        const char *path, *value, *tree, *faults;
    } rows[] = {
        {"site.ambient_c", "31.5", "n31.5", ""},
        {"site.cooled", "yes", "'yes'", ""},
        {"site.fresh", "true", "b1", ""},
        {"options[1].title", "new title", "'new title'", ""},
        {"options.b.title", "by id", "'by id'", ""},
        {"options.0.title", "by index", "'by index'", ""},
        {"title", "080", "'080'", ""},
        {"title", "", "~", ""},
        {"site", "flat", "'flat'", ""},
        {"nowhere.x", "1", NULL, "--set: error: nowhere.x: 'nowhere' does not exist [E404]\n"},
        {"options[7].title", "1", NULL, "--set: error: options[7].title: '7' does not exist [E404]\n"},
        {"options.c", "1", NULL, "--set: error: options.c: 'c' does not exist [E404]\n"},
        {"title.x", "1", NULL, "--set: error: title.x: 'x' does not exist [E404]\n"},
        {"", "1", NULL, "--set: error: expected a path, got an empty text [E404]\n"},
        {".", "1", NULL, "--set: error: .: '' does not exist [E404]\n"},
        {"[", "1", NULL, "--set: error: [: '' does not exist [E404]\n"},
    };
    static const char text[] =
        "title: old\nsite: {ambient_c: 25, cooled: no}\noptions:\n  - {id: a, title: A}\n  - {id: b, title: B}\n";
    static const char *const where[] = {"site.ambient_c",  "site.cooled",     "site.fresh",
                                        "options.1.title", "options.1.title", "options.0.title",
                                        "title",           "title",           "site"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        struct tree *t = tree_yaml(test_arena(), &d, "t.yaml", text, strlen(text));
        test_row("--set %s=%s", rows[i].path, rows[i].value);
        THAT(tree_set(test_arena(), &d, t, rows[i].path, rows[i].value) == (rows[i].tree != NULL));
        SAME(test_faults(&d), rows[i].faults);
        if (!rows[i].tree)
            continue;
        const struct tree *at = t;
        for (const char *rest = where[i]; rest && at;) {
            const char *step = str_split(test_arena(), rest, '.', &rest);
            const struct tree *c = at->first;
            for (int n = *step - '0'; at->type == TREE_LIST && n > 0 && c; n--)
                c = c->next;
            at = at->type == TREE_LIST ? c : tree_get(at, step);
        }
        THAT(at != NULL);
        if (at) {
            SAME(at->at.file, "--set");
            SAME(str_format(test_arena(), "%.*s", (int)strcspn(dumped(at) + strlen(at->key) + 1, "@"),
                            dumped(at) + strlen(at->key) + 1),
                 rows[i].tree);
        }
    }
}

static void described(void)
{
    static const char text[] = "[null, true, false, 2.385, \"80\", [1], {\"a\": 1}]";
    static const char *const words[] = {"nothing",         "true",   "false",    "the number 2.385",
                                        "the text \"80\"", "a list", "a mapping"};
    struct diags d = diag_none(test_arena());
    const struct tree *t = tree_json(test_arena(), &d, "t.json", text, strlen(text))->first;
    for (size_t i = 0; i < COUNT_OF(words); i++, t = t->next)
        SAME(tree_describe(test_arena(), t), words[i]);
}

/* The tree without its positions. */
static const char *shape(const struct tree *t)
{
    struct str s = str_new(test_arena());
    for (const char *p = dumped(t); *p;)
        if (*p == '@')
            p += strspn(p + 1, "0123456789:") + 1;
        else
            str_addn(&s, p++, 1);
    return s.text;
}

static void written(void)
{
    static const struct {
        const char *json, *yaml;
    } rows[] = {
        {"{\"a\": 1, \"b\": 2.5, \"c\": null, \"d\": true}", "a: 1\nb: 2.5\nc: null\nd: true\n"},
        {"{\"a\": \"yes\", \"b\": \"80\", \"c\": \"true\", \"d\": \"\", \"e\": \"null\"}",
         "a: yes\nb: \"80\"\nc: \"true\"\nd: \"\"\ne: \"null\"\n"},
        {"{\"a\": \"2026-11-21\", \"b\": \"3:1\", \"c\": \"1_000\", \"d\": \"0x10\", \"e\": \"v1.5\"}",
         "a: \"2026-11-21\"\nb: \"3:1\"\nc: \"1_000\"\nd: \"0x10\"\ne: v1.5\n"},
        {"{\"a\": \"one, two\", \"b\": \"x: y\", \"c\": \"x #y\", \"d\": \" x\", \"e\": \"- x\"}",
         "a: one, two\nb: \"x: y\"\nc: \"x #y\"\nd: \" x\"\ne: \"- x\"\n"},
        {"{\"a\": {\"b\": \"one, two\", \"c\": 1}, \"d\": [1, 2], \"e\": [], \"f\": {}}",
         "a: {b: \"one, two\", c: 1}\nd: [1, 2]\ne: []\nf: {}\n"},
        {"{\"a\": [{\"b\": 1}], \"c\": [{\"d\": [1, {\"e\": 2}]}, {\"d\": 3}], \"f\": 1}",
         "a: [{b: 1}]\n\nc:\n- d:\n  - 1\n  - {e: 2}\n\n- {d: 3}\n\nf: 1\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        struct str out = str_new(test_arena());
        const struct tree *t = tree_json(test_arena(), &d, "t.json", rows[i].json, strlen(rows[i].json));
        tree_write(t, &out);
        SAME(out.text, rows[i].yaml);
        SAME(shape(tree_yaml(test_arena(), &d, "t.yaml", out.text, out.len)), shape(t));
        SAME(test_faults(&d), "");
    }
}

/* Whatever the texts, what is written reads back. */
static void written_reads_back(void)
{
    static const char letters[] = "aZ09 :#-'\"\\,[]{}&*!|>%@`?~\t\n.=_\xc3\xa9";
    for (int i = 0; i < 3000; i++) {
        struct diags d = diag_none(test_arena());
        struct str out = str_new(test_arena());
        char text[8] = "";
        const int n = test_whole(0, 6);
        for (int j = 0; j < n; j++) {
            const int k = test_whole(0, (int)sizeof letters - 4);
            text[j] = letters[k]; /* but for the letter of two bytes, which is a text of its own below */
        }
        struct tree map = {.type = TREE_MAP}, list = {.type = TREE_LIST, .key = "list"},
                    key = {.type = TREE_TEXT, .key = n ? text : "k", .text = test_whole(0, 1) ? text : "\xc3\xa9"},
                    item = {.type = TREE_TEXT, .text = text}, twin = {.type = TREE_TEXT, .text = text};
        tree_adopt(&list, &item);
        tree_adopt(&list, &twin);
        tree_adopt(&map, &key);
        tree_adopt(&map, &list);
        if (strcmp(key.key, "<<") == 0 || strcmp(key.key, "list") == 0)
            continue;
        tree_write(&map, &out);
        test_row("%s", out.text);
        const char *want = shape(&map);
        SAME(shape(tree_yaml(test_arena(), &d, "t.yaml", out.text, out.len)), want);
    }
}

/* Of many keys, in maps of one level after each other: only twins within one map are told, each with the first line. */
static void many_keys(void)
{
    enum { KEYS = 40, MAPS = 3 };
    for (int yaml_too = 0; yaml_too < 2; yaml_too++) {
        struct diags d = diag_none(test_arena());
        struct str s = str_new(test_arena());
        str_add(&s, yaml_too ? "-\n" : "[");
        for (int map = 0; map < MAPS; map++) {
            str_add(&s, map == 0 ? (yaml_too ? "" : "{\n") : (yaml_too ? "-\n" : ",{\n"));
            for (int i = 0; i < KEYS; i++)
                str_addf(&s, yaml_too ? " k%d: 1\n" : "\"k%d\": 1,\n", map == 1 && i == 15 ? 3 : i);
            str_add(&s, yaml_too ? " k39: 2\n" : "\"k39\": 2}");
        }
        str_add(&s, yaml_too ? "" : "]");
        THAT(!tree_parse(test_arena(), &d, yaml_too ? "t.yaml" : "t.json", s.text, s.len));
        SAME(test_faults(&d), yaml_too ? "t.yaml:42:2: error: k39: the key is already at line 41 [E104]\n"
                                         "t.yaml:59:2: error: k3: the key is already at line 47 [E104]\n"
                                         "t.yaml:84:2: error: k39: the key is already at line 83 [E104]\n"
                                         "t.yaml:126:2: error: k39: the key is already at line 125 [E104]\n"
                                       : "t.json:42:1: error: k39: the key is already at line 41 [E104]\n"
                                         "t.json:58:1: error: k3: the key is already at line 46 [E104]\n"
                                         "t.json:83:1: error: k39: the key is already at line 82 [E104]\n"
                                         "t.json:124:1: error: k39: the key is already at line 123 [E104]\n");
    }
}

/* What has no ending is told by its first character. */
static void without_ending(void)
{
    static const struct {
        const char *file, *text;
        bool read;
    } rows[] = {{"/dev/fd/63", "a: 1\n", true}, {"-", " {\"a\": 1}", true}, {"-", "[1,]", false},
                {"/dev/stdin", "- x: 1", true}, {"a.b/file", "a: 1", true}, {"a.txt", "a: 1", false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        test_row("%s: %s", rows[i].file, rows[i].text);
        THAT((tree_parse(test_arena(), &d, rows[i].file, rows[i].text, strlen(rows[i].text)) != NULL) == rows[i].read);
    }
}

SUITE(tree, {"many keys", many_keys}, {"without an ending", without_ending}, {"JSON with positions", json},
      {"YAML with positions", yaml}, {"bad JSON", bad_json}, {"bad YAML", bad_yaml}, {"zero bytes", zero_bytes},
      {"deep nesting", deep_nesting}, {"mangled texts", mangled_texts}, {"getting by key", getting}, {"--set", setting},
      {"described", described}, {"written", written}, {"written reads back", written_reads_back})
