# tests.mk: what checks the program. Included by the Makefile, whose variables it uses; every check also runs alone.

TEST_TARGETS := test-inputs test-unit test-bad test-gates test-cli test-plans test-prices test-fuzz
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
test-plans: $(B)/rigplan ## plans of several machines: the 43 builds, their totals, cases with known answers
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/plans.sh
test-prices: $(B)/rigplan ## price books: imports, writers at once, kill -9 (RIGPLAN_KILLS=200 times), list, show, stale
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/prices.sh
.PHONY: browser
browser: $(B)/rigplan ## the kept reports in headless Chromium: wide, on a phone, in the dark, printed; skipped without it
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/browser.sh $(CURDIR)/$(B)/browser
print-sees: ## the folders that room ROOM may include
	@echo $(SEES.$(ROOM))
print-cc: ## the compiler with its flags
	@echo $(CC) $(ALL_CFLAGS)

# Every reader against changed versions of the files in tests/fuzz/corpus and of shipped data. `make fuzz` needs nothing but the compiler;
# tests/fuzz/target.c is also a libFuzzer target: make fuzz CC=clang FUZZ_ENGINE=-fsanitize=fuzzer
FUZZ_OBJ     := $(B)/tests/fuzz/target.o
FUZZ_ENGINE  ?=
FUZZ_SECONDS ?= 600
FUZZ_CORPUS   = $(sort $(wildcard tests/fuzz/corpus/* tests/hf/*.json) $(filter-out %README.md,$(wildcard tests/benchmarks/* tests/memlogs/*)) $(filter-out %README.md %.yaml,$(wildcard tests/rigs/*))) data/formats.json data/outlets.json scenarios/aud-8343.yaml scenarios/machines/my-pc.yaml
-include $(FUZZ_OBJ:.o=.d) $(B)/tests/fuzz/driver.d

$(B)/rigplan-fuzz: $(B)/tests/fuzz/driver.o $(FUZZ_OBJ) $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)
$(B)/rigplan-libfuzzer: $(FUZZ_OBJ) $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) $(FUZZ_ENGINE) -o $@ $^ $(LDLIBS)

.PHONY: test-fuzz fuzz fuzz-plain fuzz-engine
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
