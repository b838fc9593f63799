package io.cascade.openrouter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SseDecoder}.
 */
class SseDecoderTests {

	private static final String[] LINE_ENDS = { "\n", "\r\n", "\r" };

	private static final String[] NOISE = { ":", ": OPENROUTER PROCESSING", "event: message", "id: 7", "retry: 10",
			"datum: x", "dat", ":data: no", "DATA: no" };

	private static final String[] DATA = { "{\"a\":1}", "é€𝄞", "[DONE]", " two spaces", "a:b", "x".repeat(900) };

	static LongStream seeds() {
		return LongStream.range(0, 150);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("L09 any stream split anywhere gives the same events")
	void givesTheSameEventsHoweverTheBytesArrive(long seed) {
		Stream stream = new Stream(new Random(seed));
		assertThat(decode(List.of(stream.bytes()))).isEqualTo(stream.events);
		assertThat(decode(trickle(stream.bytes()))).isEqualTo(stream.events);
		for (int run = 0; run < 10; run++) {
			assertThat(decode(split(stream.bytes(), new Random(seed * 31 + run)))).isEqualTo(stream.events);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n", "\r" })
	@DisplayName("L09 comments before, between and after are dropped")
	void dropsComments(String eol) {
		String stream = ": OPENROUTER PROCESSING" + eol + eol + ":" + eol + "data: a" + eol + ": in the middle" + eol
				+ "data: b" + eol + eol + ": between" + eol + eol + "data: c" + eol + eol + ": after" + eol + eol;
		assertThat(decode(List.of(utf8(stream)))).containsExactly("a\nb", "c");
		assertThat(decode(trickle(utf8(stream)))).containsExactly("a\nb", "c");
	}

	@Test
	void joinsLinesOfOneEventThatIsCutBetweenItsLineAndItsEnd() {
		assertThat(decode(List.of(utf8("data: a\ndata: b\n"), utf8("\n"), utf8("data: c\n\n")))).containsExactly("a\nb",
				"c");
	}

	@Test
	void joinsManyLines() {
		assertThat(decode(List.of(utf8("data: a\ndata\ndata:\ndata: b\ndata: c\n\n")))).containsExactly("a\n\n\nb\nc");
	}

	@Test
	void takesOneSpaceOffTheValue() {
		assertThat(decode(List.of(utf8("data:a\n\ndata: b\n\ndata:  c\n\n")))).containsExactly("a", "b", " c");
	}

	@Test
	void countsTheLastEventWithoutABlankLine() {
		assertThat(decode(List.of(utf8("data: a\n\ndata: b")))).containsExactly("a", "b");
		assertThat(decode(List.of(utf8("data: a\n\ndata: b\n")))).containsExactly("a", "b");
	}

	@Test
	void skipsAByteOrderMark() {
		assertThat(decode(List.of(utf8("\uFEFFdata: a\n\n")))).containsExactly("a");
		assertThat(decode(trickle(utf8("\uFEFFdata: a\n\n")))).containsExactly("a");
	}

	@Test
	void findsNothingInNothing() {
		assertThat(decode(List.of())).isEmpty();
		assertThat(decode(List.of(utf8("\n\n\r\n: x\n")))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: 0123456789\n\n", "data: 0123456789\r\n\r\n", "data: 01234\ndata: 6789\n\n",
			"data:0123456789" })
	void acceptsAnEventOfExactlyTheLimit(String stream) {
		assertThat(decode(10, List.of(utf8(stream)))).hasSize(1);
		assertThat(decode(10, trickle(utf8(stream)))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: 0123456789A\n\n", "data: 01234\ndata: 56789\n\n", "data:0123456789A" })
	void refusesAnEventOverTheLimit(String stream) {
		assertThatExceptionOfType(BodyDecoder.EventTooLargeException.class)
			.isThrownBy(() -> decode(10, List.of(utf8(stream))));
		assertThatExceptionOfType(BodyDecoder.EventTooLargeException.class)
			.isThrownBy(() -> decode(10, trickle(utf8(stream))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: ", ": ", "" })
	void refusesALineWithoutAnEnd(String prefix) {
		assertThatExceptionOfType(BodyDecoder.EventTooLargeException.class)
			.isThrownBy(() -> decode(100, trickle(utf8(prefix + "x".repeat(500)))));
	}

	private static List<String> decode(List<byte[]> pieces) {
		return decode(100_000, pieces);
	}

	private static List<String> decode(int limit, List<byte[]> pieces) {
		List<String> events = new ArrayList<>();
		SseDecoder decoder = new SseDecoder(limit,
				(bytes, start, end, name) -> events.add(new String(bytes, start, end - start, StandardCharsets.UTF_8)));
		pieces.forEach((piece) -> decoder.decode(Fixtures.buffer(piece)));
		decoder.complete();
		return events;
	}

	private static List<byte[]> trickle(byte[] bytes) {
		List<byte[]> pieces = new ArrayList<>(bytes.length);
		for (byte next : bytes) {
			pieces.add(new byte[] { next });
		}
		return pieces;
	}

	private static List<byte[]> split(byte[] bytes, Random random) {
		List<byte[]> pieces = new ArrayList<>();
		int bound = 2 + random.nextInt(40);
		for (int at = 0; at < bytes.length;) {
			int count = Math.min(random.nextInt(bound), bytes.length - at);
			pieces.add(Arrays.copyOfRange(bytes, at, at + count));
			at += count;
		}
		return pieces;
	}

	private static byte[] utf8(String text) {
		return Fixtures.utf8(text);
	}

	/** A valid stream and the events that it holds. */
	private static final class Stream {

		private final ByteArrayOutputStream out = new ByteArrayOutputStream();

		private final Random random;

		private final String lineEnd;

		final List<String> events = new ArrayList<>();

		Stream(Random random) {
			this.random = random;
			this.lineEnd = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
			if (random.nextInt(4) == 0) {
				write("\uFEFF");
			}
			int count = random.nextInt(8);
			for (int i = 0; i < count; i++) {
				event(i == count - 1);
			}
		}

		private void event(boolean last) {
			noise();
			List<String> lines = new ArrayList<>();
			for (int i = 0; i <= this.random.nextInt(3); i++) {
				String data = DATA[this.random.nextInt(DATA.length)];
				lines.add(data);
				line("data: " + data);
				noise();
			}
			this.events.add(String.join("\n", lines));
			if (!last || this.random.nextBoolean()) {
				line("");
			}
		}

		private void noise() {
			while (this.random.nextInt(3) == 0) {
				line(NOISE[this.random.nextInt(NOISE.length)]);
			}
		}

		private void line(String text) {
			write(text + this.lineEnd);
		}

		private void write(String text) {
			this.out.writeBytes(utf8(text));
		}

		byte[] bytes() {
			return this.out.toByteArray();
		}

	}

}
