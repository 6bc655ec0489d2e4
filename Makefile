# rigplan: `make help` lists what can be made. This file is the floor plan: SEES.room names the only folders whose headers a
# room may include, so an illegal include does not compile.

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
# A user's own prices would change what tests and reports expect.
unexport RIGPLAN_BOOK
Q       ?= @
VARIANT ?= release
B       := build/$(VARIANT)
CC      ?= cc
ifeq ($(origin CC),default)
CC      := cc
endif
CORES    = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

ROOMS := base kit math record read model prepare fit check advise report cli
SEES.base   := base
SEES.kit    := base kit
SEES.math   := base math
SEES.record := base record
SEES.read   := base kit record read
SEES.model  := base math record model
SEES.prepare := base math record model prepare
SEES.fit    := base kit math record model prepare fit
SEES.check  := base kit math record model prepare fit check
SEES.advise := base kit math record model prepare advise
SEES.report := base kit record prepare fit check advise report
SEES.cli    := $(ROOMS)
SEES.tests  := $(ROOMS)
SEES.tools  := $(SEES.read)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wpointer-arith \
        -Wvla -Wwrite-strings -Wundef -Wformat=2 -Werror
OPT.release := -O2 -fno-math-errno -g
OPT.debug   := -Og -g3
OPT.asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_BLOCK=64 -DSANITIZED
CFLAGS  ?=
# Hardening of the release build: each flag that compiler and processor know; `make hardening` shows what came of it. Found out
# once, when first a file is compiled.
knows    = $(shell printf 'int main(void) { return 0; }' | $(CC) -Werror $(1) -x c - -o /dev/null >/dev/null 2>&1 && echo '$(1)')
FORTIFY  = $(if $(filter -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
HARDEN_C = $(call knows,-fPIE) $(call knows,-fstack-protector-strong) $(FORTIFY) \
           $(or $(call knows,-fcf-protection),$(call knows,-mbranch-protection=standard))
HARDEN   = $(eval HARDEN := $(if $(filter release,$(VARIANT)),$(HARDEN_C)))$(HARDEN)
HARDEN_L = $(call knows,-pie) $(foreach f,relro now noexecstack,$(call knows,-Wl$(comma)-z$(comma)$f))
HARDEN_LINK = $(eval HARDEN_LINK := $(if $(filter release,$(VARIANT)),$(HARDEN_L)))$(HARDEN_LINK)
comma    := ,
# Nothing is contracted to a fused multiply-add: figures are the same on every processor (src/math/real.c).
ALL_CFLAGS = -std=c11 $(OPT.$(VARIANT)) $(WARN) -ffp-contract=off $(HARDEN) $(CFLAGS)
# src/ and tools/ may not drop the result of a library function that can fail (tools/must_use/must_use.h).
MUST_USE := $(sort $(wildcard tools/must_use/*.h tools/must_use/*/*.h))
CC_CHECKED = $(CC) $(ALL_CFLAGS) -isystem tools/must_use
LDLIBS  = $(HARDEN_LINK) -lgsl -lgslcblas -lcjson -lyaml -lm

SRC     := $(sort $(foreach r,$(ROOMS),$(wildcard src/$r/*.c)))
OBJ     := $(SRC:%.c=$(B)/%.o)
LIB_OBJ := $(filter-out $(B)/src/cli/main.o,$(OBJ)) $(B)/builtin.o
TESTS   := $(sort $(wildcard tests/unit/*.c tests/property/*.c))
TEST_OBJ := $(TESTS:%.c=$(B)/%.o)
DATA    := $(sort $(wildcard data/offers/*.csv)) $(sort $(wildcard data/*.json data/prices/*.csv))
SPEED   := data/measured/speed.csv data/measured/power_cap.csv data/measured/serving.csv
DOCS     = $(shell find docs -type f)
room     = $(word 2,$(subst /, ,$(1)))

.PHONY: demo check asan all
demo: ## install what is missing, build, run the main scenario and write reports/aud-8343 with plots
	$(Q)CC="$(CC)" CFLAGS="$(CFLAGS)" sh tools/deps.sh
	$(Q)$(MAKE) --no-print-directory all
	$(Q)./rigplan run scenarios/aud-8343.yaml
	@echo "Read reports/aud-8343/report.md, or open reports/aud-8343/report.html in a browser."

check: ## the same, and all tests
	$(Q)CC="$(CC)" CFLAGS="$(CFLAGS)" sh tools/deps.sh
	$(Q)$(MAKE) --no-print-directory -j$(CORES) all
	$(Q)$(MAKE) --no-print-directory -j$(CORES) --output-sync tests
	$(Q)$(MAKE) --no-print-directory demo
	@echo "check: everything passed"

asan: ## build with AddressSanitizer and UndefinedBehaviorSanitizer and run the same tests
	$(Q)CC="$(CC)" CFLAGS="$(CFLAGS)" sh tools/deps.sh
	$(Q)$(MAKE) --no-print-directory VARIANT=asan -j$(CORES) --output-sync tests
	@echo "asan: everything passed"

all: $(B)/rigplan ## build the program; ./rigplan is a link to it
	$(Q)ln -sf $(B)/rigplan rigplan

$(B)/rigplan: $(B)/src/cli/main.o $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

# Its inner loops take two numbers at a time with -O3; the bits are the same.
$(B)/src/math/spd.o: ALL_CFLAGS += $(if $(filter release,$(VARIANT)),-O3)

# Only the file that prints the version is compiled with it.
$(B)/src/cli/version.o: ALL_CFLAGS += -DVERSION='"$(VERSION)"'

# The page's style sheet and script, line by line as strings of C.
$(B)/html_%.inc: src/report/html.%
	$(Q)mkdir -p $(@D)
	$(Q)sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/"&\\n",/' $< > $@
$(B)/src/report/html.o: $(B)/html_css.inc $(B)/html_js.inc
$(B)/src/report/html.o: ALL_CFLAGS += -iquote $(B)

$(B)/src/%.o: src/%.c Makefile $(MUST_USE)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_CHECKED) $(foreach r,$(SEES.$(call room,$<)),-iquote src/$r) -MMD -MP -c -o $@ $<

$(B)/tests/%.o: tests/%.c Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(foreach r,$(SEES.tests),-iquote src/$r) -iquote tests -MMD -MP -c -o $@ $<

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d)

# The catalogue is built into the program: tools/builtin.c judges and links data/ and writes it as C. `calibrate --mine`
# adds a user's rows to the measured speeds, so the program holds those too.
BUILTIN_OBJ := $(B)/tools/builtin.o $(foreach r,$(SEES.read),$(filter $(B)/src/$r/%,$(OBJ)))
$(B)/tools/%.o: tools/%.c Makefile $(MUST_USE)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_CHECKED) $(foreach r,$(SEES.tools),-iquote src/$r) -MMD -MP -c -o $@ $<

$(B)/rigplan-builtin: $(BUILTIN_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

# The folder is newer when a file was added or removed.
$(B)/builtin.c: $(B)/rigplan-builtin $(DATA) $(SPEED) data
	$(Q)$(B)/rigplan-builtin $(DATA) $(SPEED) > $@

$(B)/builtin.o: $(B)/builtin.c
	$(Q)$(CC) $(ALL_CFLAGS) -O0 -U_FORTIFY_SOURCE $(foreach r,$(SEES.tools) cli,-iquote src/$r) -MMD -MP -c -o $@ $<

-include $(B)/tools/builtin.d $(B)/builtin.d

.PHONY: hardening
hardening: $(B)/rigplan ## show how the built program is hardened; fails where something is missing
	$(Q)RIGPLAN=$(B)/rigplan B=$(B) CC="$(CC)" sh tools/hardening.sh

# ---- tests (tests/tests.mk says how each kind runs)

include tests/tests.mk
include tools/bench.mk
include tools/coverage.mk

.PHONY: tests test-golden test-measured
tests: $(TEST_TARGETS) test-golden test-measured browser ## every test, without installing anything

test-golden: $(B)/rigplan ## the reports kept in reports/ are what the program writes now
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/golden.sh $(B)/golden

test-measured: $(B)/rigplan ## sizes, memory and fit verdicts against measured files, within stated bounds
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/measured.sh

# ---- what is generated

.PHONY: reports accuracy docs calibration
calibration: $(B)/rigplan ## fit the constants of the step-time law to the measured speeds again
	$(Q)$(B)/rigplan calibrate $(SPEED) -o data/calibration.json

# The scenarios whose reports are kept.
REPORTS := aud-8343 home-2026 office-eu-2026
reports: $(B)/rigplan ## write the reports that are kept in reports/ again, and their gallery
	$(Q)for s in $(REPORTS); do $(B)/rigplan run scenarios/$$s.yaml || [ $$? = 1 ] || exit 1; done
	$(Q)sh tools/gallery.sh > reports/README.md

accuracy: $(B)/rigplan ## write docs/accuracy.md again: targets, then every error, each GPU left out in turn (minutes)
	$(Q)RIGPLAN=$(B)/rigplan sh tools/accuracy.sh

docs: $(B)/rigplan ## write formats.md, the counts of catalogue.md, reliability.md and the examples of README.md again
	$(Q)RIGPLAN=$(B)/rigplan sh tools/docs.sh

.PHONY: format
format: ## lay out every C file as .clang-format says (clang-format 14)
	$(Q)clang-format-14 -i $(wildcard src/*/*.[ch] tests/*.[ch] tests/*/*.[ch] tools/*.[ch])

.PHONY: install uninstall clean help
ROOT = $(DESTDIR)$(PREFIX)
MAN  = $(ROOT)/share/man/man1
BASH_COMPLETION = $(ROOT)/share/bash-completion/completions
ZSH_COMPLETION  = $(ROOT)/share/zsh/site-functions
FISH_COMPLETION = $(ROOT)/share/fish/vendor_completions.d
DOC  = $(ROOT)/share/doc/rigplan
install: $(B)/rigplan ## install program, man page, completions and documents to PREFIX (/usr/local), under DESTDIR
	$(Q)install -d "$(ROOT)/bin" "$(MAN)" "$(BASH_COMPLETION)" "$(ZSH_COMPLETION)" "$(FISH_COMPLETION)" "$(DOC)"
	$(Q)install -m 755 $(B)/rigplan "$(ROOT)/bin/rigplan"
	$(Q)$(B)/rigplan manual > "$(MAN)/rigplan.1"
	$(Q)$(B)/rigplan completion bash > "$(BASH_COMPLETION)/rigplan"
	$(Q)$(B)/rigplan completion zsh > "$(ZSH_COMPLETION)/_rigplan"
	$(Q)$(B)/rigplan completion fish > "$(FISH_COMPLETION)/rigplan.fish"
	$(Q)install -m 644 LICENSE README.md CHANGELOG.md "$(DOC)"
	$(Q)for f in $(DOCS); do install -d "$(DOC)/$${f%/*}" && install -m 644 $$f "$(DOC)/$$f" || exit 1; done

uninstall: ## remove what install put there
	$(Q)rm -f "$(ROOT)/bin/rigplan" "$(MAN)/rigplan.1" "$(BASH_COMPLETION)/rigplan" "$(ZSH_COMPLETION)/_rigplan" \
	    "$(FISH_COMPLETION)/rigplan.fish"
	$(Q)rm -rf "$(DOC)"

clean: ## remove what was built
	$(Q)rm -rf build rigplan

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'
