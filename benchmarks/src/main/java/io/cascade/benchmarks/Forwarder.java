package io.cascade.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/**
 * What forwarding costs at the least: bare reactor-netty that passes bytes on and looks
 * at none of them. Its second argument is the URL of the upstream.
 */
final class Forwarder {

	private Forwarder() {
	}

	public static void main(String[] args) throws IOException {
		HttpClient client = NettyClient.http().headers((headers) -> headers.set("Content-Type", "application/json"));
		DisposableServer server = HttpServer.create()
			.port(0)
			.route((routes) -> routes.post("/v1/chat/completions",
					(request, response) -> client.post()
						.uri(args[1] + "/chat/completions")
						.send(request.receive().retain())
						.response((answer, body) -> response.status(answer.status())
							.header("Content-Type", answer.responseHeaders().get("Content-Type"))
							.sendGroups(body.retain().map(Mono::just)))))
			.bindNow();
		try (Socket starter = Fork.connect(args[0])) {
			new DataOutputStream(starter.getOutputStream()).writeInt(server.port());
			starter.getInputStream().transferTo(DataOutputStream.nullOutputStream());
		}
		server.disposeNow();
	}

}
