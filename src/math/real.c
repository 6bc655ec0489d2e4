/* real.c: exp, log and their kin.

   Idea: a C library is free in the last bits of these functions, and glibc picks another variant where the processor
   fuses multiply and add. A fit that stops after so many steps carries such a bit into the third digit of its
   constants. So whatever calibrate computes takes these: x = k ln 2 + r and the Taylor series of exp r, |r| <= ln 2 /
   2; x = 2^k m and ln m = 2 artanh((m - 1) / (m + 1)), m within root 1/2 .. root 2.

   Invariant: only IEEE additions, multiplications, divisions and roots, which every processor rounds alike, in the
   order that is written; nothing is contracted (-ffp-contract=off), nothing depends on a table of the C library.

   Reference: Muller, Elementary Functions, 3rd edition, sections 11.1 (range reduction in two parts) and 4.3; the forms
   of expm1 and log1p are Kahan's (Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1). */
#include "real.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0, "sums must be rounded to double, not kept in wider registers");

/* ln 2 in two parts: the first has 32 bits, so that its product with a whole number below 2^20 is exact. */
static const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33, log2_e = 0x1.71547652b82fep+0;

static uint64_t bits_of(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static double of_bits(uint64_t u)
{
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

enum { MANTISSA_BITS = 52, EXPONENT_BIAS = 1023 };

/* Returns x 2^k. */
static double scaled(double x, double k)
{
    const int64_t exponent = (int64_t)k + EXPONENT_BIAS;
    return exponent > 0 && exponent < 2 * EXPONENT_BIAS ? x * of_bits((uint64_t)exponent << MANTISSA_BITS)
                                                        : ldexp(x, (int)k);
}

static double nearest_whole(double x)
{
    static const double shift = 0x1.8p52; /* the sum has no room for a fraction */
    return x + shift - shift;
}

/* Returns exp(r) for |r| <= ln 2 / 2: the series to r^13, by halves. */
static double exp_near_0(double r)
{
    static const double c2 = 1.0 / 2, c3 = 1.0 / 6, c4 = 1.0 / 24, c5 = 1.0 / 120, c6 = 1.0 / 720, c7 = 1.0 / 5040,
                        c8 = 1.0 / 40320, c9 = 1.0 / 362880, c10 = 1.0 / 3628800, c11 = 1.0 / 39916800,
                        c12 = 1.0 / 479001600, c13 = 1.0 / 6227020800;
    const double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    const double low = (c2 + c3 * r) + (c4 + c5 * r) * r2;
    const double middle = (c6 + c7 * r) + (c8 + c9 * r) * r2;
    const double high = (c10 + c11 * r) + (c12 + c13 * r) * r2;
    return 1 + (r + r2 * (low + r4 * middle + r8 * high));
}

double real_exp(double x)
{
    static const double least = -746, most = 710; /* beyond them the result is 0 or infinite */
    if (!(x > least && x < most))
        return isnan(x) ? x : x > 0 ? (double)INFINITY : 0;
    const double k = nearest_whole(x * log2_e);
    return scaled(exp_near_0((x - k * ln2_high) - k * ln2_low), k);
}

double real_exp2(double x)
{
    static const double least = -1080, most = 1025;
    if (!(x > least && x < most))
        return isnan(x) ? x : x > 0 ? (double)INFINITY : 0;
    const double k = nearest_whole(x);
    return scaled(exp_near_0((x - k) * (ln2_high + ln2_low)), k);
}

double real_expm1(double x)
{
    const double u = real_exp(x);
    if (u == 1)
        return x;
    return u > 0 && !isinf(u) && u - 1 != -1 ? (u - 1) * (x / real_log(u)) : u - 1;
}

double real_log(double x)
{
    static const uint64_t root_half = 0x3fe6a09e667f3bcd;
    double k = 0;
    if (!(x >= DBL_MIN)) {
        static const double normal = 0x1p54;
        if (!(x > 0))
            return x == 0 ? -(double)INFINITY : (double)NAN;
        x *= normal;
        k = -54;
    }
    if (isinf(x))
        return x;
    const uint64_t bits = bits_of(x), above = bits - root_half;
    const uint64_t whole = above & ~((UINT64_C(1) << MANTISSA_BITS) - 1); /* k, where the exponent is */
    k += (double)((int64_t)whole / (INT64_C(1) << MANTISSA_BITS));
    const double f = of_bits(bits - whole) - 1;
    const double s = f / (2 + f), z = s * s, z2 = z * z, z4 = z2 * z2, z8 = z4 * z4;
    static const double c1 = 2.0 / 3, c2 = 2.0 / 5, c3 = 2.0 / 7, c4 = 2.0 / 9, c5 = 2.0 / 11, c6 = 2.0 / 13,
                        c7 = 2.0 / 15, c8 = 2.0 / 17, c9 = 2.0 / 19, c10 = 2.0 / 21, c11 = 2.0 / 23;
    const double rest = z * ((c1 + c2 * z) + (c3 + c4 * z) * z2 + ((c5 + c6 * z) + (c7 + c8 * z) * z2) * z4 +
                             ((c9 + c10 * z) + c11 * z2) * z8);
    const double half_square = f * f / 2; /* ln(1 + f) = f - f^2/2 + s (f^2/2 + rest) */
    return k * ln2_high - ((half_square - (s * (half_square + rest) + k * ln2_low)) - f);
}

double real_log1p(double x)
{
    const double u = 1 + x;
    return u == 1 ? x : isinf(u) ? u : real_log(u) * (x / (u - 1));
}

double real_pow(double x, double y)
{
    if (y == 0 || x == 1)
        return 1;
    if (y == 1)
        return x;
    if (x == 0)
        return y > 0 ? 0 : isnan(y) ? y : (double)INFINITY;
    return real_exp(y * real_log(x));
}

double real_cbrt(double x)
{
    if (x == 0 || isinf(x))
        return x > 0 || x == 0 ? x : (double)NAN;
    const double root = real_exp(real_log(x) / 3);
    return root - (root * root * root - x) / (3 * root * root); /* one step of Newton's */
}

double real_hypot(double x, double y)
{
    return sqrt(x * x + y * y);
}
