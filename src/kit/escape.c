#include "escape.h"

#include <string.h>

static bool is_alnum(char c)
{
    return str_is_digit(c) || (str_is_letter(c) && (unsigned char)c < 0x80);
}

/* ---- terminal ---- */

/* Appends the first n bytes of p, unseen or no UTF-8, as escapes. */
static void add_visible(struct str *out, const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    enum { LAST_LATIN = 0xFF };
    const unsigned code = str_utf8(p, &n);
    if (*p == '\n')
        str_add(out, "\\n");
    else if (*p == '\t')
        str_add(out, "\\t");
    else if (n == 1 || code <= LAST_LATIN)
        str_addf(out, "\\x%02x", n == 1 ? *u : code);
    else
        str_addf(out, "\\u%04x", code);
}

static void add_shown(struct str *out, const char *text, const char *kept)
{
    const char *from = text;
    while (*text) {
        size_t n = 0;
        const bool plain = (str_utf8(text, &n) != 0 && str_unseen(text) == 0) || strchr(kept, *text);
        if (plain) {
            text += n;
            continue;
        }
        str_addn(out, from, (size_t)(text - from));
        add_visible(out, text, n);
        from = text += n;
    }
    str_addn(out, from, (size_t)(text - from));
}

void escape_line(struct str *out, const char *text)
{
    add_shown(out, text, "");
}

void escape_terminal(struct str *out, const char *text)
{
    add_shown(out, text, "\n\t");
}

/* ---- Markdown ---- */

/* Returns whether the character at p would make Markdown of text: emphasis, links, images, HTML, tables, formulas. The
   "//" and "www." of an address do too, because GitHub turns addresses into links. */
static bool is_live(const char *text, const char *p)
{
    const char before = p > text ? p[-1] : ' ';
    if (*p == '_')
        return !is_alnum(before) || !is_alnum(p[1]); /* inside a word it is text */
    if (*p == '!')
        return p[1] == '[';
    if (*p == ':')
        return str_starts(p, "://");
    if (*p == '.')
        return p >= text + 3 && str_starts_word(p - 3, "www") && (p == text + 3 || !is_alnum(p[-4]));
    if (*p == '@')
        return is_alnum(before);
    return strchr("\\|*<&`[]~$", *p) != NULL;
}

void escape_markdown(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            str_add(out, "<br>");
        else if (str_unseen(p))
            p += str_unseen(p) - 1;
        else {
            str_add(out, is_live(text, p) ? "\\" : "");
            str_addn(out, p, 1);
        }
    }
}

void escape_markdown_start(struct str *out, const char *text)
{
    while (*text == ' ' || str_unseen(text))
        text += *text == ' ' ? 1 : str_unseen(text);
    const size_t digits = strspn(text, "0123456789");
    if (digits > 0 && (text[digits] == '.' || text[digits] == ')')) {
        str_addn(out, text, digits);
        str_add(out, text[digits + 1] == ' ' || !text[digits + 1] ? "\\" : "");
        escape_markdown(out, text + digits);
        return;
    }
    str_add(out, *text && strchr("-+#=>", *text) ? "\\" : "");
    escape_markdown(out, text);
}

/* ---- HTML, XML, links ---- */

void escape_html(struct str *out, const char *text, const char *line_break)
{
    for (const char *p = text; *p; p++)
        switch (*p) {
        case '<': str_add(out, "&lt;"); break;
        case '>': str_add(out, "&gt;"); break;
        case '&': str_add(out, "&amp;"); break;
        case '"': str_add(out, "&quot;"); break;
        case '\'': str_add(out, "&#39;"); break;
        case '\n': str_add(out, line_break); break;
        default:
            if (!str_unseen(p))
                str_addn(out, p, 1);
            else
                p += str_unseen(p) - 1;
        }
}

void escape_link(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++)
        if (is_alnum(*p) || strchr("._-+~/", *p))
            str_addn(out, p, 1);
        else
            str_addf(out, "%%%02X", (unsigned char)*p);
}

/* ---- gnuplot, JSON, shell ---- */

void escape_gnuplot(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        const size_t unseen = str_unseen(p);
        if (unseen > 0 || *p == '\\') {
            str_add(out, " ");
            p += unseen > 1 ? unseen - 1 : 0;
        } else if (strchr("\"`'", *p))
            str_add(out, "\xE2\x80\x99"); /* a typographic apostrophe */
        else
            str_addn(out, p, 1);
    }
}

void escape_json(struct str *out, const char *json)
{
    const char *from = json;
    while (*json) {
        size_t n = 0;
        const unsigned code = str_utf8(json, &n);
        if ((n > 1 && str_unseen(json)) || *json == '\x7f') {
            str_addn(out, from, (size_t)(json - from));
            str_addf(out, "\\u%04x", code);
            from = json + n;
        }
        json += n;
    }
    str_addn(out, from, (size_t)(json - from));
}

/* Returns the word in $'...', with every byte of an unseen character as \x1b. */
static const char *dollar_quoted(struct arena *a, const char *word)
{
    struct str s = str_new(a);
    str_add(&s, "$'");
    for (size_t left = 0; *word; word++) {
        left = left > 0 ? left - 1 : 0;
        left = left > 0 ? left : str_unseen(word);
        if (left > 0)
            str_addf(&s, "\\x%02x", (unsigned char)*word);
        else
            str_addf(&s, strchr("'\\", *word) ? "\\%c" : "%c", *word);
    }
    str_add(&s, "'");
    return s.text;
}

const char *escape_shell(struct arena *a, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+=:,/@%";
    struct str s = str_new(a);
    if (*word && *word != '=' && strspn(word, plain) == strlen(word))
        return word;
    for (const char *p = word; *p; p++)
        if (str_unseen(p))
            return dollar_quoted(a, word);
    str_add(&s, "'");
    for (const char *p = word; *p; p++)
        if (*p == '\'')
            str_add(&s, "'\\''");
        else
            str_addn(&s, p, 1);
    str_add(&s, "'");
    return s.text;
}
