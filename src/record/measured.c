#include "measured.h"

#define RECORD speed_row
#define TABLE "speed_row.def"
#include "fields.inc"
#define RECORD log_row
#define TABLE "log_row.def"
#include "fields.inc"
#define RECORD serving_row
#define TABLE "serving_row.def"
#include "fields.inc"

struct speed_row_list measured_speed(const struct measured *m)
{
    return m->kind->row == &kind_speed_row ? (struct speed_row_list){m->rows.n, m->rows.v} : (struct speed_row_list){0};
}
