#include "records.h"

#define RECORDS_H
#define RECORD device
#define TABLE "device.def"
#include "fields.inc"
#define RECORD system
#define TABLE "system.def"
#include "fields.inc"
#define RECORD format
#define TABLE "format.def"
#include "fields.inc"
#define RECORD quant_rule
#define TABLE "quant_rule.def"
#include "fields.inc"
#define RECORD quant_tensor
#define TABLE "quant_tensor.def"
#include "fields.inc"
#define RECORD quant
#define TABLE "quant.def"
#include "fields.inc"
#define RECORD model
#define TABLE "model.def"
#include "fields.inc"
#define RECORD psu_point
#define TABLE "psu_point.def"
#include "fields.inc"
#define RECORD psu
#define TABLE "psu.def"
#include "fields.inc"
#define RECORD board_slot
#define TABLE "board_slot.def"
#include "fields.inc"
#define RECORD lane_plan
#define TABLE "lane_plan.def"
#include "fields.inc"
#define RECORD board
#define TABLE "board.def"
#include "fields.inc"
#define RECORD cpu
#define TABLE "cpu.def"
#include "fields.inc"
#define RECORD part
#define TABLE "part.def"
#include "fields.inc"
#define RECORD engine_backend
#define TABLE "engine_backend.def"
#include "fields.inc"
#define RECORD engine_reads
#define TABLE "engine_reads.def"
#include "fields.inc"
#define RECORD era
#define TABLE "era.def"
#include "fields.inc"
#define RECORD engine
#define TABLE "engine.def"
#include "fields.inc"
#define RECORD link_point
#define TABLE "link_point.def"
#include "fields.inc"
#define RECORD link
#define TABLE "link.def"
#include "fields.inc"
#define RECORD testbed
#define TABLE "testbed.def"
#include "fields.inc"
#define RECORD outlet
#define TABLE "outlet.def"
#include "fields.inc"
#define RECORD tariff
#define TABLE "tariff.def"
#include "fields.inc"
#define RECORD price
#define TABLE "price.def"
#include "fields.inc"
#define RECORD cloud
#define TABLE "cloud.def"
#include "fields.inc"
#define RECORD calibration
#define TABLE "calibration.def"
#include "fields.inc"
#define RECORD prior
#define TABLE "prior.def"
#include "fields.inc"
#define RECORD spread
#define TABLE "spread.def"
#include "fields.inc"
#define RECORD recipe
#define TABLE "recipe.def"
#include "fields.inc"
#define RECORD trainer
#define TABLE "trainer.def"
#include "fields.inc"
#define RECORD excursion
#define TABLE "excursion.def"
#include "fields.inc"
#define RECORD policy
#define TABLE "policy.def"
#include "fields.inc"
#define RECORD fund
#define TABLE "fund.def"
#include "fields.inc"
#define RECORD site
#define TABLE "site.def"
#include "fields.inc"
#define RECORD workload
#define TABLE "workload.def"
#include "fields.inc"
#define RECORD device_line
#define TABLE "device_line.def"
#include "fields.inc"
#define RECORD system_line
#define TABLE "system_line.def"
#include "fields.inc"
#define RECORD psu_line
#define TABLE "psu_line.def"
#include "fields.inc"
#define RECORD part_line
#define TABLE "part_line.def"
#include "fields.inc"
#define RECORD board_line
#define TABLE "board_line.def"
#include "fields.inc"
#define RECORD cpu_line
#define TABLE "cpu_line.def"
#include "fields.inc"
#define RECORD cloud_line
#define TABLE "cloud_line.def"
#include "fields.inc"
#define RECORD option
#define TABLE "option.def"
#include "fields.inc"
#define RECORD owned_line
#define TABLE "owned_line.def"
#include "fields.inc"
#define RECORD priority
#define TABLE "priority.def"
#include "fields.inc"
#define RECORD shock
#define TABLE "shock.def"
#include "fields.inc"
#define RECORD scenario
#define TABLE "scenario.def"
#include "fields.inc"
