/* math/real: known values, the stated errors against the C library, and what becomes of the ends of the range. */
#include "test.h"

#include "real.h"

#include <float.h>
#include <math.h>

static void known_values(void)
{
    THAT(real_exp(0) == 1);
    CLOSE(real_exp(1), 2.718281828459045, 2 * DBL_EPSILON);
    CLOSE(real_exp(-700), 9.8596765437597708e-305, 2 * DBL_EPSILON);
    CLOSE(real_log(10), 2.302585092994046, 2 * DBL_EPSILON);
    THAT(real_log(1) == 0);
    CLOSE(real_log(1 + 0x1p-40), 0x1p-40 - 0x1p-81, 2 * DBL_EPSILON);
    CLOSE(real_expm1(1e-12), 1.0000000000005e-12, 4 * DBL_EPSILON);
    CLOSE(real_log1p(1e-12), 9.999999999995e-13, 4 * DBL_EPSILON);
    CLOSE(real_pow(1.5, 3), 3.375, 8 * DBL_EPSILON);
    THAT(real_pow(0.7, 1) == 0.7);
    CLOSE(real_cbrt(27), 3, 2 * DBL_EPSILON);
    CLOSE(real_hypot(3, 4), 5, DBL_EPSILON);
    for (int k = -1074; k <= 1023; k++)
        THAT(real_exp2(k) == ldexp(1, k));
}

static void ends_of_the_range(void)
{
    THAT(isnan(real_exp(NAN)) && isnan(real_log(NAN)) && isnan(real_expm1(NAN)) && isnan(real_exp2(NAN)));
    THAT(isnan(real_log(-1)) && isnan(real_pow(-1, 0.5)) && isnan(real_cbrt(-1)));
    THAT(real_exp(INFINITY) == INFINITY);
    THAT(real_exp(-INFINITY) == 0);
    THAT(real_exp(800) == INFINITY);
    THAT(real_exp(-800) == 0);
    THAT(real_expm1(-800) == -1);
    THAT(real_expm1(800) == INFINITY);
    THAT(real_log(0) == -INFINITY);
    THAT(real_log(INFINITY) == INFINITY);
    CLOSE(real_log(DBL_TRUE_MIN), -744.44007192138122, 2 * DBL_EPSILON);
    THAT(real_log1p(-1) == -INFINITY);
    THAT(real_pow(0, 2) == 0);
    THAT(real_pow(0, 0) == 1);
    THAT(real_pow(0, -1) == INFINITY);
    THAT(real_cbrt(0) == 0);
}

/* The C library's functions are right to 1 ulp or 2, whichever variants the processor gets. */
static void random_values(void)
{
    static const double ulp = DBL_EPSILON;
    for (int i = 0; i < 20000; i++) {
        const double x = test_uniform(-600, 600), above = exp(x / 2), y = test_uniform(-3, 3);
        test_row("at %.17g and %.17g", x, y);
        CLOSE(real_exp(x), exp(x), 4 * ulp);
        CLOSE(real_exp2(x), exp2(x), 4 * ulp);
        CLOSE(real_expm1(x), expm1(x), 10 * ulp);
        CLOSE(real_expm1(y), expm1(y), 10 * ulp);
        CLOSE(real_log(above), log(above), 4 * ulp);
        CLOSE(real_log1p(above), log1p(above), 10 * ulp);
        CLOSE(real_cbrt(above), cbrt(above), 4 * ulp);
        CLOSE(real_pow(above, y / 2), pow(above, y / 2), (4 + 2 * fabs(x * y)) * ulp);
    }
}

SUITE(real, {"known values", known_values}, {"the ends of the range", ends_of_the_range},
      {"random values", random_values})
