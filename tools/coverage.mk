# coverage.mk: which lines and branches of src/ the tests run. Written to tests/reliability/coverage.csv, from which
# docs/reliability.md is made. Of the tests only property_inputs is left out, which takes minutes.

# Without an optimizer the compiler does not see that a constant is a literal format.
OPT.coverage   := -O0 -g --coverage
ifeq ($(VARIANT),coverage)
WARN           += -Wno-format-nonliteral
endif
COVERAGE_TESTS := test-unit test-bad test-cli test-plans test-prices test-golden test-measured test-fuzz

.PHONY: coverage
coverage: ## which lines and branches the tests run, by room; what they miss in build/coverage/missed (minutes)
	$(Q)$(MAKE) --no-print-directory VARIANT=coverage -j$(CORES) build/coverage/rigplan build/coverage/rigplan-tests build/coverage/rigplan-fuzz
	$(Q)find build/coverage -name '*.gcda' -exec rm -f {} +
	$(Q)$(MAKE) --no-print-directory VARIANT=coverage -j$(CORES) --output-sync $(COVERAGE_TESTS)
	$(Q)B=build/coverage sh tools/coverage.sh
	@echo "make docs writes the figures to docs/reliability.md."
