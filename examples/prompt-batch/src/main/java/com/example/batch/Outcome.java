package com.example.batch;

import java.math.BigDecimal;

import io.cascade.CascadeException;
import io.cascade.CascadeResponse;
import io.cascade.Spend;

/**
 * What became of a prompt, with what all its attempts cost.
 *
 * @param line which prompt
 * @param text the answer, {@code null} if there is none
 * @param lost why there is none, {@code null} if there is one
 * @param spend what it cost
 */
record Outcome(int line, String text, String lost, Spend spend) {

	static Outcome answered(int line, CascadeResponse answer) {
		return new Outcome(line, answer.text(), null, answer.spend());
	}

	static Outcome lost(int line, CascadeException failure) {
		return new Outcome(line, null, failure.kind().id(), failure.spend());
	}

	static Outcome refused(int line, IllegalArgumentException failure) {
		return new Outcome(line, null, failure.getMessage(), new Spend(BigDecimal.ZERO, 0));
	}

}
