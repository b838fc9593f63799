package io.cascade.openrouter;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import io.cascade.FailureKind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TransportFailure}.
 */
class TransportFailureTests {

	static Stream<Arguments> failures() {
		return Stream.of(arguments(new ConnectException("refused"), FailureKind.CONNECTION),
				arguments(new NoRouteToHostException("no route"), FailureKind.CONNECTION),
				arguments(new UnknownHostException("host"), FailureKind.CONNECTION),
				arguments(new SSLHandshakeException("expired"), FailureKind.CONNECTION),
				arguments(new ConnectTimeoutException("late"), FailureKind.CONNECTION),
				arguments(ReadTimeoutException.INSTANCE, FailureKind.TIMEOUT),
				arguments(new TimeoutException(), FailureKind.TIMEOUT),
				arguments(new SocketException("Connection reset"), FailureKind.RESET),
				arguments(new IOException("Broken pipe"), FailureKind.RESET),
				arguments(new ClosedChannelException(), FailureKind.RESET),
				arguments(new PoolAcquirePendingLimitException(1), FailureKind.SATURATED),
				arguments(new RejectedExecutionException("event executor terminated"), FailureKind.SATURATED),
				arguments(new IllegalStateException("a fault of ours"), FailureKind.UNKNOWN),
				arguments(new RuntimeException(), FailureKind.UNKNOWN));
	}

	@ParameterizedTest
	@MethodSource("failures")
	@DisplayName("A22 every failure of the transport has a kind, however deep its cause lies")
	void recognizesTheKind(Throwable failure, FailureKind kind) {
		assertThat(TransportFailure.kindOf(failure)).isEqualTo(kind);
		assertThat(TransportFailure.kindOf(new IllegalStateException("outer", failure))).isEqualTo(kind);
		assertThat(TransportFailure.kindOf(Exceptions.propagate(failure))).isEqualTo(kind);
		assertThat(TransportFailure.kindOf(new WebClientRequestException(failure, HttpMethod.POST,
				URI.create("http://localhost"), HttpHeaders.EMPTY)))
			.isEqualTo(kind);
	}

	@Test
	@DisplayName("A23 429 inside another exception is a rate limit")
	void findsAStatusInsideOtherExceptions() {
		Throwable status = WebClientResponseException.create(429, "busy", HttpHeaders.EMPTY, new byte[0], null);
		assertThat(TransportFailure.kindOf(new IOException(status))).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(TransportFailure.kindOf(new RuntimeException(new IOException(status))))
			.isEqualTo(FailureKind.RATE_LIMIT);
	}

	@Test
	@DisplayName("A22 causes in a circle end")
	void survivesCausesInACircle() {
		Exception first = new RuntimeException("first");
		first.initCause(new RuntimeException("second", first));
		assertThat(TransportFailure.kindOf(first)).isEqualTo(FailureKind.UNKNOWN);
		assertThat(Fixtures.failures(null, Fixtures.QUESTION).of(first, FailureKind.UNKNOWN).getMessage())
			.startsWith("openrouter: unknown, RuntimeException");
	}

	@Test
	void reportsTheRootCause() {
		assertThat(Fixtures.failures(null, Fixtures.QUESTION)
			.of(new RuntimeException("outer", new ConnectException("Connection refused")), FailureKind.CONNECTION))
			.hasMessage("openrouter: connection, ConnectException: Connection refused");
	}

}
