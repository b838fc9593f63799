package io.cascade.openrouter;

import java.util.Arrays;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import io.cascade.FailureKind;
import io.cascade.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureClassifier} and {@link ErrorBody}.
 */
class FailureClassifierTests {

	@ParameterizedTest
	@CsvSource({ "400, INVALID_REQUEST", "401, CREDENTIALS", "402, QUOTA", "403, CREDENTIALS", "404, MODEL_NOT_FOUND",
			"408, REQUEST_TIMEOUT", "412, INVALID_REQUEST", "413, INVALID_REQUEST", "415, INVALID_REQUEST",
			"422, INVALID_REQUEST", "429, RATE_LIMIT", "500, SERVER_ERROR", "502, UNAVAILABLE", "503, UNAVAILABLE",
			"504, UNAVAILABLE", "520, UNAVAILABLE", "521, UNAVAILABLE", "522, UNAVAILABLE", "523, UNAVAILABLE",
			"524, UNAVAILABLE", "529, UNAVAILABLE", "418, INVALID_REQUEST", "501, SERVER_ERROR", "599, SERVER_ERROR" })
	@DisplayName("A15 A16 a status alone tells the kind, outside and inside a success")
	void knowsEveryStatus(int status, FailureKind kind) {
		assertThat(FailureClassifier.kindOf(status)).isEqualTo(kind);
		assertThat(kind(status, "{}")).isEqualTo(kind);
		assertThat(kind(status, "<html>Bad gateway</html>")).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'code':%d}}".formatted(status))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'code':'%d'}}".formatted(status))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'http_status':%d,'code':'x'}}".formatted(status))).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "context_length_exceeded, 400, CONTEXT_LENGTH", "max_tokens_exceeded, 400, INVALID_REQUEST",
			"token_limit_exceeded, 400, CONTEXT_LENGTH", "string_too_long, 400, INVALID_REQUEST",
			"invalid_request, 400, INVALID_REQUEST", "invalid_prompt, 400, INVALID_REQUEST",
			"content_policy_violation, 400, CONTENT_POLICY", "refusal, 400, CONTENT_POLICY",
			"invalid_image, 400, PROVIDER_REJECTED", "image_too_large, 400, PROVIDER_REJECTED",
			"image_too_small, 400, PROVIDER_REJECTED", "unsupported_image_format, 400, PROVIDER_REJECTED",
			"image_download_failed, 400, PROVIDER_REJECTED", "authentication, 401, CREDENTIALS",
			"payment_required, 402, QUOTA", "permission_denied, 403, CREDENTIALS", "not_found, 404, MODEL_NOT_FOUND",
			"image_not_found, 404, PROVIDER_REJECTED", "precondition_failed, 412, INVALID_REQUEST",
			"payload_too_large, 413, INVALID_REQUEST", "unprocessable, 422, INVALID_REQUEST",
			"rate_limit_exceeded, 429, RATE_LIMIT", "server, 500, SERVER_ERROR", "unmapped, 500, SERVER_ERROR",
			"provider_unavailable, 502, UNAVAILABLE", "provider_overloaded, 503, UNAVAILABLE",
			"timeout, 504, UNAVAILABLE" })
	@DisplayName("A14 every error_type has its kind, wherever it stands, also without a status")
	void knowsEveryErrorType(String type, int status, FailureKind kind) {
		assertThat(kind(status, "{'error':{'metadata':{'error_type':'%s'}}}".formatted(type))).isEqualTo(kind);
		assertThat(kind(status, "{'error':{'error_type':'%s'}}".formatted(type))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'error_type':'%s'}}".formatted(type))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'code':%d,'metadata':{'error_type':'%s'}}}".formatted(status, type)))
			.isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "model_not_found, 400, MODEL_NOT_FOUND", "wrong_endpoint, 400, NO_ENDPOINT",
			"no_endpoints, 404, NO_ENDPOINT", "model_deprecated, 404, MODEL_NOT_FOUND",
			"model_unavailable_upstream, 404, NO_ENDPOINT", "privacy_restricted, 404, NO_ENDPOINT",
			"constraint_filtered, 404, NO_ENDPOINT", "free_variant_ended, 404, MODEL_NOT_FOUND",
			"region_restricted, 403, NO_ENDPOINT", "capacity_exhausted, 429, RATE_LIMIT",
			"temporarily_unavailable, 503, UNAVAILABLE" })
	void knowsEveryAvailabilityCode(String code, int status, FailureKind kind) {
		assertThat(kind(status, "{'error':{'availability':{'code':'%s'}}}".formatted(code))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'availability':{'code':'%s'}}}".formatted(code))).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "402, openrouter_credits, QUOTA", "402, openrouter_key_limit, QUOTA",
			"403, openrouter_key_limit, QUOTA", "402, openrouter_in_flight_budget, IN_FLIGHT_BUDGET",
			"429, openrouter_free_tier_daily, FREE_LIMIT", "429, upstream_provider_shared_pool, RATE_LIMIT",
			"403, guardrail, QUOTA", "403, workspace, QUOTA", "403, key, QUOTA" })
	void knowsEveryLimitSource(int status, String source, FailureKind kind) {
		assertThat(kind(status, "{'error':{'metadata':{'limit_source':'%s'}}}".formatted(source))).isEqualTo(kind);
		assertThat(kind(status, "{'error':{'limit_source':'%s'}}".formatted(source))).isEqualTo(kind);
	}

	@Test
	void takesBusyParallelRequestsForNoLackOfCredit() {
		assertThat(kind(402, "{'error':{'metadata':{'reason':'in_flight_budget_exhausted'}}}"))
			.isEqualTo(FailureKind.IN_FLIGHT_BUDGET);
	}

	@ParameterizedTest
	@CsvSource({ "400, Your credit balance is too low to access the API, QUOTA",
			"403, Key limit exceeded (total limit), QUOTA",
			"402, This request requires more credits or fewer max_tokens, QUOTA",
			"402, Prompt tokens limit exceeded: 900 > 400, QUOTA",
			"429, You exceeded your current quota and billing details, QUOTA",
			"400, foo/bar is not a valid model ID, INVALID_MODEL_ID",
			"400, This endpoint's maximum context length is 8192 tokens, CONTEXT_LENGTH",
			"400, prompt is too long: 210000 tokens > 200000 maximum, CONTEXT_LENGTH",
			"404, No endpoints found that support tool use, NO_ENDPOINT",
			"404, No allowed providers are available for the selected model, NO_ENDPOINT",
			"503, No provider meets the requirements, NO_ENDPOINT", "404, The model was retired, MODEL_NOT_FOUND",
			"401, No cookie auth credentials found, CREDENTIALS", "401, User not found., CREDENTIALS",
			"429, Rate limit exceeded: free-models-per-day, FREE_LIMIT",
			"429, Rate limit exceeded: free-models-per-min, FREE_LIMIT", "429, Slow down, RATE_LIMIT",
			"400, models array must have 3 items or fewer., INVALID_REQUEST",
			"400, temperature must be at most 2, INVALID_REQUEST",
			"403, The request is prohibited due to a violation of provider Terms Of Service, CONTENT_POLICY",
			"400, Provider returned error, INVALID_REQUEST" })
	@DisplayName("A10 A14 words that only one failure uses tell the kind")
	void knowsTellingWords(int status, String message, FailureKind kind) {
		String quoted = message.replace("'", "");
		assertThat(kind(status, "{'error':{'message':'%s','code':%d}}".formatted(quoted, status))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'message':'%s','code':%d}}".formatted(quoted, status))).isEqualTo(kind);
	}

	@Test
	@DisplayName("A10 a lack of credit that only metadata.raw tells is found")
	void findsALackOfCreditInTheRawMessage() {
		assertThat(kind(400,
				"{'error':{'message':'Provider returned error','metadata':{'provider_name':'X',"
						+ "'raw':'{\\'error\\':{\\'message\\':\\'Your credit balance is too low\\'}}'}}}"))
			.isEqualTo(FailureKind.QUOTA);
	}

	@Test
	@DisplayName("L01 a budget limit is a question of quota")
	void tellsABudgetLimit() {
		assertThat(kind(403,
				"{'error':{'message':'Guardrail budget limit reached','metadata':"
						+ "{'limit_source':'guardrail','limit_usd':5,'spend_usd':5.01,'resets_at':'2026-12-01'}}}"))
			.isEqualTo(FailureKind.QUOTA);
	}

	@ParameterizedTest
	@ValueSource(strings = { "This model is not allowed by a guardrail", "No allowed providers for this key",
			"The model is not on the allow-list" })
	@DisplayName("L01 an allow-list is a fault of the configuration")
	void tellsAnAllowList(String message) {
		assertThat(kind(403, "{'error':{'message':\"%s\"}}".formatted(message))).isEqualTo(FailureKind.NO_ENDPOINT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'error':{'message':'no','metadata':{'patterns':['ssn']}}}",
			"{'error':{'message':'no'},'openrouter_metadata':{'pipeline':[{'type':'guardrail','name':'pii'}]}}",
			"{'error':{'message':'no'},'openrouter_metadata':{'pipeline':[{'guardrail_id':'g1'}]}}",
			"{'error':{'message':'flagged','metadata':{'reasons':['violence'],'flagged_input':'…'}}}" })
	@DisplayName("L01 A14 a check of the content is a question of policy")
	void tellsACheckOfTheContent(String body) {
		assertThat(kind(403, body)).isEqualTo(FailureKind.CONTENT_POLICY);
	}

	@Test
	@DisplayName("A14 403 without anything else is a question of permission")
	void tellsPermission() {
		assertThat(kind(403, "{'error':{'message':'Forbidden','code':403}}")).isEqualTo(FailureKind.CREDENTIALS);
		assertThat(kind(403, "{'error':{'message':'no'},'openrouter_metadata':{'pipeline':[{'type':'plugin'}]}}"))
			.isEqualTo(FailureKind.CREDENTIALS);
	}

	@Test
	void tellsAProvidersRefusalFromTheCallersFault() {
		String body = "{'error':{'message':'temperature is deprecated','metadata':{'provider_name':%s}}}";
		assertThat(kind(400, body.formatted("'Anthropic'"))).isEqualTo(FailureKind.PROVIDER_REJECTED);
		assertThat(kind(400, body.formatted("null"))).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(kind(400, "{'error':{'error_type':'invalid_request','metadata':{'provider_name':'X'}}}"))
			.isEqualTo(FailureKind.PROVIDER_REJECTED);
	}

	@Test
	void tellsTheFreeLimitByWhatIsLeft() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-RateLimit-Remaining", "0");
		assertThat(FailureClassifier.kindOf(Fixtures.error(429, "{}", headers))).isEqualTo(FailureKind.FREE_LIMIT);
		assertThat(FailureClassifier.kindOf(Fixtures.error(503, "{}", headers))).isEqualTo(FailureKind.UNAVAILABLE);
		headers.set("X-RateLimit-Remaining", "3");
		assertThat(FailureClassifier.kindOf(Fixtures.error(429, "{}", headers))).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(kind(429, "{'error':{'metadata':{'headers':{'X-RateLimit-Remaining':'0'}}}}"))
			.isEqualTo(FailureKind.FREE_LIMIT);
	}

	@ParameterizedTest
	@CsvSource({ "insufficient_quota, insufficient_quota, 429, QUOTA",
			"invalid_request_error, context_length_exceeded, 400, CONTEXT_LENGTH",
			"server_error, server_error, 500, SERVER_ERROR",
			"invalid_request_error, model_not_found, 404, MODEL_NOT_FOUND", "'', server_error, 200, SERVER_ERROR",
			"'', rate_limit_exceeded, 200, RATE_LIMIT" })
	void knowsCodesThatAreWords(String type, String code, int status, FailureKind kind) {
		assertThat(kind(status, "{'error':{'message':'x','type':'%s','code':'%s'}}".formatted(type, code)))
			.isEqualTo(kind);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{}", "[]", "null", "42", "'x'", "{'error':null}", "{'error':[]}", "{'error':{}}",
			"{'error':{'metadata':[]}}", "{'error':{'code':{}}}", "{'error':{'code':1e999}}", "{'error':{'code':-1}}",
			"{'error':{'metadata':{'raw':[[[]]],'headers':'x','reasons':{}}}}", "{'error':{'availability':'x'}}",
			"{'error':{'message':{'a':1}}}", "{'error':", "{'openrouter_metadata':{'attempts':{},'pipeline':[1]}}" })
	@DisplayName("A15 A22 nothing odd in a body hides the status or breaks the classifier")
	void survivesOddBodies(String body) {
		assertThat(kind(502, body)).isEqualTo(FailureKind.UNAVAILABLE);
		assertThat(kind(200, body)).isEqualTo(FailureKind.UNKNOWN);
		UpstreamException failure = Fixtures.failures("key", Fixtures.QUESTION).of(Fixtures.error(502, body(body)));
		assertThat(failure.status()).isEqualTo(502);
		assertThat(failure.getMessage()).startsWith("openrouter: unavailable (502)").doesNotContain("null", "[object");
	}

	@ParameterizedTest
	@ValueSource(strings = { "foo/bar is not a valid model ID", "`foo/bar` is not a valid model ID",
			"Error: foo/bar is not a valid model ID. See the docs" })
	@DisplayName("L14 the refused slug is found")
	void findsTheRefusedModel(String message) {
		UpstreamException failure = Fixtures.failures(null, Fixtures.QUESTION)
			.of(Fixtures.error(400, body("{'error':{'message':'%s'}}".formatted(message))));
		assertThat(failure.details().refusedModel()).isEqualTo("foo/bar");
	}

	@Test
	void keepsStatusAndWaitOfAnError() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Retry-After", "7");
		UpstreamException failure = Fixtures.failures(null, Fixtures.QUESTION)
			.of(Fixtures.error(429, body("{'error':{'message':'busy'}}"), headers));
		assertThat(failure.details().retryAfter()).hasSeconds(7);
		assertThat(failure).hasMessage("openrouter: rate-limit (429), busy");
	}

	@ParameterizedTest
	@EnumSource(FailureKind.class)
	void findsKindsByTheirId(FailureKind kind) {
		assertThat(Arrays.stream(FailureKind.values()).map(FailureKind::id)).doesNotHaveDuplicates();
		assertThat(FailureKind.of(kind.id())).isSameAs(kind);
		assertThat(FailureKind.of(" " + kind.name() + " ")).isSameAs(kind);
	}

	private static FailureKind kind(int status, String json) {
		return FailureClassifier.kindOf(Fixtures.error(status, body(json)));
	}

	private static String body(String json) {
		return json.replace("\\'", "\\\"").replace('\'', '"');
	}

}
