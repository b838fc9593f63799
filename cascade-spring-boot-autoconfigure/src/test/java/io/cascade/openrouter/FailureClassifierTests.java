package io.cascade.openrouter;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureClassifier} and {@link ErrorBody}.
 */
@Tag("any-jdk")
class FailureClassifierTests {

	@ParameterizedTest
	@CsvSource({ "400, INVALID_REQUEST", "401, CREDENTIALS", "402, QUOTA", "403, CREDENTIALS", "404, MODEL_NOT_FOUND",
			"408, REQUEST_TIMEOUT", "412, INVALID_REQUEST", "413, INVALID_REQUEST", "415, INVALID_REQUEST",
			"422, INVALID_REQUEST", "429, RATE_LIMIT", "500, SERVER_ERROR", "502, UNAVAILABLE", "503, UNAVAILABLE",
			"504, UNAVAILABLE", "520, UNAVAILABLE", "521, UNAVAILABLE", "522, UNAVAILABLE", "523, UNAVAILABLE",
			"524, UNAVAILABLE", "529, UNAVAILABLE", "501, SERVER_ERROR", "599, UNAVAILABLE", "498, UNAVAILABLE",
			"499, UNAVAILABLE", "409, CONFLICT", "423, CONFLICT", "425, CONFLICT", "418, BLOCKED", "451, BLOCKED",
			"410, MODEL_NOT_FOUND", "420, RATE_LIMIT", "460, UNAVAILABLE", "530, UNAVAILABLE", "598, UNAVAILABLE",
			"417, INVALID_REQUEST" })
	@DisplayName("A15 A16 A25 a status alone decides the kind, outside and inside a success")
	void recognizesEveryStatus(int status, FailureKind kind) {
		assertThat(FailureClassifier.kindOf(status)).isEqualTo(kind);
		assertThat(kind(status, "{}")).isEqualTo(kind);
		assertThat(kind(status, "<html>Bad gateway</html>")).isEqualTo((status == 403) ? FailureKind.BLOCKED : kind);
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
	void recognizesEveryErrorType(String type, int status, FailureKind kind) {
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
	void recognizesEveryAvailabilityCode(String code, int status, FailureKind kind) {
		assertThat(kind(status, "{'error':{'availability':{'code':'%s'}}}".formatted(code))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'availability':{'code':'%s'}}}".formatted(code))).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "402, openrouter_credits, QUOTA", "402, openrouter_key_limit, QUOTA",
			"403, openrouter_key_limit, QUOTA", "402, openrouter_in_flight_budget, IN_FLIGHT_BUDGET",
			"429, openrouter_free_tier_daily, FREE_LIMIT", "429, upstream_provider_shared_pool, RATE_LIMIT",
			"403, guardrail, QUOTA", "403, workspace, QUOTA", "403, key, QUOTA" })
	void recognizesEveryLimitSource(int status, String source, FailureKind kind) {
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
	void recognizesTellingWords(int status, String message, FailureKind kind) {
		String quoted = message.replace("'", "");
		assertThat(kind(status, "{'error':{'message':'%s','code':%d}}".formatted(quoted, status))).isEqualTo(kind);
		assertThat(kind(200, "{'error':{'message':'%s','code':%d}}".formatted(quoted, status))).isEqualTo(kind);
	}

	@Test
	@DisplayName("A10 a lack of credit that only metadata.raw names is found")
	void findsALackOfCreditInTheRawMessage() {
		assertThat(kind(400,
				"{'error':{'message':'Provider returned error','metadata':{"
						+ "'raw':'{\\'error\\':{\\'message\\':\\'Your credit balance is too low\\'}}'}}}"))
			.isEqualTo(FailureKind.QUOTA);
	}

	@Test
	@DisplayName("L01 a budget limit is a question of quota")
	void recognizesABudgetLimit() {
		assertThat(kind(403,
				"{'error':{'message':'Guardrail budget limit reached','metadata':"
						+ "{'limit_source':'guardrail','limit_usd':5,'spend_usd':5.01,'resets_at':'2026-12-01'}}}"))
			.isEqualTo(FailureKind.QUOTA);
	}

	@ParameterizedTest
	@ValueSource(strings = { "This model is not allowed by a guardrail", "No allowed providers for this key",
			"The model is not on the allow-list" })
	@DisplayName("L01 an allow-list is a fault of the configuration")
	void recognizesAnAllowList(String message) {
		assertThat(kind(403, "{'error':{'message':\"%s\"}}".formatted(message))).isEqualTo(FailureKind.NO_ENDPOINT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'error':{'message':'no','metadata':{'patterns':['ssn']}}}",
			"{'error':{'message':'no'},'openrouter_metadata':{'pipeline':[{'type':'guardrail','name':'pii'}]}}",
			"{'error':{'message':'no'},'openrouter_metadata':{'pipeline':[{'guardrail_id':'g1'}]}}",
			"{'error':{'message':'flagged','metadata':{'reasons':['violence'],'flagged_input':'…'}}}" })
	@DisplayName("L01 A14 a check of the content is a question of policy")
	void recognizesACheckOfTheContent(String body) {
		assertThat(kind(403, body)).isEqualTo(FailureKind.CONTENT_POLICY);
	}

	@Test
	@DisplayName("A14 403 without anything else is a question of permission")
	void recognizesPermission() {
		assertThat(kind(403, "{'error':{'message':'Forbidden','code':403}}")).isEqualTo(FailureKind.CREDENTIALS);
		assertThat(kind(403, "{'error':{'message':'no'},'openrouter_metadata':{'pipeline':[{'type':'plugin'}]}}"))
			.isEqualTo(FailureKind.CREDENTIALS);
	}

	@Test
	void distinguishesAProvidersRefusalFromTheCallersFault() {
		String body = "{'error':{'message':'temperature is deprecated','metadata':{'provider_name':%s}}}";
		assertThat(kind(400, body.formatted("'Anthropic'"))).isEqualTo(FailureKind.PROVIDER_REJECTED);
		assertThat(kind(400, body.formatted("null"))).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(kind(400, "{'error':{'error_type':'invalid_request','metadata':{'provider_name':'X'}}}"))
			.isEqualTo(FailureKind.PROVIDER_REJECTED);
	}

	@Test
	void recognizesTheFreeLimitByWhatIsLeft() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-RateLimit-Remaining", "0");
		assertThat(FailureClassifier.kindOf(Fixtures.error(429, "{}", headers), Dialect.OPENROUTER))
			.isEqualTo(FailureKind.FREE_LIMIT);
		assertThat(FailureClassifier.kindOf(Fixtures.error(503, "{}", headers), Dialect.OPENROUTER))
			.isEqualTo(FailureKind.UNAVAILABLE);
		headers.set("X-RateLimit-Remaining", "3");
		assertThat(FailureClassifier.kindOf(Fixtures.error(429, "{}", headers), Dialect.OPENROUTER))
			.isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(kind(429, "{'error':{'metadata':{'headers':{'X-RateLimit-Remaining':'0'}}}}"))
			.isEqualTo(FailureKind.FREE_LIMIT);
	}

	@ParameterizedTest
	@CsvSource({ "insufficient_quota, insufficient_quota, 429, QUOTA",
			"invalid_request_error, context_length_exceeded, 400, CONTEXT_LENGTH",
			"server_error, server_error, 500, SERVER_ERROR",
			"invalid_request_error, model_not_found, 404, MODEL_NOT_FOUND", "'', server_error, 200, SERVER_ERROR",
			"'', rate_limit_exceeded, 200, RATE_LIMIT" })
	void recognizesCodesThatAreWords(String type, String code, int status, FailureKind kind) {
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
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"N01|400|input length and `max_tokens` exceed context limit: 199759 + 8192 > 200000|CONTEXT_LENGTH",
			"N01|400|The input token count (1066750) exceeds the maximum number of tokens allowed (1048575).|CONTEXT_LENGTH",
			"N01|400|request (33056 tokens) exceeds the available context size (32768 tokens)|CONTEXT_LENGTH",
			"N01|400|Invalid request: Your request exceeded model token limit: 8192|CONTEXT_LENGTH",
			"N01|422|Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096.|CONTEXT_LENGTH",
			"N01|413|prompt is too long: 210000 tokens > 200000 maximum|CONTEXT_LENGTH",
			"N12|400|Content Exists Risk|CONTENT_POLICY",
			"N12|400|Invalid prompt: your prompt was flagged as potentially violating our usage policy.|CONTENT_POLICY",
			"N12|400|Input data may contain inappropriate content.|CONTENT_POLICY",
			"N12|400|Your input violates our content policies|CONTENT_POLICY",
			"A11|400|Unrecognized key(s) in object: 'moderation'|INVALID_REQUEST",
			"A11|400|Unrecognized key(s) in object: 'content_filter'|INVALID_REQUEST",
			"A11|422|Extra inputs are not permitted: safety_check|INVALID_REQUEST",
			"A05|400|'messages.0.role' is not one of the roles|INVALID_REQUEST",
			"A05|400|[] is too short - 'messages'|INVALID_REQUEST", "N04|400|Model Not Exist|MODEL_NOT_FOUND",
			"N04|400|The model `mixtral-8x7b-32768` has been decommissioned and is no longer supported.|MODEL_NOT_FOUND",
			"N04|404|model 'x:7b' not found, try pulling it first|MODEL_NOT_FOUND",
			"N05|403|Project `proj_1` does not have access to model `gpt-5`|MODEL_NOT_FOUND",
			"N05|401|key not allowed to access model. This key can only access models=['a']|MODEL_NOT_FOUND",
			"N06|400|Failed to generate JSON. Please adjust your prompt.|MALFORMED",
			"N07|400|registry.ollama.ai/library/gemma:2b does not support tools|PROVIDER_REJECTED",
			"N07|400|Unsupported value: 'messages[0].role' does not support 'system' with this model.|PROVIDER_REJECTED",
			"N07|400|messages[0]: unknown variant `image_url`, expected `text`|PROVIDER_REJECTED",
			"N07|400|Unrecognized request argument supplied: stream_options|PROVIDER_REJECTED",
			"N07|400|temperature must be at most 1|PROVIDER_REJECTED", "N07|413|too big|PROVIDER_REJECTED",
			"N07|413|Request too large for model `llama` on tokens per minute (TPM): Limit 6000|PROVIDER_REJECTED",
			"N08|499|The operation was cancelled.|UNAVAILABLE", "N08|498|capacity exceeded|UNAVAILABLE",
			"N08|400|The server is busy, try again later|UNAVAILABLE", "N08|400|CUDA error: device lost|SERVER_ERROR",
			"N09|400|User location is not supported for the API use.|BLOCKED",
			"N09|403|Country, region, or territory not supported|BLOCKED", "N09|403|Forbidden|BLOCKED",
			"M04|400|API key not valid. Please pass a valid API key.|CREDENTIALS",
			"M04|403|Your API key has been disabled|CREDENTIALS", "M04|401|no|CREDENTIALS",
			"M04|403|Your newly created team doesn't have any credits yet|QUOTA", "M04|402|Insufficient Balance|QUOTA",
			"M04|429|余额不足或无可用资源包,请充值。|QUOTA", "M04|403|Wrong API Key|CREDENTIALS",
			"M04|403|Your API key was reported as leaked.|CREDENTIALS",
			"M04|403|The provided API key is not active|CREDENTIALS",
			"M04|403|Missing scopes: model.request|CREDENTIALS",
			"M04|403|The security token included in the request is invalid.|CREDENTIALS",
			"M04|400|This organization has been disabled.|CREDENTIALS",
			"M04|400|Your organization has the model disabled|PROVIDER_REJECTED",
			"M04|400|The prompt contains an API key|PROVIDER_REJECTED",
			"M04|412|Account a is suspended, possibly due to reaching the monthly spending limit|QUOTA",
			"M04|400|You have reached your specified API usage limits.|QUOTA",
			"M04|403|You have exceeded your monthly included credits|QUOTA",
			"M04|429|Your account is not active, please check your billing details|QUOTA",
			"M04|400|Your account balance is insufficient|QUOTA", "M04|403|Access to model denied.|MODEL_NOT_FOUND",
			"M04|403|You don't have access to the model with the specified model ID.|MODEL_NOT_FOUND",
			"M04|400|This model version has reached the end of its life.|MODEL_NOT_FOUND",
			"M04|403|Your organization must be verified to use the model `o3`.|MODEL_NOT_FOUND",
			"M04|403|this model requires a subscription|MODEL_NOT_FOUND", "M04|400|model_not_found: x|MODEL_NOT_FOUND",
			"M04|400|Unrecognized key: model_not_found|INVALID_REQUEST",
			"M04|400|Claude is not available in your location|BLOCKED", "M04|400|Model is warming up|UNAVAILABLE",
			"M04|400|This response_format type is unavailable now|PROVIDER_REJECTED",
			"M04|424|Request failed during generation|UNAVAILABLE",
			"M02|400|Too many tokens per day, please wait before trying again.|RATE_LIMIT",
			"M02|400|max_tokens must be at least 1, got -33.|CONTEXT_LENGTH",
			"M02|400|The decoder prompt (length 50) is longer than the maximum model length of 40.|CONTEXT_LENGTH",
			"M02|400|max_tokens: 10000 > 8192, which is the maximum number of output tokens|PROVIDER_REJECTED",
			"M02|400|Output blocked by content filtering policy|CONTENT_POLICY",
			"M04|403|Your key is revoked|CREDENTIALS", "M04|400|Please provide a valid API key|CREDENTIALS",
			"M04|403|This model has been sunset|MODEL_NOT_FOUND",
			"M04|400|Unsupported model parameter|PROVIDER_REJECTED",
			"M04|400|Tool use has been disabled for this model|PROVIDER_REJECTED", "M04|403|Out of quota|QUOTA",
			"M02|400|Blocked for safety reasons|CONTENT_POLICY", "M04|400|upstream request timeout|UNAVAILABLE",
			"M04|400|something nobody has ever said|PROVIDER_REJECTED" })
	@DisplayName("M02 M04 N01 N04 N05 N06 N07 N08 N09 N12 the words of direct upstreams tell the kind, in any case")
	void recognizesTheWordsOfDirectUpstreams(String id, int status, String message, FailureKind kind) {
		String body = JsonValues.write(Map.of("error", Map.of("message", message)));
		assertThat(direct(status, body)).as(id).isEqualTo(kind);
		assertThat(direct(status, JsonValues.write(Map.of("detail", message)))).as(id).isEqualTo(kind);
		assertThat(direct(status, "[" + body + "]")).as(id).isEqualTo(kind);
		assertThat(direct(status, message)).as(id).isEqualTo(kind);
		assertThat(direct(status,
				body.toUpperCase(Locale.ROOT).replace("\"ERROR\"", "\"error\"").replace("\"MESSAGE\"", "\"message\"")))
			.as(id)
			.isEqualTo(kind);
	}

	@Test
	@DisplayName("M02 every documented code and phrase means its kind")
	void recognizesEveryWordOfItsTables() {
		for (ErrorCodes.Code code : ErrorCodes.CODES) {
			assertThat(ErrorCodes.byCode(ErrorCodes.CODES, List.of("bananas", code.text().toUpperCase(Locale.ROOT)), 0))
				.as(code.text())
				.isEqualTo(code.kind());
		}
		for (Phrases.Phrase phrase : ErrorWords.PHRASES) {
			String said = "So: " + phrase.text()
				.replaceAll("/\\S+", "")
				.replace(" * ", " a b c ")
				.replace(" ? ", " a ")
				.replace("~", "ed") + ".";
			assertThat(phrase.isIn(Phrases.Text.of(said))).as(said).isTrue();
			assertThat(phrase.isIn(Phrases.Text
				.of("The 'moderation' field and x_" + phrase.text().replaceAll("/\\S+", "").replace(' ', '_'))))
				.as(said)
				.isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "400, 'The model is gone', MODEL_NOT_FOUND, model_decommissioned", "401, x, BLOCKED, invalid_api_key",
			"403, x, BLOCKED, forbidden", "499, x, UNAVAILABLE, x", "498, x, UNAVAILABLE, x", "409, x, CONFLICT, x",
			"400, temperature is deprecated, PROVIDER_REJECTED, x",
			"400, does not support tools, PROVIDER_REJECTED, x" })
	@DisplayName("N08 M04 the same behind OpenRouter, where a provider is named")
	void recognizesTheWordsOfProviders(int status, String message, FailureKind kind, String code) {
		Map<String, Object> metadata = Map.of("provider_name", "Groq", "raw",
				JsonValues.write(Map.of("error", Map.of("message", message, "code", code))));
		String body = JsonValues
			.write(Map.of("error", Map.of("message", "Provider returned error", "code", status, "metadata", metadata)));
		assertThat(kind(status, body)).isEqualTo(kind);
		assertThat(kind(200, body)).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "402, Insufficient Balance, BLOCKED", "400, Your credit balance is too low, BLOCKED",
			"429, You exceeded your current quota, RATE_LIMIT", "403, Your API key was reported as leaked, BLOCKED" })
	@DisplayName("M04 neither the key nor the balance that a provider mentions is the account's")
	void holdsNothingOfAProviderAgainstTheAccount(int status, String message, FailureKind kind) {
		Map<String, Object> metadata = Map.of("provider_name", "X", "raw", message);
		String body = JsonValues
			.write(Map.of("error", Map.of("message", "Provider returned error", "code", status, "metadata", metadata)));
		assertThat(kind(status, body)).isEqualTo(kind);
		assertThat(kind(status,
				body.replace("\"provider_name\"", "\"limit_source\":\"openrouter_credits\",\"provider_name\"")))
			.isEqualTo(FailureKind.QUOTA);
	}

	@ParameterizedTest
	@CsvSource({ "400, Reasoning is mandatory for this endpoint and cannot be disabled., PROVIDER_REJECTED",
			"400, Model a/x does not support tools, PROVIDER_REJECTED",
			"400, The model a/x has been deprecated, MODEL_NOT_FOUND",
			"404, This model is unavailable for free, MODEL_NOT_FOUND",
			"400, a/x is temporarily unavailable, UNAVAILABLE", "404, All providers have been ignored., NO_ENDPOINT",
			"404, No models match your request and model restrictions, NO_ENDPOINT",
			"403, This API key has exceeded its weekly limit, QUOTA",
			"403, Workspace monthly budget has been reached, QUOTA", "403, API key is disabled, CREDENTIALS" })
	@DisplayName("M05 what OpenRouter itself says of a model or a key is no fault of the caller")
	void readsOpenRoutersOwnWords(int status, String message, FailureKind kind) {
		assertThat(kind(status, JsonValues.write(Map.of("error", Map.of("message", message, "code", status)))))
			.isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "400, com.amazon.coral.service#ThrottlingException, RATE_LIMIT",
			"403, ExpiredTokenException, CREDENTIALS", "403, UnrecognizedClientException, CREDENTIALS" })
	@DisplayName("M04 a code counts without its name space")
	void readsCodesOfAmazon(int status, String code, FailureKind kind) {
		assertThat(direct(status, JsonValues.write(Map.of("__type", code, "message", "x")))).isEqualTo(kind);
	}

	@ParameterizedTest
	@ValueSource(strings = { "cf-mitigated", "x-amzn-waf-action", "x-vercel-mitigated" })
	@DisplayName("N09 what a firewall says by a header holds nothing against the key")
	void recognizesFirewallsByTheirHeaders(String name) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(name, "challenge");
		for (int status : new int[] { 401, 403, 405 }) {
			assertThat(FailureClassifier.kindOf(Fixtures.error(status, "{}", headers), Dialect.OPENAI))
				.isEqualTo(FailureKind.BLOCKED);
		}
	}

	@Test
	@DisplayName("N11 N10 a limit of one model, or of a direct upstream, is not the free limit")
	void recognizesALimitOfOneModel() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-RateLimit-Remaining", "0");
		for (String words : List.of("Rate limit exceeded: limit_rpm/qwen/qwen3/7f",
				"limit_rpd/deepseek/r1: high demand", "google/gemma:free is temporarily rate-limited upstream")) {
			assertThat(FailureClassifier.kindOf(
					Fixtures.error(429, "{\"error\":{\"message\":\"" + words + "\"}}", headers), Dialect.OPENROUTER))
				.isEqualTo(FailureKind.RATE_LIMIT);
		}
		assertThat(FailureClassifier.kindOf(Fixtures.error(429, "{}", headers), Dialect.OPENAI))
			.isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(
				FailureClassifier.kindOf(Fixtures.error(429,
						"{\"error\":{\"message\":\"You exceeded your current quota. Please retry in 7s.\","
								+ "\"status\":\"RESOURCE_EXHAUSTED\"}}"),
						Dialect.OPENAI))
			.isEqualTo(FailureKind.RATE_LIMIT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'detail':'why'}", "{'message':'why'}", "{'detail':[{'loc':['body'],'msg':'why'}]}",
			"{'error':'why'}", "{'error':{},'message':'why'}", "{'error':{'message':'why'}}", "[{'error':'why'}]",
			"{'errors':[{'message':'why'}]}", "{'fault':{'faultstring':'why'}}", "{'title':'why'}", "{'Message':'why'}",
			"{'msg':'why','code':3}", "{'error_message':'why'}", "{'error':['why']}",
			"{'error':{'message':'{\\'error\\':" + "{\\'message\\':\\'why\\'}}'}}",
			"{'object':'error','message':'why'}", "why", "{'error':'bad_code','error_description':'why'}",
			"<html><head><title>why</title></head></html>", "<h1>why</h1>" })
	@DisplayName("N02 N03 the reason is found wherever it stands")
	void findsTheReasonInAnyPlace(String body) {
		UpstreamException failure = Fixtures.failures(null, Fixtures.QUESTION).of(Fixtures.error(502, body(body)));
		assertThat(failure.details().reason()).isEqualTo("why");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "''", "' '", "false", "null", "'null'", "'None'", "0", "200", "[]", "[{}]",
			"{'message':'','code':null}", "{'code':200}", "{'code':0}", "{'code':'0','message':'success'}",
			"{'message':null,'type':''}", "{'param':'x'}" })
	@DisplayName("W21 what says nothing is no error")
	void takesNothingForNoError(String error) {
		assertThat(ErrorPlaces.says(JsonValues.object(body("{'error':" + error + "}")).get("error"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'message':'x'}", "'x'", "true", "500", "{'code':429}", "[{'message':'x'}]",
			"{'code':'bad'}", "{'foo':{'bar':'baz'}}" })
	@DisplayName("W21 what says something is an error")
	void takesWordsForAnError(String error) {
		assertThat(ErrorPlaces.says(JsonValues.object(body("{'error':" + error + "}")).get("error"))).isTrue();
	}

	@Test
	@DisplayName("M02 M04 M05 whatever a server says: a kind, soon, no key condemned but by authentication")
	void holdsForRandomErrors() {
		Random random = new Random(42);
		int rounds = Integer.getInteger("cascade.errors", 5_000);
		for (int i = 0; i < rounds; i++) {
			RandomError error = RandomError.of(random);
			FailureKind kind = FailureClassifier.kindOf(error.body(), error.dialect());
			assertThat(kind).as(error.toString()).isNotNull();
			Duration wait = RetryHint.of(error.body(), Fixtures.NOW);
			assertThat((wait != null) ? wait : Duration.ZERO).isBetween(Duration.ZERO, Waits.LONGEST);
			if (kind == FailureKind.CREDENTIALS) {
				assertThat(error.status() == 401 || error.means() == FailureKind.CREDENTIALS
						|| (error.status() == 403 && error.dialect() == Dialect.OPENROUTER))
					.as(error.toString())
					.isTrue();
			}
			if (error.means() != FailureKind.INVALID_REQUEST && error.dialect() == Dialect.OPENAI) {
				assertThat(kind).as(error.toString()).isNotEqualTo(FailureKind.INVALID_REQUEST);
			}
		}
	}

	/** An error of some server: words of a vendor in some place, with some status. */
	private record RandomError(int status, FailureKind means, Dialect dialect, String json, HttpHeaders headers) {

		private static final int[] STATUSES = { 0, 200, 400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 451, 498,
				499, 500, 502, 503, 520, 529, 599 };

		private static final String[] SHAPES = { "{'error':{'message':%1$s,'code':%2$s}}", "{'error':%1$s}",
				"{'detail':%1$s,'code':%2$s}", "{'detail':[{'msg':%1$s}]}",
				"[{'error':{'message':%1$s,'status':%2$s}}]", "{'object':'error','message':%1$s,'type':%2$s}", "%1$s",
				"<html>%1$s</html>", "",
				"{'error':{'message':'Provider returned error','metadata':{'provider_name':'X','raw':%1$s}}}",
				"{'error':{'code':%2$s", "{'errors':[{'message':%1$s}]}" };

		private static final String[] HINTS = { "7", "-1", "1e9", "6m0s", "soon", "0", "Sun, 01 Nov 2026 12:00:03 GMT",
				"99999999999999999999", "" };

		static RandomError of(Random random) {
			Phrases.Phrase phrase = ErrorWords.PHRASES.get(random.nextInt(ErrorWords.PHRASES.size()));
			ErrorCodes.Code code = ErrorCodes.CODES.get(random.nextInt(ErrorCodes.CODES.size()));
			boolean coded = random.nextBoolean();
			String words = coded ? "Something went wrong with 'x_moderation'"
					: phrase.text()
						.replaceAll("/\\S+", "")
						.replace(" * ", " the one ")
						.replace(" ? ", " ")
						.replace("~", "ing");
			String json = SHAPES[random.nextInt(SHAPES.length)].replace('\'', '"')
				.formatted(JsonValues.write(words), JsonValues.write(coded ? code.text() : "x1"));
			HttpHeaders headers = new HttpHeaders();
			for (String name : List.of("Retry-After", "retry-after-ms", "x-ratelimit-reset", "x-ratelimit-remaining")) {
				if (random.nextInt(3) == 0) {
					headers.set(name, HINTS[random.nextInt(HINTS.length)]);
				}
			}
			return new RandomError(STATUSES[random.nextInt(STATUSES.length)], coded ? code.kind() : phrase.kind(),
					random.nextInt(3) == 0 ? Dialect.OPENROUTER : Dialect.OPENAI, json, headers);
		}

		ErrorBody body() {
			return Fixtures.error(this.status, this.json, this.headers);
		}

	}

	@ParameterizedTest
	@EnumSource(FailureKind.class)
	void findsKindsByTheirId(FailureKind kind) {
		assertThat(Arrays.stream(FailureKind.values()).map(FailureKind::id)).doesNotHaveDuplicates();
		assertThat(FailureKind.of(kind.id())).isSameAs(kind);
		assertThat(FailureKind.of(" " + kind.name() + " ")).isSameAs(kind);
	}

	private static FailureKind direct(int status, String json) {
		return FailureClassifier.kindOf(Fixtures.error(status, json), Dialect.OPENAI);
	}

	private static FailureKind kind(int status, String json) {
		return FailureClassifier.kindOf(Fixtures.error(status, body(json)), Dialect.OPENROUTER);
	}

	private static String body(String json) {
		return json.replace("\\'", "\\\"").replace('\'', '"');
	}

}
