package io.cascade.openrouter;

import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes that are looked for eight at a time.
 */
class ByteScanTests {

	private static LongStream seeds() {
		return LongStream.range(0, 2000);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("the first of two bytes is found as if each byte were looked at")
	void findsTheFirst(long seed) {
		Random random = new Random(seed);
		byte[] bytes = new byte[random.nextInt(60)];
		random.nextBytes(bytes);
		for (int i = random.nextInt(12); i < bytes.length; i += 1 + random.nextInt(40)) {
			bytes[i] = (byte) (random.nextBoolean() ? '\n' : '\r' + random.nextInt(3) - 1);
		}
		int from = random.nextInt(bytes.length + 1);
		int to = from + random.nextInt(bytes.length - from + 1);
		assertThat(ByteScan.next(bytes, from, to, '\n', '\r')).isEqualTo(oneByOne(bytes, from, to));
	}

	private static int oneByOne(byte[] bytes, int from, int to) {
		int at = from;
		while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
			at++;
		}
		return at;
	}

}
