/* math/spd: systems of all sizes around the blocks, with known solutions; one that is nearly singular; and what is not
   positive definite is reported. */
#include "test.h"

#include "arena.h"
#include "spd.h"

#include <float.h>
#include <math.h>

/* A number that depends on i and j only, -1 .. 1, and looks like chance. */
static double scattered(size_t i, size_t j)
{
    const double x = (double)(i * 7919 + j * 104729 + 1) * 0.6180339887498949;
    return 2 * (x - floor(x)) - 1;
}

/* Returns L L^T, n x n, for a lower triangle L of such numbers with a diagonal of 2 to 4; NaN above its diagonal. */
static double *known_product(size_t n, double *l)
{
    double *a = ARENA_ARRAY(test_arena(), n * n, double);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            l[i * n + j] = i == j ? 3 + scattered(i, i) : j < i ? scattered(i, j) / (1 + sqrt((double)n)) : 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            a[i * n + j] = j > i ? (double)NAN : 0; /* nobody reads the upper half */
            for (size_t k = 0; k <= j && j <= i; k++)
                a[i * n + j] += l[i * n + k] * l[j * n + k];
        }
    return a;
}

static const size_t sizes[] = {1, 2, 3, 5, 31, 32, 33, 36, 63, 64, 65, 97, 100, 128, 131, 200};

static void factors(void)
{
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        const size_t n = sizes[s];
        double *l = ARENA_ARRAY(test_arena(), n * n, double), *a = known_product(n, l), worst = 0;
        test_row("n = %zu", n);
        THAT(spd_factor(a, n));
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++)
                worst = fmax(worst, fabs(a[i * n + j] - l[i * n + j]));
        THAT(worst < 1e-13);
        THAT(n < 2 || isnan(a[1])); /* nor writes it */
    }
}

/* The same sums in the same order, entry by entry, without blocks: the bits are equal. */
static void order_of_sums(void)
{
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        const size_t n = sizes[s];
        double *l = ARENA_ARRAY(test_arena(), n * n, double), *a = known_product(n, l), *b = known_product(n, l);
        bool equal = spd_factor(a, n);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++) {
                double rest = b[i * n + j];
                for (size_t k = 0; k < j; k++)
                    rest -= b[i * n + k] * b[j * n + k];
                b[i * n + j] = i == j ? sqrt(rest) : rest / b[j * n + j];
                equal = equal && a[i * n + j] == b[i * n + j];
            }
        test_row("n = %zu", n);
        THAT(equal);
    }
}

static void solutions(void)
{
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        const size_t n = sizes[s];
        double *l = ARENA_ARRAY(test_arena(), n * n, double), *a = known_product(n, l), worst = 0;
        double *b = ARENA_ARRAY(test_arena(), n, double);
        for (size_t i = 0; i < n; i++) { /* the right-hand side of x = 1, -2, 3, -4 ... */
            b[i] = 0;
            for (size_t j = 0; j < n; j++)
                b[i] += (i > j ? a[i * n + j] : a[j * n + i]) * (j % 2 ? -1 : 1) * (double)(j + 1);
        }
        THAT(spd_factor(a, n));
        spd_solve(a, n, b);
        for (size_t i = 0; i < n; i++)
            worst = fmax(worst, fabs(b[i] / ((i % 2 ? -1 : 1) * (double)(i + 1)) - 1));
        test_row("n = %zu", n);
        THAT(worst < 1e-11);
    }
}

/* Column i of the inverse is the solution for the unit vector i. */
static void inverse_diagonals(void)
{
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        const size_t n = sizes[s];
        double *l = ARENA_ARRAY(test_arena(), n * n, double), *a = known_product(n, l);
        double *diagonal = ARENA_ARRAY(test_arena(), n, double), *column = ARENA_ARRAY(test_arena(), n * n, double);
        THAT(spd_factor(a, n));
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < n; k++)
                column[i * n + k] = i == k;
            spd_solve(a, n, column + i * n);
        }
        spd_inverse_diagonal(a, n, diagonal);
        for (size_t i = 0; i < n; i++) {
            test_row("n = %zu, %zu", n, i);
            CLOSE(diagonal[i], column[i * n + i], 1e-12);
        }
    }
}

/* Hilbert's matrix 1 / (i + j + 1), whose condition is 1.5e10 at n = 8; its inverse is whole. */
static void ill_conditioned(void)
{
    enum { N = 8 };
    static const double inverse[N] = {64, 84672, 11430720, 304920000, 2134440000, 4249941696, 2175421248, 176679360};
    double a[N * N], diagonal[N], b[N];
    for (size_t i = 0; i < N; i++) {
        b[i] = 0;
        for (size_t j = 0; j < N; j++) {
            a[i * N + j] = 1 / (double)(i + j + 1);
            b[i] += a[i * N + j];
        }
    }
    THAT(spd_factor(a, N));
    spd_solve(a, N, b);
    for (int i = 0; i < N; i++)
        CLOSE(b[i], 1, 1e-5); /* condition times rounding: 1.5e10 * 1e-16 */
    spd_inverse_diagonal(a, N, diagonal);
    for (int i = 0; i < N; i++)
        CLOSE(diagonal[i], inverse[i], 1e-5);
}

static void not_positive(void)
{
    double indefinite[] = {1, NAN, 2, 1}, singular[] = {1, NAN, 1, 1}, unknown[] = {1, NAN, NAN, 1}, negative[] = {-1},
           endless[] = {INFINITY}, zero[] = {0};
    THAT(!spd_factor(indefinite, 2));
    THAT(!spd_factor(singular, 2));
    THAT(!spd_factor(unknown, 2));
    THAT(!spd_factor(negative, 1));
    THAT(!spd_factor(endless, 1));
    THAT(!spd_factor(zero, 1));
    THAT(spd_factor(NULL, 0));
    enum { N = 100 };
    double *l = ARENA_ARRAY(test_arena(), N * N, double), *a = known_product(N, l);
    a[77 * N + 77] -= 5 * 5; /* more than what its row leaves, at most 4^2 */
    THAT(!spd_factor(a, N));
}

SUITE(spd, {"factors of every size", factors}, {"order of the sums", order_of_sums}, {"known solutions", solutions},
      {"diagonals of the inverse", inverse_diagonals}, {"an ill-conditioned matrix", ill_conditioned},
      {"what is not positive definite", not_positive})
