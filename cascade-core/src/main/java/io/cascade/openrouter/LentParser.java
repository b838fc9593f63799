package io.cascade.openrouter;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;

/**
 * A parser that is lent for one event. With its buffers and its table of names it takes
 * more than 10 KB, which an open stream would hold for nothing between two events, and
 * most events are not parsed at all; so those that are share a few parsers, which know
 * the names already. Not thread-safe, but lent to one reader at a time.
 */
final class LentParser {

	/** Stands where there is none. */
	static final JsonParser NONE = newParser();

	/** More than there are threads that read at the same time; others are left to go. */
	private static final int MOST = 16;

	/** What is longer leaves long buffers behind. */
	private static final int LONGEST = 16 * 1024;

	/**
	 * A parser keeps all names that it has read, and whoever answers may make up new ones
	 * for each event.
	 */
	static final int MOST_READ = 256 * 1024;

	private static final byte[] NOTHING = {};

	private static final IdlePool<LentParser> IDLE = new IdlePool<>(MOST);

	static {
		NONE.close();
	}

	private final JsonParser parser = newParser();

	private final ByteArrayFeeder feeder = (ByteArrayFeeder) this.parser.nonBlockingInputFeeder();

	private int read;

	private int size;

	private LentParser() {
	}

	private static JsonParser newParser() {
		return JsonValues.FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
	}

	/** A parser at the beginning of an event. */
	static LentParser of(byte[] json, int start, int end) {
		LentParser idle = IDLE.take();
		LentParser lent = (idle != null) ? idle : new LentParser();
		lent.size = end - start;
		lent.read += lent.size;
		lent.feeder.feedInput(json, start, trimmed(json, start, end));
		return lent;
	}

	/** Without the white space behind the last document. */
	private static int trimmed(byte[] json, int start, int end) {
		int last = end;
		while (last > start && json[last - 1] >= 0 && json[last - 1] <= ' ') {
			last--;
		}
		return last;
	}

	JsonParser parser() {
		return this.parser;
	}

	/** Whether all of the event was read. */
	boolean isAtEnd() {
		return this.feeder.needMoreInput();
	}

	/**
	 * The event was read to its end, which is that of a document. After any other event
	 * the parser is not given back: it may be in the middle of something.
	 */
	void giveBack() {
		this.feeder.feedInput(NOTHING, 0, 0);
		if (this.read > MOST_READ || this.size > LONGEST || !IDLE.keep(this)) {
			this.parser.close();
		}
	}

}
