package io.cascade.benchmarks;

import java.util.List;
import java.util.Locale;

import io.cascade.Transport;

/**
 * What contenders are asked to do.
 */
enum Scenario {

	/** Whole calls, many at once. */
	CALL_64("64 at once, a whole answer of 1 KB", 64, Recording.SHORT, Kind.WHOLE, "whole", "whole-live"),

	/** Whole calls, one after the other. */
	CALL_1("one at a time, a whole answer of 1 KB", 1, Recording.SHORT, Kind.WHOLE, "whole", "whole-live"),

	/** Whole calls of a model that thinks. */
	LATE("256 at once, a whole answer of 1 KB after 20 ms", 256, Recording.SHORT, Kind.LATE, "late", "late-live"),

	/** Whole calls of models that fail now and then. */
	FAILING("64 at once, one attempt in ten fails", 64, Recording.SHORT, Kind.FAILING, "failing", "failing-live"),

	/** Whole calls with long answers. */
	LONG("32 at once, a whole answer of 4,000 characters", 32, Recording.CHUNKS, Kind.WHOLE, "long", "live"),

	/** Streams that are read as fast as they come. */
	CHUNK("a chunk of 20 characters, 32 streams at once", 32, Recording.CHUNKS, Kind.STREAM, "live", "live"),

	/** Streams whose first piece counts. */
	FIRST("the first piece of a paced stream, one at a time", 1, Recording.PACED, Kind.PACED, "paced", "paced"),

	/** Streams that are open for long. */
	OPEN("an open stream, 2,000 of them open for 30 s", 2000, Recording.SHORT, Kind.OPEN, "slow", "slow");

	private final String title;

	private final int concurrency;

	private final int chunks;

	private final Kind kind;

	private final String whole;

	private final String live;

	Scenario(String title, int concurrency, int chunks, Kind kind, String whole, String live) {
		this.title = title;
		this.concurrency = concurrency;
		this.chunks = chunks;
		this.kind = kind;
		this.whole = whole;
		this.live = live;
	}

	/** What it is called on the command line. */
	String word() {
		return name().toLowerCase(Locale.ROOT).replace("_", "");
	}

	String title() {
		return this.title;
	}

	int concurrency() {
		return this.concurrency;
	}

	/** Characters of the answer. */
	long length() {
		return (long) this.chunks * Recording.CHUNK_LENGTH;
	}

	/** Bytes of the answer. */
	long size() {
		return isStreamed() ? Recording.events(this.chunks).stream().mapToLong((event) -> event.length).sum()
				: Recording.whole(this.chunks).length;
	}

	List<Figure> figures() {
		return this.kind.figures;
	}

	boolean isStreamed() {
		return this.kind.streamed;
	}

	/** Whether what is measured is what calls hold, not what they use. */
	boolean isHeld() {
		return this == OPEN;
	}

	boolean isFailing() {
		return this == FAILING;
	}

	/** Into how many pieces the cost of a call is divided. */
	int divisor() {
		return (this == CHUNK) ? this.chunks : 1;
	}

	/** Where it is answered, for whole answers that travel in this way. */
	String path(Transport transport) {
		return ((transport == Transport.BUFFERED) ? this.whole : this.live) + "/v1";
	}

	private enum Kind {

		WHOLE(false, Figure.CPU, Figure.ALLOCATED),

		LATE(false, Figure.CPU, Figure.ALLOCATED, Figure.P99),

		FAILING(false, Figure.RATE, Figure.LOST, Figure.CPU, Figure.ALLOCATED),

		STREAM(true, Figure.CPU, Figure.ALLOCATED),

		PACED(true, Figure.FIRST, Figure.CPU, Figure.ALLOCATED),

		OPEN(true, Figure.HEAP, Figure.LOST);

		private final boolean streamed;

		private final List<Figure> figures;

		Kind(boolean streamed, Figure... figures) {
			this.streamed = streamed;
			this.figures = List.of(figures);
		}

	}

}
