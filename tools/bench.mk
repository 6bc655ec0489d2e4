# bench.mk: how fast it is. Prints figures, judges nothing; never part of the tests.

-include $(B)/tests/bench/bench.d
$(B)/rigplan-bench: $(B)/tests/bench/bench.o $(LIB_OBJ)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

.PHONY: bench
bench: $(B)/rigplan-bench ## predictions per second on one core, and the whole scenario in milliseconds
	$(Q)$(B)/rigplan-bench
