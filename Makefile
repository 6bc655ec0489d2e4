# rigplan: `make help` lists what can be made. This file is the floor plan: SEES.room names the only folders whose headers a
# room may include, so an illegal include does not compile.

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
Q       ?= @
VARIANT ?= release
B       := build/$(VARIANT)
CC      ?= cc
ifeq ($(origin CC),default)
CC      := cc
endif
PREFIX  ?= /usr/local
DESTDIR ?=

ROOMS := base kit math record read model study report cli
SEES.base   := base
SEES.kit    := base kit
SEES.math   := base math
SEES.record := base record
SEES.read   := base kit record read
SEES.model  := base math record model
SEES.study  := base kit math record model study
SEES.report := base kit record study report
SEES.cli    := $(ROOMS)
SEES.tests  := $(ROOMS)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wpointer-arith \
        -Wvla -Wwrite-strings -Wundef -Wformat=2 -Werror
OPT.release := -O2 -g
OPT.debug   := -Og -g3
OPT.asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_BLOCK=64
CFLAGS  ?=
ALL_CFLAGS := -std=c11 $(OPT.$(VARIANT)) $(WARN) -ffp-contract=off $(CFLAGS)
LDLIBS  := -lgsl -lgslcblas -lcjson -lyaml -lm

SRC     := $(sort $(foreach r,$(ROOMS),$(wildcard src/$r/*.c)))
OBJ     := $(SRC:%.c=$(B)/%.o)
LIB_OBJ := $(filter-out $(B)/src/cli/main.o,$(OBJ)) $(B)/builtin.o
TESTS   := $(sort $(wildcard tests/unit/*.c tests/property/*.c))
TEST_OBJ := $(TESTS:%.c=$(B)/%.o)
DATA    := $(sort $(wildcard data/*.json))
room     = $(word 2,$(subst /, ,$(1)))

.PHONY: all
all: $(B)/rigplan ## build the program: build/release/rigplan
	$(Q)ln -sf $(B)/rigplan rigplan

$(B)/rigplan: $(B)/src/cli/main.o $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

$(B)/src/%.o: src/%.c Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(foreach r,$(SEES.$(call room,$<)),-iquote src/$r) -MMD -MP -c -o $@ $<

$(B)/tests/%.o: tests/%.c Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(foreach r,$(SEES.tests),-iquote src/$r) -iquote tests -MMD -MP -c -o $@ $<

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d)

# The catalogues are built into the binary: one object with the text of every data file.
$(B)/builtin.c: $(DATA) Makefile
	$(Q)mkdir -p $(@D)
	$(Q)sh tools/builtin.sh $(DATA) > $@

$(B)/builtin.o: $(B)/builtin.c src/cli/builtin.h
	$(Q)$(CC) $(ALL_CFLAGS) -iquote src/cli -c -o $@ $<
