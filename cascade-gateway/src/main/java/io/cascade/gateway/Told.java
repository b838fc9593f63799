package io.cascade.gateway;

import java.math.BigDecimal;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * What the headers of a whole answer tell of how it came about.
 *
 * @param end the end of the answer
 * @param overheadMillis the time that no upstream is to blame for
 */
record Told(CascadeChunk.End end, BigDecimal overheadMillis) {

	static Told of(CascadeChunk.End end, Reply reply) {
		return new Told(end, reply.overheadMillis(end.attempts()));
	}

	void write(HttpHeaders headers) {
		set(headers, "x-cascade-model", this.end.served().model());
		set(headers, "x-cascade-provider", this.end.served().provider());
		set(headers, "x-cascade-attempts", Integer.toString(this.end.attempts().size()));
		BigDecimal cost = Reply.cost(this.end);
		set(headers, "x-cascade-cost", (cost != null) ? cost.toPlainString() : null);
		set(headers, "x-cascade-overhead-ms", this.overheadMillis.toPlainString());
	}

	/** What an upstream says may be anything, and a header may not. */
	private static void set(HttpHeaders headers, String name, @Nullable String value) {
		if (value != null && value.chars().allMatch((c) -> c >= ' ' && c < 127)) {
			headers.set(name, value);
		}
	}

}
