package io.cascade.openrouter;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Finds out from the first byte that says something how a body is framed, whatever its
 * content type promises, and hands it on to the decoder for that. Not thread-safe.
 */
final class SniffedBody implements BodyDecoder {

	/** How {@code event}, {@code data}, {@code id}, {@code retry} and comments begin. */
	private static final String EVENT_STREAM = "edir:";

	private static final String JSON = "{[";

	/** A byte order mark and what may pad a body. */
	private static final String PADDING = " \t\r\n\u00EF\u00BB\u00BF";

	private final Function<Framing, BodyDecoder> decoders;

	private @Nullable BodyDecoder decoder;

	private Framing framing = Framing.BLANK;

	SniffedBody(Function<Framing, BodyDecoder> decoders) {
		this.decoders = decoders;
	}

	Framing framing() {
		return this.framing;
	}

	@Override
	public void decode(DataBuffer buffer) {
		BodyDecoder found = (this.decoder != null) ? this.decoder : sniff(buffer);
		if (found != null) {
			found.decode(buffer);
		}
	}

	@Override
	public void complete() {
		if (this.decoder != null) {
			this.decoder.complete();
		}
	}

	@Override
	public boolean goesOn() {
		return this.decoder != null && this.decoder.goesOn();
	}

	private @Nullable BodyDecoder sniff(DataBuffer buffer) {
		while (buffer.readableByteCount() > 0) {
			char first = (char) (buffer.getByte(buffer.readPosition()) & 0xff);
			if (PADDING.indexOf(first) < 0) {
				this.framing = framing(first);
				this.decoder = this.decoders.apply(this.framing);
				return this.decoder;
			}
			buffer.read();
		}
		return null;
	}

	private static Framing framing(char first) {
		if (JSON.indexOf(first) >= 0) {
			return Framing.JSON;
		}
		return (EVENT_STREAM.indexOf(first) >= 0) ? Framing.EVENTS : Framing.FOREIGN;
	}

	/**
	 * How a body is framed.
	 */
	enum Framing {

		/** Nothing but padding came. */
		BLANK,

		/** Server-sent events. */
		EVENTS,

		/** One JSON object, or several. */
		JSON,

		/** Something else, such as a page of a proxy. */
		FOREIGN

	}

}
