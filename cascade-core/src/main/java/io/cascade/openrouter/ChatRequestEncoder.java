package io.cascade.openrouter;

import java.util.concurrent.atomic.AtomicReferenceArray;

import io.cascade.exchange.Call;

/**
 * Writes request bodies for one upstream. Equal calls give equal bytes: the order of the
 * properties is fixed, as OpenRouter's response cache and the providers' prompt caches
 * want it. Thread-safe.
 * <p>
 * An application asks in few ways, and only the messages differ: what stands around them
 * is kept for the ways in which it asked last.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/overview">API overview</a>
 */
final class ChatRequestEncoder {

	private static final int KEPT = 32;

	private final Fitting fitting;

	private final AtomicReferenceArray<RequestShape> shapes = new AtomicReferenceArray<>(KEPT);

	ChatRequestEncoder(Fitting fitting) {
		this.fitting = fitting;
	}

	byte[] encode(Call call, boolean stream) {
		RequestShape shape = shape(call, stream);
		shape.reportLeftOut();
		return shape.around(call.request().messages(), call.hop(), call.request().size());
	}

	private RequestShape shape(Call call, boolean stream) {
		int place = Math.floorMod(RequestShape.hash(call, stream), KEPT);
		RequestShape known = this.shapes.get(place);
		if (known != null && known.isOf(call, stream)) {
			return known;
		}
		RequestShape made = RequestShape.of(call, stream, this.fitting);
		if (made.isSmall()) {
			this.shapes.set(place, made);
		}
		return made;
	}

}
