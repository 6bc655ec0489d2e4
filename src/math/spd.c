/* spd.c: Cholesky decomposition A = L L^T, in place, on the lower half.

   Idea: columns are taken in blocks. The block's own columns are finished row by row; then their products are taken
   from everything to the right of them, tile by tile, so that a tile stays in registers and in the nearest cache.

   Invariant: an entry of L is its entry of A less its products L(i,k) L(j,k), taken away one after another in the order
   of k, then divided by L(j,j) or, on the diagonal, its root. Nothing is summed in parts and nothing is contracted
   (-ffp-contract=off), so the bits are the same on every processor and for every size of block or tile. A BLAS has
   kernels for each processor, which sum in other orders.

   Reference: Golub and Van Loan, Matrix Computations, 4th edition, sections 4.2.5 (outer products, by blocks) and 3.1
   (triangular systems). */
#include "spd.h"

#include <math.h>
#include <string.h>

/* Columns of a block, columns of the transposed copy, side of a tile. */
enum { BLOCK = 16, STRIP = 64, TILE = 4 };

/* Finishes columns first to end - 1 of L; columns before them have been taken away. */
static bool finish_block(double *a, size_t n, size_t first, size_t end)
{
    for (size_t i = first; i < n; i++) {
        double *const of_i = a + i * n;
        for (size_t j = first; j < end && j <= i; j++) {
            const double *const of_j = a + j * n;
            double rest = of_i[j];
            for (size_t k = first; k < j; k++)
                rest -= of_i[k] * of_j[k];
            if (i != j)
                of_i[j] = rest / of_j[j];
            else if (rest > 0 && isfinite(rest))
                of_i[j] = sqrt(rest);
            else
                return false;
        }
    }
    return true;
}

/* Takes n_k products from a tile: to[r][c] -= left[r][k] right[k][c]. Rows of `to` and `left` are n apart, those of
   `right` STRIP. */
static void subtract_tile(double *to, const double *left, size_t n, const double *right, size_t n_k)
{
    double sum[TILE][TILE];
    for (int r = 0; r < TILE; r++)
        for (int c = 0; c < TILE; c++)
            sum[r][c] = to[(size_t)r * n + (size_t)c];
    for (size_t k = 0; k < n_k; k++)
        for (int r = 0; r < TILE; r++)
            for (int c = 0; c < TILE; c++)
                sum[r][c] -= left[(size_t)r * n + k] * right[k * STRIP + (size_t)c];
    for (int r = 0; r < TILE; r++)
        for (int c = 0; c < TILE; c++)
            to[(size_t)r * n + (size_t)c] = sum[r][c];
}

/* The same for one entry. */
static void subtract_entry(double *to, const double *left, const double *right, size_t n_k)
{
    double sum = *to;
    for (size_t k = 0; k < n_k; k++)
        sum -= left[k] * right[k * STRIP];
    *to = sum;
}

/* Takes the products of columns first to end - 1 from columns from to upto - 1, rows from on. */
static void subtract_strip(double *a, size_t n, size_t first, size_t end, size_t from, size_t upto)
{
    double right[BLOCK][STRIP];
    const size_t n_k = end - first, width = upto - from, whole = width / TILE * TILE;
    for (size_t j = from; j < upto; j++)
        for (size_t k = 0; k < n_k; k++)
            right[k][j - from] = a[j * n + first + k];
    size_t i = from;
    for (; i < upto; i++) /* the triangle on the diagonal */
        for (size_t j = from; j <= i; j++)
            subtract_entry(a + i * n + j, a + i * n + first, &right[0][j - from], n_k);
    for (; i + TILE <= n; i += TILE) {
        for (size_t j = 0; j < whole; j += TILE)
            subtract_tile(a + i * n + from + j, a + i * n + first, n, &right[0][j], n_k);
        for (size_t r = i; r < i + TILE; r++)
            for (size_t j = whole; j < width; j++)
                subtract_entry(a + r * n + from + j, a + r * n + first, &right[0][j], n_k);
    }
    for (; i < n; i++)
        for (size_t j = 0; j < width; j++)
            subtract_entry(a + i * n + from + j, a + i * n + first, &right[0][j], n_k);
}

bool spd_factor(double *a, size_t n)
{
    for (size_t first = 0; first < n; first += BLOCK) {
        const size_t end = first + BLOCK < n ? first + BLOCK : n;
        if (!finish_block(a, n, first, end))
            return false;
        for (size_t from = end; from < n; from += STRIP)
            subtract_strip(a, n, first, end, from, from + STRIP < n ? from + STRIP : n);
    }
    return true;
}

void spd_solve(const double *factor, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) { /* L y = b */
        double rest = b[i];
        for (size_t k = 0; k < i; k++)
            rest -= factor[i * n + k] * b[k];
        b[i] = rest / factor[i * n + i];
    }
    for (size_t i = n; i-- > 0;) { /* L^T x = y */
        const double found = b[i] / factor[i * n + i];
        for (size_t k = 0; k < i; k++)
            b[k] -= factor[i * n + k] * found;
        b[i] = found;
    }
}

void spd_inverse_diagonal(double *factor, size_t n, double *diagonal)
{
    for (size_t i = 0; i < n; i++) { /* rows of L^-1, each from those above it */
        double *const row = factor + i * n;
        const double pivot = row[i];
        memset(diagonal, 0, i * sizeof *diagonal);
        for (size_t k = 0; k < i; k++)
            if (row[k] != 0) /* most are, where few unknowns share a residual */
                for (size_t j = 0; j <= k; j++)
                    diagonal[j] -= row[k] * factor[k * n + j];
        for (size_t j = 0; j < i; j++)
            row[j] = diagonal[j] / pivot;
        row[i] = 1 / pivot;
    }
    for (size_t j = 0; j < n; j++)
        diagonal[j] = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            diagonal[j] += factor[i * n + j] * factor[i * n + j];
}
