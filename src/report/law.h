/* law.h: shows a law with numbers in place of names. */
#ifndef LAW_H
#define LAW_H

#include "inputs.h"

/* Returns "566.7 + 36.69 + 0" for the law "dc_w + psu_loss_w + systems_w"; six significant digits. Returns NULL where
   the figure is unknown, the law is in words, or a name stands for several values or an unknown one. Text behind a ';'
   is left out; where it says what holds with several users, and there are several, the result is NULL. */
const char *law_with_numbers(const struct explained_case *e, const struct explained_row *row, const struct figure *f,
                             const struct inputs *in);

#endif
