package io.cascade.openrouter;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.publisher.TestPublisher;

import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A response and whoever leaves at the same moment.
 */
class HandedResponseTests {

	private final AtomicInteger left = new AtomicInteger();

	private final TestPublisher<ClientHttpResponse> responses = TestPublisher
		.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);

	@Test
	@DisplayName("a response that comes while its reader leaves is given back")
	void givesBackWhatComesTooLate() {
		BaseSubscriber<ClientHttpResponse> reader = new BaseSubscriber<>() {
		};
		HandedResponse.of(this.responses.flux(), this.left::incrementAndGet).subscribe(reader);
		reader.cancel();
		assertThat(this.left).hasValue(1);
		this.responses.next(new MockClientHttpResponse(HttpStatus.OK));
		assertThat(this.left).hasValue(2);
	}

	@Test
	@DisplayName("a response that is read is left alone")
	void leavesOthersAlone() {
		AtomicInteger read = new AtomicInteger();
		HandedResponse.of(this.responses.flux(), this.left::incrementAndGet)
			.subscribe((response) -> read.incrementAndGet());
		this.responses.next(new MockClientHttpResponse(HttpStatus.OK));
		assertThat(read).hasValue(1);
		assertThat(this.left).hasValue(0);
	}

}
