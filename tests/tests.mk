# tests.mk: what checks the program. Included by the Makefile, whose variables it uses; every check also runs alone.

TEST_TARGETS := test-unit test-bad test-gates test-cli
HARNESS      := $(B)/tests/main.o $(B)/tests/check.o
-include $(HARNESS:.o=.d)

$(B)/rigplan-tests: $(HARNESS) $(TEST_OBJ) $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ -lcunit $(LDLIBS)

.PHONY: $(TEST_TARGETS) print-sees print-cc
test-unit: $(B)/rigplan-tests ## unit and property tests (SUITE=name runs one; RIGPLAN_SEED=n other random cases)
	$(Q)$(B)/rigplan-tests $(SUITE)
test-bad: $(B)/rigplan ## every faulty input gets exactly its message
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/bad/run.sh
test-gates: $(OBJ) ## rules of the house: purity, names, headers, illegal includes
	$(Q)B=$(B) MAKE="$(MAKE)" sh tests/gates.sh
test-cli: $(B)/rigplan ## the program from outside: help, exit codes, JSON keys, streams
	$(Q)RIGPLAN=$(CURDIR)/$(B)/rigplan sh tests/cli/run.sh
print-sees: ## the folders that room ROOM may include
	@echo $(SEES.$(ROOM))
print-cc: ## the compiler with its flags
	@echo $(CC) $(ALL_CFLAGS)
