package io.cascade.test;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * How a body goes over the wire.
 *
 * @param opening what is sent before the first chunk
 * @param pieces the chunks
 * @param closing what ends the body
 * @param filler what keeps the connection alive without saying anything
 * @param timer the scheduler for everything that waits
 * @param manner how bytes are framed and the connection ends
 */
record Transmission(Flux<String> opening, Flux<String> pieces, Flux<String> closing, String filler, Scheduler timer,
		Manner manner) {

	Flux<String> frames() {
		Flux<String> all = Flux.concat(this.opening, this.pieces, this.closing).filter((frame) -> !frame.isEmpty());
		return this.manner.crlf() ? all.map((frame) -> frame.replace("\n", "\r\n")) : all;
	}

	Transmission withOpening(Flux<String> opening) {
		return new Transmission(opening, this.pieces, this.closing, this.filler, this.timer, this.manner);
	}

	Transmission withPieces(Flux<String> pieces) {
		return new Transmission(this.opening, pieces, this.closing, this.filler, this.timer, this.manner);
	}

	Transmission withClosing(Flux<String> closing) {
		return new Transmission(this.opening, this.pieces, closing, this.filler, this.timer, this.manner);
	}

	Transmission ending(Ending ending) {
		return with(new Manner(ending, this.manner.crlf(), this.manner.trickled(), this.manner.charset()));
	}

	Transmission inCrlf() {
		return with(new Manner(this.manner.ending(), true, this.manner.trickled(), this.manner.charset()));
	}

	Transmission trickled() {
		return with(new Manner(this.manner.ending(), this.manner.crlf(), true, this.manner.charset()));
	}

	private Transmission with(Manner manner) {
		return new Transmission(this.opening, this.pieces, this.closing, this.filler, this.timer, manner);
	}

	/**
	 * Framing and end.
	 *
	 * @param ending how the connection ends
	 * @param crlf whether lines end with CR LF
	 * @param trickled whether every byte is flushed on its own
	 * @param charset how frames become bytes
	 */
	record Manner(Ending ending, boolean crlf, boolean trickled, Charset charset) {

		static final Manner USUAL = new Manner(Ending.KEEP_ALIVE, false, false, StandardCharsets.UTF_8);

		Manner inBytes() {
			return new Manner(this.ending, this.crlf, this.trickled, StandardCharsets.ISO_8859_1);
		}

	}

	/**
	 * What happens to the connection.
	 */
	enum Ending {

		KEEP_ALIVE, CLOSE, HANG_UP, RESET, SILENT, RESET_BEFORE_HEADERS

	}

}
