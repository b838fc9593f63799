package io.cascade.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * One exchange over a bare socket, down to how the connection ended.
 *
 * @param received all bytes received, as text
 * @param end how it ended
 * @param reads how many reads it took
 */
record RawExchange(String received, End end, int reads) {

	enum End {

		FIN, RESET, TIMEOUT

	}

	static RawExchange chat(ScriptedOpenRouter stub, boolean stream, int timeoutMillis, String... models)
			throws IOException {
		try (Socket socket = open(stub, stream, models)) {
			socket.setSoTimeout(timeoutMillis);
			return read(socket.getInputStream());
		}
	}

	static Socket open(ScriptedOpenRouter stub, boolean stream, String... models) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), stub.port());
		byte[] body = StubClient.body(stream, models).getBytes(StandardCharsets.UTF_8);
		String head = "POST /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
				+ "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
		socket.getOutputStream().write(body);
		return socket;
	}

	private static RawExchange read(InputStream in) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		int reads = 0;
		End end = End.FIN;
		try {
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				bytes.write(buffer, 0, count);
				reads++;
			}
		}
		catch (SocketTimeoutException ex) {
			end = End.TIMEOUT;
		}
		catch (IOException ex) {
			end = End.RESET;
		}
		return new RawExchange(bytes.toString(StandardCharsets.UTF_8), end, reads);
	}

	boolean bodyEndedProperly() {
		return this.received.endsWith("0\r\n\r\n");
	}

	long events() {
		return this.received.lines().filter((line) -> line.startsWith("data: ")).count();
	}

}
