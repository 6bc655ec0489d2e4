#include "feed.h"

#include "arena.h"
#include "diag.h"
#include "feed_csv.h"
#include "feed_date.h"
#include "feed_html.h"
#include "feed_job.h"
#include "feed_json.h"
#include "feed_markdown.h"
#include "feed_picker.h"
#include "feed_text.h"

#include <string.h>

/* Returns the words for a form that PCPartPicker exports too. */
static const char *named(bool picker, const char *of_picker, const char *otherwise)
{
    return picker ? of_picker : otherwise;
}

static void read_text(struct feed_job *job, char *text, bool picker)
{
    const bool table = feed_markdown_has_table(text),
               bbcode = feed_text_has(text, "[/url]") || feed_text_has(text, "[/b]");
    job->form = bbcode  ? named(picker, "PCPartPicker BBCode", "BBCode")
                : table ? named(picker, "PCPartPicker Markdown", "Markdown")
                        : named(picker, "PCPartPicker text", "text");
    if (!picker) {
        job->usual.kind = pricekind_market;
        job->usual.date = feed_date_stated(job->arena, text);
    }
    feed_markdown_read(job, text);
}

/* Recognises the form and reads the rows. */
static void read_form(struct feed_job *job, char *text, size_t size)
{
    enum { LONGEST_SHOWN = 200 };
    if (feed_json_is(text)) {
        job->form = feed_json_is_lines(text) ? "JSONL" : "JSON";
        feed_json_read(job, text, size);
        return;
    }
    const char separator = feed_csv_separator(job->arena, text);
    if (separator) {
        job->form = separator == '\t' ? "TSV" : separator == ';' ? "CSV with semicolons" : "CSV";
        feed_csv_read(job, text, separator);
        return;
    }
    const bool picker = feed_picker_is(text);
    if (!picker && !feed_markdown_has_table(text) && feed_csv_looks(text)) {
        job->form = "CSV";
        diag_add(job->d, DIAG_FEED, (struct origin){.file = job->file, .line = 1, .col = 1}, NULL,
                 "no columns are a name (title, name, item, component ...) and a price (price, amount, cost ...): the "
                 "header is \"%.*s\"",
                 (int)(strcspn(text, "\r\n") < LONGEST_SHOWN ? strcspn(text, "\r\n") : LONGEST_SHOWN), text);
        return;
    }
    if (picker)
        feed_picker_begin(job, text);
    if (feed_text_has(text, "<table") || feed_text_has(text, "<tr")) {
        job->form = named(picker, "PCPartPicker HTML", "HTML");
        feed_html_read(job, text);
    } else
        read_text(job, text, picker);
}

bool feed_read(struct arena *a, struct diags *d, const struct catalogue *c, const char *file, char *text, size_t size,
               const struct feed_terms *terms, struct feed *out)
{
    struct feed_job job = {.arena = a, .d = d, .file = file, .catalogue = c, .terms = terms};
    const int errors = d->errors;
    *out = (struct feed){.form = "empty"};
    text = feed_text_utf8(a, d, file, text, &size);
    if (!text)
        return false;
    if (strspn(text, " \t\r\n") == size) {
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file is empty");
        return false;
    }
    read_form(&job, text, size);
    feed_job_finish(&job, out);
    if (d->errors == errors && out->n == 0)
        diag_add(
            d, DIAG_FEED, diag_file(file), NULL, "%s",
            terms->guessed
                ? "it is nothing that import reads: no benchmark result, no start log with sizes of "
                  "memory, no config.json, nothing that nvidia-smi and the like print, and no list "
                  "with prices; name its kind (rigplan help import) to read what is missing in it"
                : "no prices are found; expected a table (CSV, TSV, Markdown, HTML) with a header such as title, price "
                  "and currency, a list with a price on each line, JSON objects with title and price, or a list of "
                  "PCPartPicker");
    return d->errors == errors;
}
