package io.cascade.openrouter;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.HedgeRules;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.RetryRules;
import io.cascade.SelectionRules;
import io.cascade.StreamRules;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.Upstream;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.health.FinishHabits;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;

/**
 * Calls, hops and errors to test with.
 */
final class Fixtures {

	static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	static final Upstream OLLAMA = new Upstream("ollama", Dialect.OPENAI, 1, "none");

	static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

	static final CascadeRequest QUESTION = CascadeRequest.of("Why?");

	private Fixtures() {
	}

	static Target target(String slug) {
		return target(OPENROUTER, slug);
	}

	static Target target(Upstream upstream, String slug) {
		return new Target(upstream, slug, "test", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

	static Hop hop(String... slugs) {
		return hop(Arrays.stream(slugs).map(Fixtures::target).toList());
	}

	static Hop hop(List<Target> targets) {
		return new Hop(0, targets, targets.get(0).options(), targets.get(0).provider());
	}

	static Call call(CascadeRequest request, Hop hop) {
		return call(request, hop, CallSettings.DEFAULTS);
	}

	static Call call(CascadeRequest request, Hop hop, CallSettings settings) {
		Chain chain = new Chain("test", hop.targets(), Options.none(), ProviderPreferences.none(), settings, 0,
				List.of(), List.of());
		return new Call(request, chain, settings, true).withHop(hop);
	}

	static CallSettings settings(FallbackRules fallback, StreamRules stream) {
		return new CallSettings(Timeouts.DEFAULTS, fallback, stream, HedgeRules.OFF, RetryRules.DEFAULTS,
				SelectionRules.DEFAULTS, GateRules.DEFAULTS);
	}

	static UpstreamSettings upstream(int maxAnswerSize, int maxEventSize) {
		return new UpstreamSettings(OPENROUTER, URI.create("http://localhost"), null, Map.of(), maxAnswerSize,
				maxEventSize);
	}

	static FailureFactory failures(@Nullable String key, CascadeRequest request) {
		return new FailureFactory(Upstream.DEFAULT, call(request, hop("openai/gpt-5-mini")), new Redaction(key),
				Clock.fixed(NOW, ZoneOffset.UTC));
	}

	static ErrorBody error(int status, String json) {
		return error(status, json, HttpHeaders.EMPTY);
	}

	static ErrorBody error(int status, String json, HttpHeaders headers) {
		return ErrorBody.of(status, headers, utf8(json));
	}

	static DataBuffer buffer(byte[] bytes) {
		return DefaultDataBufferFactory.sharedInstance.wrap(bytes);
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** An answer that is read from text, with everything that came out of it. */
	static final class Reading {

		final List<CascadeChunk> chunks = new ArrayList<>();

		final AnswerReader reader;

		Reading() {
			this(call(QUESTION, hop("openai/gpt-5-mini")), upstream(1_000_000, 100_000));
		}

		Reading(Call call, UpstreamSettings settings) {
			this.reader = new AnswerReader(call, settings, new FinishHabits(), failures(null, call.request()),
					() -> 42L);
		}

		Reading(CallSettings settings) {
			this(call(QUESTION, hop("openai/gpt-5-mini"), settings), upstream(1_000_000, 100_000));
		}

		/** Reads one event for each JSON text, and does not end. */
		Reading events(String... events) {
			for (String event : events) {
				raw("data: " + event + "\n\n");
			}
			return this;
		}

		Reading raw(String text) {
			this.reader.read(buffer(utf8(text)), this.chunks::add);
			return this;
		}

		CascadeChunk.End complete() {
			return this.reader.complete(this.chunks::add);
		}

		CascadeChunk.End whole(String body) {
			return raw(body).complete();
		}

		String text() {
			StringBuilder text = new StringBuilder();
			for (CascadeChunk chunk : this.chunks) {
				if (chunk instanceof CascadeChunk.Text piece) {
					text.append(piece.text());
				}
			}
			return text.toString();
		}

	}

}
