/* rigplan rig: asks the programs of the machine that it runs on about its hardware and prints what they say as a
   machine. */
#include "arena.h"
#include "command.h"
#include "import_rig.h"
#include "proc.h"

#include <errno.h>
#include <string.h>

static const struct opt rows[] = {
    {"--raw", OPT_FLAG, NULL, 0, 0, "print what the programs say, for rigplan import rig on another machine"},
    COMMAND_DATA,
};

enum { WORDS = 8, LIMIT_S = 20 };

/* instead: a program that is asked only where the one before it says nothing. */
static const struct program {
    const char *argv[WORDS];
    bool instead;
} programs[] = {
    {{"nvidia-smi", NULL}, false},
    {{"nvidia-smi", "-q", NULL}, false},
    {{"nvidia-smi", "topo", "-m", NULL}, false},
    {{"nvidia-smi", "topo", "-p2p", "r", NULL}, false},
    {{"amd-smi", "static", "--json", NULL}, false},
    {{"rocm-smi", "--showproductname", "--showmeminfo", "vram", "--showmaxpower", "--showbus", "--json", NULL}, true},
    {{"system_profiler", "SPHardwareDataType", "SPDisplaysDataType", NULL}, false},
    {{"lspci", "-nn", "-vv", NULL}, false},
    {{"dmidecode", "-t", "1,2,4,17", NULL}, false},
    {{"lscpu", NULL}, false},
    {{"free", "-k", NULL}, false},
};
enum { N_PROGRAMS = sizeof programs / sizeof *programs };

static const char *words_of(struct arena *a, const struct program *p)
{
    struct str out = str_new(a);
    for (size_t i = 0; p->argv[i]; i++)
        str_addf(&out, "%s%s", i ? " " : "", p->argv[i]);
    return out.text;
}

/* Returns the first line of a text. */
static const char *first_line(struct arena *a, const char *text)
{
    return arena_strndup(a, text, strcspn(text, "\r\n"));
}

/* Tells that a program said nothing of use. */
static void skip(struct command_run *r, const char *words, int code, const struct proc_said *said)
{
    const char *why = first_line(r->arena, *said->errors ? said->errors : said->text);
    const struct origin nowhere = {0};
    if (code == PROC_LATE)
        diag_add(&r->d, DIAG_RIG_PROGRAM, nowhere, NULL, "%s is skipped: it took more than %d s", words, LIMIT_S);
    else if (code == PROC_KILLED)
        diag_add(&r->d, DIAG_RIG_PROGRAM, nowhere, NULL, "%s is skipped: a signal ended it", words);
    else if (code == PROC_FAILED)
        diag_add(&r->d, DIAG_RIG_PROGRAM, nowhere, NULL, "%s is skipped: it cannot be run: %s", words, strerror(errno));
    else if (code != 0)
        diag_add(&r->d, DIAG_RIG_PROGRAM, nowhere, NULL, "%s is skipped: it failed with exit code %d%s%s", words, code,
                 *why ? ": " : "", why);
    else
        diag_add(&r->d, DIAG_RIG_PROGRAM, nowhere, NULL, "%s is skipped: it printed nothing%s%s", words,
                 *why ? ": " : "", why);
}

/* Asks all programs and keeps what each says. Returns how many said something; *found: how many are on PATH; *refused:
   the system could not start one. */
static size_t ask_all(struct command_run *r, struct import_rig_text *texts, size_t *found, bool *refused)
{
    size_t n = 0;
    bool before = false;       /* the program before said something */
    const char *failed = NULL; /* the last program that failed: it is asked nothing more */
    *found = 0;
    *refused = false;
    for (size_t i = 0; i < N_PROGRAMS; i++) {
        const char *words = words_of(r->arena, &programs[i]);
        struct proc_said said;
        if ((programs[i].instead && before) || (failed && strcmp(failed, programs[i].argv[0]) == 0))
            continue;
        const int code = proc_ask(r->arena, programs[i].argv, LIMIT_S, &said);
        before = code == 0 && said.size > 0;
        *found += code != PROC_MISSING;
        *refused = *refused || code == PROC_FAILED;
        if (before)
            texts[n++] = (struct import_rig_text){.file = words, .text = said.text, .size = said.size};
        else if (code != PROC_MISSING) {
            skip(r, words, code, &said);
            failed = programs[i].argv[0];
        }
    }
    return n;
}

static void say_raw(const struct import_rig_text *texts, size_t n, struct str *out)
{
    for (size_t i = 0; i < n; i++)
        str_addf(out, "$ %s\n%s\n", texts[i].file, texts[i].text);
}

static int run(struct command_run *r)
{
    struct import_rig_text texts[N_PROGRAMS];
    struct str out = str_new(r->arena);
    size_t found;
    bool refused;
    if (r->opts.n_words > 0) {
        command_usage(r,
                      "unexpected argument '%s': it describes the machine that it runs on (files: rigplan import rig)",
                      r->opts.words[0]);
        return EXIT_CODE_USAGE;
    }
    const size_t n = ask_all(r, texts, &found, &refused);
    if (n == 0) {
        diag_add(&r->d, DIAG_RIG, (struct origin){0}, NULL,
                 found > 0
                     ? "no program on PATH says anything about the hardware"
                     : "none of nvidia-smi, amd-smi, rocm-smi, system_profiler, lspci, dmidecode, lscpu and free is on "
                       "PATH");
        return refused ? EXIT_CODE_WORLD : diag_exit_code(&r->d);
    }
    if (opt_given(&r->opts, "--raw"))
        say_raw(texts, n, &out);
    else if (!import_rig(r->arena, &r->d, r->catalogue, true, texts, n, &out))
        return diag_exit_code(&r->d);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

const struct command command_rig = {
    .name = "rig",
    .arguments = "",
    .help = "ask nvidia-smi, amd-smi, lspci and the like about this computer, and print it as a machine",
    .note = "Save it and use it: rigplan rig > my-pc.yaml; rigplan predict --machine my-pc.yaml --model qwen3-32b. "
            "dmidecode, and lspci for PCIe links, want root.",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
