package io.cascade.openrouter;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;

import io.cascade.FailureKind;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.internal.shaded.reactor.pool.PoolShutdownException;

import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Finds the kind of a failure of the transport in the chain of causes. Such exceptions
 * may quote addresses and headers, so only their type is told.
 */
final class TransportFailure {

	private static final int MAX_DEPTH = 12;

	private static final List<Row> ROWS = List.of(row(PoolAcquireTimeoutException.class, FailureKind.SATURATED),
			row(PoolAcquirePendingLimitException.class, FailureKind.SATURATED),
			row(PoolShutdownException.class, FailureKind.SATURATED),
			row(RejectedExecutionException.class, FailureKind.SATURATED),
			row(ConnectTimeoutException.class, FailureKind.CONNECTION),
			row(ConnectException.class, FailureKind.CONNECTION),
			row(NoRouteToHostException.class, FailureKind.CONNECTION),
			row(UnknownHostException.class, FailureKind.CONNECTION), row(SSLException.class, FailureKind.CONNECTION),
			row(ProxyConnectException.class, FailureKind.CONNECTION),
			row(ReadTimeoutException.class, FailureKind.TIMEOUT), row(TimeoutException.class, FailureKind.TIMEOUT),
			row(PrematureCloseException.class, FailureKind.RESET), row(ChannelException.class, FailureKind.RESET),
			row(IOException.class, FailureKind.RESET));

	private TransportFailure() {
	}

	/** The kind; {@link FailureKind#UNKNOWN} where nothing is known. */
	static FailureKind kindOf(Throwable failure) {
		WebClientResponseException response = response(failure);
		if (response != null) {
			return FailureClassifier.kindOf(response.getStatusCode().value());
		}
		for (Row row : ROWS) {
			if (hasCause(failure, row.test())) {
				return row.kind();
			}
		}
		return FailureKind.UNKNOWN;
	}

	/** A filter of the application may have turned a status into an exception. */
	private static @Nullable WebClientResponseException response(Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (cause instanceof WebClientResponseException response) {
				return response;
			}
			cause = cause.getCause();
		}
		return null;
	}

	private static boolean hasCause(Throwable failure, Predicate<Throwable> test) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (test.test(cause)) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	private static Row row(Class<? extends Throwable> type, FailureKind kind) {
		return new Row(type::isInstance, kind);
	}

	private record Row(Predicate<Throwable> test, FailureKind kind) {

	}

}
