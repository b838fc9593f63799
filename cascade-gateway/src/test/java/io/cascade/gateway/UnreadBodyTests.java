package io.cascade.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that are answered without their bodies, on connections that are used again.
 */
@NullUnmarked
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadBodyTests {

	private static final int REQUESTS = Integer.getInteger("stress.unread", 4_000);

	private static final int CONNECTIONS = 16;

	private static final String KEY = "Authorization: Bearer " + GatewayFixture.SECRET;

	/** What is asked, and the status that it gets whatever its body is. */
	private static final List<Map.Entry<String, Integer>> UNREAD = List.of(
			Map.entry("GET /v1/models HTTP/1.1\r\n" + KEY, 200), Map.entry("GET /v1/models/x HTTP/1.1\r\n" + KEY, 404),
			Map.entry("PUT /v1/messages HTTP/1.1\r\n" + KEY, 405),
			Map.entry("POST /v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer x", 401));

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		this.gateway = GatewayFixture
			.start(Map.of("cascade.gateway.max-request-size", "64KB", "cascade.gateway.body-timeout", "1s"));
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void aBodyThatNobodyReadsDoesNotHoldUpTheNextRequest() throws Exception {
		ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				Random random = new Random(i);
				all.add(clients.submit(() -> {
					askAgainAndAgain(random);
					return null;
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause());
		}
		finally {
			clients.shutdownNow();
		}
	}

	private void askAgainAndAgain(Random random) throws IOException {
		try (Connection connection = new Connection(this.gateway.port())) {
			for (int i = 0; i < REQUESTS / CONNECTIONS; i++) {
				Map.Entry<String, Integer> asked = UNREAD.get(random.nextInt(UNREAD.size()));
				String body = "x".repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 300));
				String head = asked.getKey() + "\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n";
				if (random.nextBoolean()) {
					connection.send(head + body);
				}
				else {
					connection.send(head);
					connection.send(body);
				}
				Reply reply = connection.read();
				assertThat(reply.status()).isEqualTo(asked.getValue());
				assertThat(reply.closes()).isFalse();
			}
		}
	}

	@Test
	void whoWaitsToBeAskedForItsBodyIsAnsweredWithoutIt() throws IOException {
		try (Connection connection = new Connection(this.gateway.port())) {
			connection.send(
					"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 50\r\n\r\n");
			Reply reply = connection.read();
			assertThat(reply.status()).isEqualTo(401);
			assertThat(reply.closes()).isTrue();
		}
	}

	@Test
	void aBodyWithoutEndIsNotReadToItsEnd() throws IOException {
		for (Map.Entry<String, Integer> asked : UNREAD) {
			try (Connection connection = new Connection(this.gateway.port())) {
				connection.send(asked.getKey() + "\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
				String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
				for (int i = 0; i < 8; i++) {
					connection.send(chunk);
				}
				connection.send("1\r\nx\r\n");
				Reply reply = connection.read();
				assertThat(reply.status()).isEqualTo(asked.getValue());
				assertThat(reply.closes()).isTrue();
			}
		}
	}

	@Test
	void aBodyThatDoesNotComeIsNotWaitedForForLong() throws IOException {
		for (Map.Entry<String, Integer> asked : UNREAD) {
			try (Connection connection = new Connection(this.gateway.port())) {
				connection.send(asked.getKey() + "\r\nHost: x\r\nContent-Length: 50\r\n\r\nx");
				Reply reply = connection.read();
				assertThat(reply.status()).isEqualTo(asked.getValue());
				assertThat(reply.closes()).isTrue();
			}
		}
	}

	/**
	 * What came back.
	 *
	 * @param status the status
	 * @param closes whether the connection ends with it
	 */
	private record Reply(int status, boolean closes) {

	}

	private static final class Connection implements AutoCloseable {

		private final Socket socket;

		private final InputStream in;

		Connection(int port) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout(10_000);
			this.in = new BufferedInputStream(this.socket.getInputStream());
		}

		void send(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		}

		Reply read() throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
				int read = this.in.read();
				if (read < 0) {
					throw new EOFException("closed after " + head);
				}
				head.write(read);
			}
			String text = head.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
			String length = text.replaceAll("(?s).*content-length: (\\d+).*", "$1");
			this.in.readNBytes(Integer.parseInt(length));
			return new Reply(Integer.parseInt(text.substring(9, 12)), text.contains("connection: close"));
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
