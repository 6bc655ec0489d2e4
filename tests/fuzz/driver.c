/* A plain mutator for any compiler: rigplan-fuzz FILE... runs every file as it is, then changed versions of them until
   FUZZ_SECONDS are over or FUZZ_RUNS are done. Each run follows from FUZZ_SEED and its own number alone, so that what
   stopped is run again by FUZZ_SEED=s FUZZ_FROM=n FUZZ_RUNS=1. A run of more than 20 seconds counts as a fault. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* Says which run it was that stopped. */
static volatile double run_now = -1;
#ifdef SANITIZED
void __sanitizer_set_death_callback(void (*callback)(void));
#endif

static void tell(void)
{
    fprintf(stderr,
            "fuzz: that was run %.0f (-1: a file as it is); FUZZ_FROM=%.0f FUZZ_RUNS=1 FUZZ_SAVE=FILE does it again\n",
            run_now, run_now);
}

static void stop(int signal_number)
{
    tell();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* A copy of its own size on the heap, so that any byte read beyond it is seen. */
static void run(const uint8_t *bytes, size_t n)
{
    uint8_t *exact = malloc(n ? n : 1);
    if (!exact)
        abort();
    memcpy(exact, bytes, n);
    alarm(SLOWEST_S);
    LLVMFuzzerTestOneInput(exact, n);
    alarm(0);
    free(exact);
}

int main(int argc, char *argv[])
{
    static struct file files[MOST_FILES];
    static struct input in;
    const double seconds = environment("FUZZ_SECONDS", 600), runs = environment("FUZZ_RUNS", 1e18);
    const double seed = environment("FUZZ_SEED", 20261121), from = environment("FUZZ_FROM", 0);
    const char *save = getenv("FUZZ_SAVE"); /* where each input goes before it is run */
    const time_t start = time(NULL);
#ifdef SANITIZED
    __sanitizer_set_death_callback(tell);
#endif
    signal(SIGABRT, stop);
    signal(SIGALRM, stop);
    const size_t n = argc - 1 < MOST_FILES ? (size_t)argc - 1 : MOST_FILES;
    for (size_t i = 0; i < n; i++) {
        if (!read_file(argv[i + 1], &files[i])) {
            fprintf(stderr, "fuzz: cannot read %s\n", argv[i + 1]);
            return EXIT_FAILURE;
        }
        run(files[i].bytes, files[i].n);
    }
    if (n == 0) {
        fprintf(stderr, "usage: rigplan-fuzz FILE...\n");
        return EXIT_FAILURE;
    }
    double i = from;
    for (; i < from + runs && difftime(time(NULL), start) < seconds; i++) {
        uint64_t state = (uint64_t)seed * 1000003u + (uint64_t)i;
        const struct file *f = &files[below(&state, n)], *other = &files[below(&state, n)];
        memcpy(in.bytes, f->bytes, f->n);
        in.n = f->n;
        for (size_t k = 1 + below(&state, 6); k > 0; k--)
            change(&in, &state, other);
        run_now = i;
        if (save) {
            FILE *out = fopen(save, "wb");
            if (!out || fwrite(in.bytes, 1, in.n, out) != in.n || fclose(out) != 0)
                return EXIT_FAILURE;
        }
        run(in.bytes, in.n);
    }
    for (size_t k = 0; k < n; k++)
        free(files[k].bytes);
    printf("fuzz: %zu files and %.0f changed versions of them, seed %.0f: nothing broke\n", n, i - from, seed);
    return EXIT_SUCCESS;
}
