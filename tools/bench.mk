# bench.mk: how fast it is. Prints figures, judges nothing; never part of the tests.

-include $(B)/tests/bench/bench.d
$(B)/rigplan-bench: $(B)/tests/bench/bench.o $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

.PHONY: bench
bench: $(B)/rigplan-bench $(B)/rigplan ## predictions per second, the scenario in ms, instructions of two commands
	$(Q)$(B)/rigplan-bench
	$(Q)RIGPLAN=$(B)/rigplan sh tests/bench/instructions.sh
