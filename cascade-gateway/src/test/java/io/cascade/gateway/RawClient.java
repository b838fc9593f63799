package io.cascade.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import tools.jackson.databind.json.JsonMapper;

/**
 * A client that is no more than its socket.
 *
 * @param socket the socket
 */
record RawClient(Socket socket) implements AutoCloseable {

	static RawClient connect(int port) throws IOException {
		return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	void post(String path, Object body) throws IOException {
		byte[] json = JsonMapper.builder().build().writeValueAsBytes(body);
		String head = "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
			.formatted(path, GatewayFixture.SECRET, json.length);
		this.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().write(json);
		this.socket.getOutputStream().flush();
	}

	void send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
