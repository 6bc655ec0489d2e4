/* A plain mutator for any compiler: rigplan-fuzz FILE... runs every file as it is, then changed versions of them until
   FUZZ_SECONDS are over or FUZZ_RUNS are done. Each run follows from FUZZ_SEED and its own number alone, so that what
   stopped is run again by FUZZ_SEED=s FUZZ_FROM=n FUZZ_RUNS=1. A run of more than 20 seconds counts as a fault. Seconds
   are those that the processor spent on this process: other work on the machine makes no run shorter.
   FUZZ_READER=NAME tries one reader (fuzz.h); FUZZ_CSV=FILE gets a row with what came out. rigplan-fuzz --readers
   prints each reader with the patterns of its files. */
#define _XOPEN_SOURCE 700
#include "fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { LONGEST = 1 << 16, SLOWEST_S = 20, MOST_FILES = 1024 };

struct file {
    uint8_t *bytes;
    size_t n;
};
struct input {
    uint8_t bytes[LONGEST];
    size_t n;
};

static uint64_t next(uint64_t *state)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static size_t below(uint64_t *state, size_t n)
{
    return n ? (size_t)(next(state) % n) : 0;
}

static void insert(struct input *in, size_t at, const uint8_t *bytes, size_t n)
{
    if (n > LONGEST - in->n)
        n = LONGEST - in->n;
    memmove(in->bytes + at + n, in->bytes + at, in->n - at);
    memmove(in->bytes + at, bytes, n);
    in->n += n;
}

static void cut(struct input *in, size_t at, size_t n)
{
    if (n > in->n - at)
        n = in->n - at;
    memmove(in->bytes + at, in->bytes + at + n, in->n - at - n);
    in->n -= n;
}

static void number(struct input *in, uint64_t *state, size_t at)
{
    static const uint64_t odd[] = {0,
                                   1,
                                   0x7f,
                                   0x80,
                                   0xff,
                                   0xffff,
                                   0x10000,
                                   0x7fffffff,
                                   0x80000000u,
                                   0xffffffffu,
                                   (uint64_t)1 << 32,
                                   (uint64_t)1 << 53,
                                   (uint64_t)1 << 63,
                                   ~(uint64_t)0};
    const uint64_t x = odd[below(state, sizeof odd / sizeof *odd)];
    const size_t width = (size_t)1 << below(state, 4);
    for (size_t i = 0; i < width && at + i < in->n; i++)
        in->bytes[at + i] = (uint8_t)(x >> (8 * i));
}

static void word(struct input *in, uint64_t *state, size_t at)
{
    static const char *const words[] = {"{",
                                        "}",
                                        "[",
                                        "]",
                                        "\"",
                                        ":",
                                        ",",
                                        "\n",
                                        "  ",
                                        "- ",
                                        "null",
                                        "true",
                                        "-1",
                                        "1e308",
                                        "1e-308",
                                        "0",
                                        "99999999999999999999",
                                        "\"\"",
                                        "\\u0000",
                                        "\xff",
                                        "\xef\xbb\xbf",
                                        "&a",
                                        "*a",
                                        "<<: ",
                                        "!!int ",
                                        "--- ",
                                        "include: ",
                                        "text_config",
                                        "model_type",
                                        "\t",
                                        "\r\n",
                                        "id: ",
                                        "nan",
                                        ".5",
                                        "0x1"};
    const char *w = words[below(state, sizeof words / sizeof *words)];
    insert(in, at, (const uint8_t *)w, strlen(w));
}

static void change(struct input *in, uint64_t *state, const struct file *other)
{
    const size_t at = below(state, in->n + 1), n = 1 + below(state, below(state, 8) ? 16 : 512);
    uint8_t copy[512];
    switch (below(state, 8)) {
    case 0:
        if (at < in->n)
            in->bytes[at] ^= (uint8_t)(1u << below(state, 8));
        break;
    case 1:
        if (at < in->n)
            in->bytes[at] = (uint8_t)next(state);
        break;
    case 2: number(in, state, at); break;
    case 3: cut(in, at, n); break;
    case 4: word(in, state, at); break;
    case 5: { /* a piece of it again, elsewhere */
        const size_t from = below(state, in->n + 1), m = n < in->n - from ? n : in->n - from;
        memcpy(copy, in->bytes + from, m);
        insert(in, at, copy, m);
        break;
    }
    case 6: { /* a piece of another file */
        const size_t from = below(state, other->n + 1), m = n < other->n - from ? n : other->n - from;
        insert(in, at, other->bytes + from, m);
        break;
    }
    default: in->n = below(state, 16) ? in->n : at; break;
    }
}

static bool read_file(const char *path, struct file *out)
{
    FILE *f = fopen(path, "rb");
    out->bytes = malloc(LONGEST);
    out->n = f && out->bytes ? fread(out->bytes, 1, LONGEST, f) : 0;
    return f && fclose(f) == 0 && out->bytes;
}

static double environment(const char *name, double otherwise)
{
    const char *text = getenv(name);
    return text ? strtod(text, NULL) : otherwise;
}

/* ---- what came out ---- */

static volatile double run_now = -1; /* -1: a file as it is */
static double n_tried;
static int messages = STDERR_FILENO; /* also where a reader prints as a command does */
static const char *reader_name = "", *csv;
#ifdef SANITIZED
void __sanitizer_set_death_callback(void (*callback)(void));
void __sanitizer_set_report_fd(void *fd);
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
    return "abort_on_error=1"; /* so that SIGABRT says which run it was */
}
#endif

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Adds a row to the file of FUZZ_CSV: date,kind,subject,tries,seconds,faults,command. One write, so that processes side
   by side mix no rows. */
static void add_row(int faults)
{
    enum { LONGEST_ROW = 512 };
    char row[LONGEST_ROW], date[sizeof "2026-11-21"];
    const time_t now = time(NULL);
    const int fd = csv ? open(csv, O_WRONLY | O_APPEND | O_CREAT, 0666) : -1;
    if (fd < 0)
        return;
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&now));
    const char *seconds = getenv("FUZZ_SECONDS"), *seed = getenv("FUZZ_SEED");
    const int n = snprintf(row, sizeof row,
                           "%s,fuzz,%s,%.0f,%.0f,%d,make fuzz-readers FUZZ_READERS=%s FUZZ_SECONDS=%s%s%s\n", date,
                           reader_name, n_tried, cpu_seconds(), faults, reader_name, seconds ? seconds : "600",
                           seed ? " FUZZ_SEED=" : "", seed ? seed : "");
    if (n < 0 || n >= LONGEST_ROW || write(fd, row, (size_t)n) != n)
        dprintf(messages, "fuzz: cannot write a row to %s\n", csv);
    close(fd);
}

/* Says which run it was that stopped. */
static void tell(void)
{
    dprintf(messages,
            "fuzz: that was run %.0f of reader '%s' (-1: a file as it is); FUZZ_FROM=%.0f FUZZ_RUNS=1 FUZZ_SAVE=FILE "
            "FUZZ_LOUD=1 does it again\n",
            run_now, reader_name, run_now);
    add_row(1);
}

static void stop(int signal_number)
{
    tell();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* ---- runs ---- */

static void set_alarm(int seconds)
{
    const struct itimerval t = {.it_value = {.tv_sec = seconds}};
    setitimer(ITIMER_PROF, &t, NULL);
}

/* A copy of its own size on the heap, so that any byte read beyond it is seen. */
static void run(const uint8_t *bytes, size_t n)
{
    uint8_t *exact = malloc(n ? n : 1);
    if (!exact)
        abort();
    memcpy(exact, bytes, n);
    set_alarm(SLOWEST_S);
    LLVMFuzzerTestOneInput(exact, n);
    set_alarm(0);
    free(exact);
    n_tried++;
}

static int list_readers(void)
{
    for (size_t i = 0; i < fuzz_n_readers; i++)
        printf("%s %s\n", fuzz_readers[i].name, fuzz_readers[i].corpus);
    return EXIT_SUCCESS;
}

/* Sends what a reader prints as a command to nowhere; messages of the fuzzer and of sanitizers stay. */
static void be_quiet(void)
{
    const struct fuzz_reader *one = fuzz_reader_named(reader_name);
    if (!one || !one->prints || getenv("FUZZ_LOUD"))
        return;
    messages = dup(STDERR_FILENO);
    const int nowhere = open("/dev/null", O_WRONLY);
    if (messages < 0 || nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
        abort();
    close(nowhere);
#ifdef SANITIZED
    __sanitizer_set_report_fd((void *)(intptr_t)messages);
#endif
}

static void catch_faults(void)
{
#ifdef SANITIZED
    __sanitizer_set_death_callback(tell);
#else
    signal(SIGSEGV, stop);
    signal(SIGFPE, stop);
#endif
    signal(SIGABRT, stop);
    signal(SIGPROF, stop);
}

static bool save_input(const char *path, const struct input *in)
{
    FILE *out = fopen(path, "wb");
    return out && fwrite(in->bytes, 1, in->n, out) == in->n && fclose(out) == 0;
}

/* Makes the input of run i: a file with up to six changes. */
static void make_input(struct input *in, const struct file *files, size_t n, double seed, double i)
{
    uint64_t state = (uint64_t)seed * 1000003u + (uint64_t)i;
    const struct file *f = &files[below(&state, n)], *other = &files[below(&state, n)];
    memcpy(in->bytes, f->bytes, f->n);
    in->n = f->n;
    for (size_t k = 1 + below(&state, 6); k > 0; k--)
        change(in, &state, other);
}

int main(int argc, char *argv[])
{
    static struct file files[MOST_FILES];
    static struct input in;
    const double seconds = environment("FUZZ_SECONDS", 600), runs = environment("FUZZ_RUNS", 1e18);
    const double seed = environment("FUZZ_SEED", 20261121), from = environment("FUZZ_FROM", 0);
    const char *save = getenv("FUZZ_SAVE"); /* where each input goes before it is run */
    if (argc == 2 && strcmp(argv[1], "--readers") == 0)
        return list_readers();
    csv = getenv("FUZZ_CSV");
    reader_name = getenv("FUZZ_READER") ? getenv("FUZZ_READER") : "";
    const size_t n = argc - 1 < MOST_FILES ? (size_t)argc - 1 : MOST_FILES;
    if (n == 0) {
        fprintf(stderr, "usage: rigplan-fuzz FILE...\n");
        return EXIT_FAILURE;
    }
    be_quiet();
    catch_faults();
    for (size_t i = 0; i < n; i++) {
        if (!read_file(argv[i + 1], &files[i])) {
            dprintf(messages, "fuzz: cannot read %s\n", argv[i + 1]);
            return EXIT_FAILURE;
        }
        run(files[i].bytes, files[i].n);
    }
    double i = from;
    for (; i < from + runs && cpu_seconds() < seconds; i++) {
        make_input(&in, files, n, seed, i);
        run_now = i;
        if (save && !save_input(save, &in))
            return EXIT_FAILURE;
        run(in.bytes, in.n);
    }
    for (size_t k = 0; k < n; k++)
        free(files[k].bytes);
    add_row(0);
    dprintf(messages, "fuzz: %s%s%zu files and %.0f changed versions of them, seed %.0f: nothing broke\n", reader_name,
            *reader_name ? ": " : "", n, i - from, seed);
    return EXIT_SUCCESS;
}
