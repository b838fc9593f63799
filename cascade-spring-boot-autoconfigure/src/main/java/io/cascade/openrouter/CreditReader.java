package io.cascade.openrouter;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;

import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import io.cascade.health.Credit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reads what OpenRouter says about a key. The upstream's words are left out.
 *
 * @param upstream the name of the upstream
 * @param clock tells when it was said
 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
 */
record CreditReader(String upstream, Clock clock) {

	Mono<Credit> read(ClientResponse response) {
		int status = response.statusCode().value();
		if (status != 200) {
			return response.releaseBody().then(Mono.error(failure(FailureClassifier.kindOf(status), status)));
		}
		return response.bodyToMono(byte[].class)
			.map(this::parse)
			.switchIfEmpty(Mono.error(() -> failure(FailureKind.EMPTY_ANSWER, status)));
	}

	private Credit parse(byte[] body) {
		try {
			JsonNode data = JsonMapper.shared().readTree(body).path("data");
			if (!data.isObject()) {
				throw failure(FailureKind.MALFORMED, null);
			}
			return new Credit(amount(data.path("limit")), amount(data.path("limit_remaining")),
					amount(data.path("usage")), data.path("is_free_tier").asBoolean(false), this.clock.instant());
		}
		catch (JacksonException ex) {
			throw failure(FailureKind.MALFORMED, null);
		}
	}

	private static @Nullable BigDecimal amount(JsonNode value) {
		return value.isNumber() ? value.decimalValue() : null;
	}

	UpstreamException failure(Throwable ex) {
		return failure(TransportFailure.kindOf(ex), null);
	}

	private UpstreamException failure(FailureKind kind, @Nullable Integer status) {
		return new UpstreamException(this.upstream, kind, new Details(status, null, null, null, List.of()), null);
	}

}
