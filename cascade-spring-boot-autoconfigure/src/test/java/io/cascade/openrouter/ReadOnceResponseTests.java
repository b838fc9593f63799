package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A body is read once: by its reader, or by the release.
 */
class ReadOnceResponseTests {

	private final AtomicInteger subscriptions = new AtomicInteger();

	private final ReadOnceResponse response = new ReadOnceResponse(ClientResponse.create(HttpStatus.OK)
		.body(Flux
			.<DataBuffer>just(DefaultDataBufferFactory.sharedInstance.wrap("Hi".getBytes(StandardCharsets.US_ASCII)))
			.doOnSubscribe((subscription) -> this.subscriptions.incrementAndGet()))
		.build());

	@Test
	@DisplayName("A body that was read is not released again")
	void leavesAReadBodyAlone() {
		assertThat(this.response.body(BodyExtractors.toDataBuffers()).collectList().block()).hasSize(1);
		this.response.releaseBody().block();
		assertThat(this.subscriptions).hasValue(1);
	}

	@Test
	@DisplayName("A body that nobody asked for is released")
	void releasesABodyNobodyAskedFor() {
		this.response.releaseBody().block();
		assertThat(this.subscriptions).hasValue(1);
	}

	@Test
	@DisplayName("J01 A body that was asked for and never subscribed to is released")
	void releasesABodyNobodySubscribedTo() {
		assertThat(this.response.body(BodyExtractors.toDataBuffers())).isNotNull();
		this.response.releaseBody().block();
		assertThat(this.subscriptions).hasValue(1);
	}

}
