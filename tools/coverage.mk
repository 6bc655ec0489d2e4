# coverage.mk: which lines and branches of src/ the tests run. Written to tests/reliability/coverage.csv, from which
# docs/reliability.md is made.

# Without an optimizer the compiler does not see that a constant is a literal format.
OPT.coverage   := -O0 -g --coverage
ifeq ($(VARIANT),coverage)
WARN           += -Wno-format-nonliteral
LDLIBS         += -Wl,--wrap=_exit -Wl,--wrap=execvp -ldl
$(addprefix $(B)/rigplan,-builtin -blocks -tests -fuzz -bench) $(B)/rigplan: $(B)/tools/keep_counters.o
endif
COVERAGE_TESTS := test-unit test-inputs test-bad test-cli test-asked test-plans test-prices test-golden test-measured test-fuzz test-torture
# What is sampled: every 25th change of an input, injections of each kind for each command, seconds of damaged files for each reader.
COVERAGE_EACH  := RIGPLAN_EVERY=25 TORTURE_SHORT=3 FUZZ_SECONDS=10

.PHONY: coverage
coverage: ## which lines and branches the tests run, by room; what they miss in build/coverage/missed (minutes)
	$(Q)$(MAKE) --no-print-directory VARIANT=coverage -j$(CORES) $(addprefix build/coverage/,rigplan rigplan-blocks rigplan-tests rigplan-fuzz rigplan-torture)
	$(Q)find build/coverage -name '*.gcda' -exec rm -f {} +
	$(Q)$(MAKE) --no-print-directory VARIANT=coverage -j$(CORES) --output-sync $(COVERAGE_TESTS) $(COVERAGE_EACH)
	$(Q)$(MAKE) --no-print-directory VARIANT=coverage fuzz-each $(COVERAGE_EACH)
	$(Q)B=build/coverage sh tools/coverage.sh
	@echo "make docs writes the figures to docs/reliability.md."
