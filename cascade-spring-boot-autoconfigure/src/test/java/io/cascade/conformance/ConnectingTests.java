package io.cascade.conformance;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that accepts connections and never shakes hands: nothing can be sent to it.
 */
class ConnectingTests {

	private static final String[] PATIENT = { "cascade.connection.connect-timeout=20s",
			"cascade.connection.max-connections=1", "cascade.chains.only.connection-request-timeout=150ms" };

	@ParameterizedTest
	@EnumSource
	@DisplayName("F10 The chain's limit ends a connection that is not made, before the upstream's own limit")
	void givesUpAtTheLimitOfTheChain(Way way) throws IOException {
		try (MuteServer server = new MuteServer(); Client client = Client.of(server.url(), PATIENT)) {
			StepVerifier.create(way.ask(client.cascade(), CascadeRequest.of("Why?")))
				.expectErrorSatisfies((failure) -> assertRefused(failure, "no connection within 150 ms"))
				.verify(Stack.PATIENCE);
		}
	}

	@Test
	@DisplayName("F10 A request's own limit is shorter")
	void givesUpAtTheLimitOfTheRequest() throws IOException {
		CascadeRequest hasty = CascadeRequest.of("Why?")
			.timeouts((timeouts) -> timeouts.withConnectionRequestTimeout(Duration.ofMillis(40)));
		try (MuteServer server = new MuteServer(); Client client = Client.of(server.url(), PATIENT)) {
			StepVerifier.create(client.cascade().exchange(hasty))
				.expectErrorSatisfies((failure) -> assertRefused(failure, "no connection within 40 ms"))
				.verify(Stack.PATIENCE);
		}
	}

	private static void assertRefused(Throwable failure, String reason) {
		assertThat(failure).isInstanceOfSatisfying(CascadeException.class, (refused) -> {
			assertThat(refused.kind()).isEqualTo(FailureKind.CONNECTION);
			assertThat(refused.attempts()).singleElement()
				.returns(FailureKind.CONNECTION, Attempt::kind)
				.returns(reason, Attempt::reason)
				.returns(false, Attempt::possiblyBilled);
		});
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("J01 After a cancel while connecting the connection ends at its own limit, and with it its place in the pool")
	void closesWhatACancelLeaves(Way way) throws IOException {
		try (MuteServer server = new MuteServer();
				Client client = Client.of(server.url(), "cascade.connection.connect-timeout=200ms",
						"cascade.connection.max-connections=1")) {
			Disposable call = way.ask(client.cascade(), CascadeRequest.of("Why?")).subscribe();
			await().atMost(Stack.PATIENCE).until(() -> server.accepted.size() == 1);
			call.dispose();
			await().atMost(Stack.PATIENCE).until(server::sawTheEnd);
			assertThat(server.accepted).hasSize(1);
			StepVerifier.create(way.ask(client.cascade(), CascadeRequest.of("Why?")))
				.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(CascadeException.class,
						(refused) -> assertThat(refused.kind()).isEqualTo(FailureKind.CONNECTION)))
				.verify(Stack.PATIENCE);
		}
	}

	/**
	 * Reads what the client says and never answers.
	 */
	private static final class MuteServer implements AutoCloseable {

		private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

		private final List<Socket> accepted = new CopyOnWriteArrayList<>();

		private final List<Socket> ended = new CopyOnWriteArrayList<>();

		MuteServer() throws IOException {
			Thread listener = new Thread(this::listen, "mute-server");
			listener.setDaemon(true);
			listener.start();
		}

		URI url() {
			return URI.create("https://127.0.0.1:" + this.socket.getLocalPort() + "/v1");
		}

		boolean sawTheEnd() {
			return this.ended.size() == this.accepted.size();
		}

		private void listen() {
			while (!this.socket.isClosed()) {
				try (Socket client = this.socket.accept()) {
					this.accepted.add(client);
					client.getInputStream().transferTo(OutputStream.nullOutputStream());
					this.ended.add(client);
				}
				catch (IOException ex) {
					this.ended.addAll(this.accepted);
				}
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
