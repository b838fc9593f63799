package io.cascade.openrouter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for bytes, eight at a time: nearly all bytes of an answer are none of those that
 * a decoder looks for.
 */
final class ByteScan {

	private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGHEST_BITS = 0x8080808080808080L;

	private ByteScan() {
	}

	/** The index of the first byte that is one or the other, {@code to} if none is. */
	static int next(byte[] bytes, int from, int to, char one, char other) {
		long ones = ONES * one;
		long others = ONES * other;
		int at = from;
		while (at <= to - Long.BYTES && !hasEither((long) EIGHT.get(bytes, at), ones, others)) {
			at += Long.BYTES;
		}
		while (at < to && bytes[at] != one && bytes[at] != other) {
			at++;
		}
		return at;
	}

	private static boolean hasEither(long eight, long ones, long others) {
		return (zeros(eight ^ ones) | zeros(eight ^ others)) != 0;
	}

	/** Not 0 if one of eight bytes is 0. */
	private static long zeros(long eight) {
		return (eight - ONES) & ~eight & HIGHEST_BITS;
	}

}
