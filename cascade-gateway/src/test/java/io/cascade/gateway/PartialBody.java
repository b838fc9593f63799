package io.cascade.gateway;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * What was received of a body, also of one that breaks off.
 */
final class PartialBody implements HttpResponse.BodySubscriber<String> {

	/** The last line of a body that breaks off. */
	static final String BROKEN_OFF = "\n: broken off\n";

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final CompletableFuture<String> body = new CompletableFuture<>();

	@Override
	public CompletionStage<String> getBody() {
		return this.body;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			byte[] piece = new byte[buffer.remaining()];
			buffer.get(piece);
			this.bytes.writeBytes(piece);
		}
	}

	@Override
	public void onError(Throwable ex) {
		this.body.complete(text() + BROKEN_OFF);
	}

	@Override
	public void onComplete() {
		this.body.complete(text());
	}

	private String text() {
		return this.bytes.toString(StandardCharsets.UTF_8);
	}

}
