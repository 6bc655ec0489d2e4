#include "measured.h"

#define RECORD speed_row
#define TABLE "speed_row.def"
#include "fields.inc"
#define RECORD memory_row
#define TABLE "memory_row.def"
#include "fields.inc"
#define RECORD log_row
#define TABLE "log_row.def"
#include "fields.inc"
#define RECORD size_row
#define TABLE "size_row.def"
#include "fields.inc"
#define RECORD training_row
#define TABLE "training_row.def"
#include "fields.inc"
#define RECORD offload_row
#define TABLE "offload_row.def"
#include "fields.inc"
#define RECORD collective_row
#define TABLE "collective_row.def"
#include "fields.inc"
