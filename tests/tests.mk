# tests.mk: what checks the program. Included by the Makefile, whose variables it uses; every check also runs alone.

TEST_TARGETS := test-inputs test-unit test-bad test-gates test-cli test-asked test-plans test-prices test-fuzz test-torture test-growth
HARNESS      := $(B)/tests/main.o $(B)/tests/test.o $(B)/tests/ggufmake.o
-include $(HARNESS:.o=.d)

$(B)/rigplan-tests: $(HARNESS) $(TEST_OBJ) $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ -lcunit $(LDLIBS)

.PHONY: $(TEST_TARGETS) print-sees print-cc
test-unit: $(B)/rigplan-tests ## unit and property tests (SUITE=name runs one; RIGPLAN_SEED=n other random cases)
	$(Q)$(B)/rigplan-tests $(or $(SUITE),-property_inputs)
test-inputs: $(B)/rigplan-tests ## what explain shows of a figure is what moves it (minutes)
	$(Q)$(B)/rigplan-tests property_inputs
test-bad: $(B)/rigplan ## every faulty input gets exactly its message
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/bad/run.sh
test-gates: $(OBJ) $(B)/rigplan-bench ## rules of the house: purity, names, headers, illegal includes
	$(Q)B=$(B) MAKE="$(MAKE)" sh tests/gates.sh
test-cli: $(B)/rigplan ## the program from outside: help, exit codes, JSON keys, streams
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/cli/run.sh
test-asked: $(B)/rigplan ## questions asked rightly and wrongly, one a line, and what must be in the answers
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/cli/asked.sh
test-plans: $(B)/rigplan ## plans of several machines: the 43 builds, their totals, cases with known answers
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/plans.sh
test-prices: $(B)/rigplan ## price books: imports, writers at once, kill -9 (RIGPLAN_KILLS=200 times), list, show, stale
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/prices.sh
test-growth: $(B)/rigplan ## instructions grow with the size of a file, not with its square; skipped without valgrind
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/growth.sh
.PHONY: browser
browser: $(B)/rigplan ## the kept reports in headless Chromium: wide, on a phone, in the dark, printed; skipped without it
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/browser.sh $(CURDIR)/$(B)/browser
print-sees: ## the folders that room ROOM may include
	@echo $(SEES.$(ROOM))
print-cc: ## the compiler with its flags, as for src/ and tools/
	@echo $(CC_CHECKED)

# Every reader against changed versions of the files in tests/fuzz/corpus and of shipped data. `make fuzz` needs nothing but the compiler;
# tests/fuzz/target.c is also a libFuzzer target: make fuzz CC=clang FUZZ_ENGINE=-fsanitize=fuzzer
FUZZ_OBJ     := $(patsubst %.c,$(B)/%.o,$(filter-out %/driver.c,$(wildcard tests/fuzz/*.c)))
FUZZ_ENGINE  ?=
FUZZ_SECONDS ?= 600
FUZZ_CORPUS   = $(sort $(wildcard tests/fuzz/corpus/* tests/hf/*.json) $(filter-out %README.md,$(wildcard tests/benchmarks/* tests/memlogs/*)) $(filter-out %README.md %.yaml,$(wildcard tests/rigs/*))) data/formats.json data/outlets.json scenarios/aud-8343.yaml scenarios/machines/my-pc.yaml
-include $(FUZZ_OBJ:.o=.d) $(B)/tests/fuzz/driver.d

$(B)/rigplan-fuzz: $(B)/tests/fuzz/driver.o $(FUZZ_OBJ) $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)
$(B)/rigplan-libfuzzer: $(FUZZ_OBJ) $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) $(FUZZ_ENGINE) -o $@ $^ $(LDLIBS)

.PHONY: test-fuzz fuzz fuzz-plain fuzz-engine fuzz-readers fuzz-each
test-fuzz: $(B)/rigplan-fuzz ## a short run of make fuzz, the same each time
	$(Q)FUZZ_SECONDS=60 FUZZ_RUNS=3000 $(B)/rigplan-fuzz $(FUZZ_CORPUS)
fuzz: ## ten minutes (FUZZ_SECONDS) of damaged files for every reader, under both sanitizers
	$(Q)$(MAKE) --no-print-directory VARIANT=asan $(if $(FUZZ_ENGINE),CFLAGS="$(CFLAGS) -fsanitize=fuzzer-no-link -w" fuzz-engine,fuzz-plain)
fuzz-plain: $(B)/rigplan-fuzz
	$(Q)FUZZ_SECONDS=$(FUZZ_SECONDS) $(B)/rigplan-fuzz $(FUZZ_CORPUS)
fuzz-engine: $(B)/rigplan-libfuzzer
	$(Q)mkdir -p build/fuzz
	$(Q)cp $(FUZZ_CORPUS) build/fuzz
	$(Q)$(B)/rigplan-libfuzzer -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=20 build/fuzz

# Each reader by itself (tests/fuzz/target.c has the table), two at a time; FUZZ_SECONDS of the processor for each. FUZZ_READERS: only
# these. FUZZ_CSV gets a row for each reader: date,kind,subject,tries,seconds,faults,command.
FUZZ_READERS ?=
FUZZ_CSV     ?= build/fuzz-readers.csv
fuzz-readers: ## FUZZ_SECONDS of damaged files for each reader in turn, under both sanitizers (hours; FUZZ_READERS="gguf hf" some)
	$(Q)$(MAKE) --no-print-directory VARIANT=asan fuzz-each
fuzz-each: $(B)/rigplan-fuzz
	$(Q)FUZZ=$(B)/rigplan-fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_CSV="$(FUZZ_CSV)" sh tests/fuzz/readers.sh $(FUZZ_READERS)

# Every command against calls that fail and kill -9 (tests/torture/torture.c says how it is judged). The library is loaded into the
# program by LD_PRELOAD, so it is built without the sanitizers and the program it tests must be too.
TORTURE_OBJ  := $(patsubst %.c,$(B)/%.o,$(filter-out tests/torture/fail.c,$(wildcard tests/torture/*.c)))
TORTURE_RUN   = $(if $(filter asan,$(VARIANT)),echo torture: left out under sanitizers:,) $(B)/rigplan-torture $(B)/rigplan $(B)/rigplan-blocks $(B)/fail.so
-include $(TORTURE_OBJ:.o=.d)

$(B)/rigplan-torture: $(TORTURE_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(HARDEN_LINK)
$(B)/fail.so: tests/torture/fail.c tests/torture/share.h Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O1 -g $(WARN) -iquote tests -fPIC -shared -fno-builtin -o $@ $< -ldl
$(B)/blocks/arena.o: src/kit/arena.c Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -DARENA_BLOCK=64 $(foreach r,$(SEES.kit),-iquote src/$r) -c -o $@ $<
$(B)/rigplan-blocks: $(B)/src/cli/main.o $(filter-out $(B)/src/kit/arena.o,$(LIB_OBJ)) $(B)/blocks/arena.o
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

.PHONY: torture
torture: $(B)/rigplan $(B)/rigplan-blocks $(B)/rigplan-torture $(B)/fail.so ## every allocation and system call fails in turn, kill -9 (minutes; TORTURE_CSV=file adds rows)
	$(Q)$(TORTURE_RUN) "$(ONLY)"
TORTURE_SHORT ?= 1
test-torture: $(B)/rigplan $(B)/rigplan-blocks $(B)/rigplan-torture $(B)/fail.so ## a sample of make torture: TORTURE_SHORT of each kind of each command
	$(Q)export TORTURE_SHORT=$(TORTURE_SHORT); $(TORTURE_RUN)
