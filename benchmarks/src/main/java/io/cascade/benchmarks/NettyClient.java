package io.cascade.benchmarks;

import io.netty.buffer.Unpooled;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends bytes that were made beforehand and only reads those that come.
 */
final class NettyClient {

	private static final int CONNECTIONS = 2500;

	private NettyClient() {
	}

	/** The client of everybody but Cascade, with a pool for all that is open at once. */
	static HttpClient http() {
		return HttpClient.create(ConnectionProvider.create("benchmark", CONNECTIONS));
	}

	static Contender contender(Scenario scenario, String url) {
		byte[] question = JsonMapper.shared().writeValueAsBytes(Question.plain(scenario.isStreamed()));
		HttpClient client = http().headers((headers) -> headers.set("Content-Type", "application/json"));
		return new Contender(() -> call(client, url + "/chat/completions", question), scenario.size());
	}

	private static Flux<Long> call(HttpClient client, String uri, byte[] question) {
		return client.post()
			.uri(uri)
			.send(ByteBufMono.fromSupplier(() -> Unpooled.wrappedBuffer(question)))
			.responseContent()
			.map((buffer) -> (long) buffer.readableBytes());
	}

}
