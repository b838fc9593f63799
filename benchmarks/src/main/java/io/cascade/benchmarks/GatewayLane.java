package io.cascade.benchmarks;

import java.nio.charset.StandardCharsets;

/**
 * What is asked of gateways.
 */
enum GatewayLane {

	/** Whole answers of about 1 KB. */
	WHOLE("whole", "whole-live", false, 20_000, 1),

	/** Streams of 200 chunks. */
	STREAMED("live", "live", true, 1_000, Recording.CHUNKS);

	private final String plain;

	private final String live;

	private final boolean streamed;

	private final int calls;

	private final int chunks;

	GatewayLane(String plain, String live, boolean streamed, int calls, int chunks) {
		this.plain = plain;
		this.live = live;
		this.streamed = streamed;
		this.calls = calls;
		this.chunks = chunks;
	}

	/** Cascade has whole answers streamed to it too. */
	String upstream(int port, boolean cascade) {
		return "http://127.0.0.1:%d/%s/v1".formatted(port, cascade ? this.live : this.plain);
	}

	int calls() {
		return this.calls;
	}

	int chunks() {
		return this.chunks;
	}

	byte[] request(String path, String upstream) {
		String body = """
				{"model":"assistant","messages":[{"role":"user","content":"Why do cascades matter?"}],"stream":%s}"""
			.formatted(this.streamed);
		return """
				POST %s HTTP/1.1\r
				Host: localhost\r
				Authorization: Bearer %s\r
				x-portkey-provider: openai\r
				x-portkey-custom-host: %s\r
				Content-Type: application/json\r
				Content-Length: %d\r
				\r
				%s""".formatted(path, GatewayApplication.SECRET, upstream, body.length(), body)
			.getBytes(StandardCharsets.US_ASCII);
	}

}
