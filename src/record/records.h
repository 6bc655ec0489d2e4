/* records.h: the nouns. Each kind is its table (NAME.def) expanded to struct NAME, struct NAME_list and kind_NAME.
   Records are read through const and live in the run's arena; past the door nothing changes them. Nested kinds stand
   before the kinds that list them. */
#ifndef RECORDS_H
#define RECORDS_H

#include "schema.h"

struct device;
struct format;
struct engine;
struct model;
struct quant;

#define RECORD device
#define TABLE "device.def"
#include "struct.inc"
#define RECORD system
#define TABLE "system.def"
#include "struct.inc"
#define RECORD format
#define TABLE "format.def"
#include "struct.inc"
#define RECORD quant_rule
#define TABLE "quant_rule.def"
#include "struct.inc"
#define RECORD quant_tensor
#define TABLE "quant_tensor.def"
#include "struct.inc"
#define RECORD quant
#define TABLE "quant.def"
#include "struct.inc"
#define RECORD model
#define TABLE "model.def"
#include "struct.inc"
#define RECORD psu_point
#define TABLE "psu_point.def"
#include "struct.inc"
#define RECORD psu
#define TABLE "psu.def"
#include "struct.inc"
#define RECORD board_slot
#define TABLE "board_slot.def"
#include "struct.inc"
#define RECORD lane_plan
#define TABLE "lane_plan.def"
#include "struct.inc"
#define RECORD board
#define TABLE "board.def"
#include "struct.inc"
#define RECORD cpu
#define TABLE "cpu.def"
#include "struct.inc"
#define RECORD part
#define TABLE "part.def"
#include "struct.inc"
#define RECORD engine_backend
#define TABLE "engine_backend.def"
#include "struct.inc"
#define RECORD engine_reads
#define TABLE "engine_reads.def"
#include "struct.inc"
#define RECORD era
#define TABLE "era.def"
#include "struct.inc"
#define RECORD engine
#define TABLE "engine.def"
#include "struct.inc"
#define RECORD link_point
#define TABLE "link_point.def"
#include "struct.inc"
#define RECORD link
#define TABLE "link.def"
#include "struct.inc"
#define RECORD testbed
#define TABLE "testbed.def"
#include "struct.inc"
#define RECORD outlet
#define TABLE "outlet.def"
#include "struct.inc"
#define RECORD tariff
#define TABLE "tariff.def"
#include "struct.inc"
#define RECORD price
#define TABLE "price.def"
#include "struct.inc"
#define RECORD cloud
#define TABLE "cloud.def"
#include "struct.inc"
#define RECORD calibration
#define TABLE "calibration.def"
#include "struct.inc"
#define RECORD prior
#define TABLE "prior.def"
#include "struct.inc"
#define RECORD spread
#define TABLE "spread.def"
#include "struct.inc"
#define RECORD recipe
#define TABLE "recipe.def"
#include "struct.inc"
#define RECORD trainer
#define TABLE "trainer.def"
#include "struct.inc"
#define RECORD excursion
#define TABLE "excursion.def"
#include "struct.inc"
#define RECORD policy
#define TABLE "policy.def"
#include "struct.inc"
#define RECORD fund
#define TABLE "fund.def"
#include "struct.inc"
#define RECORD site
#define TABLE "site.def"
#include "struct.inc"
#define RECORD workload
#define TABLE "workload.def"
#include "struct.inc"
#define RECORD device_line
#define TABLE "device_line.def"
#include "struct.inc"
#define RECORD system_line
#define TABLE "system_line.def"
#include "struct.inc"
#define RECORD psu_line
#define TABLE "psu_line.def"
#include "struct.inc"
#define RECORD part_line
#define TABLE "part_line.def"
#include "struct.inc"
#define RECORD board_line
#define TABLE "board_line.def"
#include "struct.inc"
#define RECORD cpu_line
#define TABLE "cpu_line.def"
#include "struct.inc"
#define RECORD cloud_line
#define TABLE "cloud_line.def"
#include "struct.inc"
#define RECORD option
#define TABLE "option.def"
#include "struct.inc"
#define RECORD owned_line
#define TABLE "owned_line.def"
#include "struct.inc"
#define RECORD priority
#define TABLE "priority.def"
#include "struct.inc"
#define RECORD shock
#define TABLE "shock.def"
#include "struct.inc"
#define RECORD scenario
#define TABLE "scenario.def"
#include "struct.inc"

#endif
