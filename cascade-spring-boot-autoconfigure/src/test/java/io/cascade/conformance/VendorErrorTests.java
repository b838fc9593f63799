package io.cascade.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Errors of direct upstreams, byte for byte: who is asked next, and what is held against
 * whom.
 */
class VendorErrorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String ANSWER = "{\"model\":\"x\",\"choices\":[{\"message\":{\"role\":\"assistant\","
			+ "\"content\":\"from the second\"},\"finish_reason\":\"stop\"}]%s}";

	private static final AtomicInteger asked = new AtomicInteger();

	private static volatile BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> fault = (request,
			response) -> response.send();

	private static RawUpstream one;

	private static RawUpstream two;

	private static Client client;

	@BeforeAll
	static void start() {
		one = RawUpstream.start((request, response) -> {
			asked.incrementAndGet();
			return fault.apply(request, response);
		});
		two = RawUpstream.start((request, response) -> reply(response, 200, Map.of(), ANSWER.formatted("")));
		client = Client.of(one.baseUrl(), "cascade.upstreams.one.base-url=" + one.baseUrl(),
				"cascade.upstreams.one.api-key=sk-one-1234567", "cascade.upstreams.two.base-url=" + two.baseUrl(),
				"cascade.retry.max-attempts=1", "cascade.chains.pair.models=one/first,two/second",
				"cascade.chains.pair.retry.max-attempts=1",
				"cascade.chains.three.models=one/first,one/third,two/second",
				"cascade.chains.three.retry.max-attempts=1", "cascade.chains.alone.models=one/first",
				"cascade.chains.alone.retry.max-attempts=1", "cascade.chains.alone.first-token-timeout=2s",
				"cascade.max-models-per-request=1", "cascade.chains.free.models=qwen/qwen3:free,google/gemma:free",
				"cascade.chains.free.retry.max-attempts=1");
	}

	@AfterAll
	static void stop() {
		client.close();
		one.close();
		two.close();
	}

	@BeforeEach
	void forget() {
		client.forgetCooldowns();
		asked.set(0);
	}

	private static Publisher<Void> reply(HttpServerResponse response, int status, Map<String, String> headers,
			String body) {
		response.status(status).header("Content-Type", "application/json");
		headers.forEach(response::header);
		return response.sendString(Mono.just(body));
	}

	private static void fails(int status, Map<String, String> headers, String body) {
		fault = (request, response) -> reply(response, status, headers, body.replace('\'', '"'));
	}

	private static CascadeResponse answer(String chain) {
		return client.cascade().exchange(CascadeRequest.of("Why do cascades matter?").chain(chain)).block(PATIENCE);
	}

	private static CascadeExhaustedException failure(String chain) {
		return catchThrowableOfType(CascadeExhaustedException.class, () -> answer(chain));
	}

	static Stream<Arguments> movingOn() {
		return Stream.of(
				arguments("N01 N03", 400,
						"[{'error':{'code':400,'message':'The prompt exceeds the context window.',"
								+ "'status':'INVALID_ARGUMENT'}}]",
						FailureKind.CONTEXT_LENGTH),
				arguments("N02", 400,
						"{'object':'error','message':'This model\\u0027s maximum context length is 8192 "
								+ "tokens.','type':'BadRequestError','code':400}",
						FailureKind.CONTEXT_LENGTH),
				arguments("N04", 400, "{'error':{'message':'gone','code':'model_decommissioned'}}",
						FailureKind.MODEL_NOT_FOUND),
				arguments("N05", 401, "{'error':{'message':'no','type':'key_model_access_denied'}}",
						FailureKind.MODEL_NOT_FOUND),
				arguments("N06", 400, "{'error':{'message':'bad','code':'json_validate_failed'}}",
						FailureKind.MALFORMED),
				arguments("N07", 400, "{'error':{'message':'first does not support tools'}}",
						FailureKind.PROVIDER_REJECTED),
				arguments("N08", 499, "{'error':{'message':'The operation was cancelled.'}}", FailureKind.UNAVAILABLE),
				arguments("A25", 409, "{'error':{'message':'conflict'}}", FailureKind.CONFLICT));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("movingOn")
	@DisplayName("M04 N01 N02 N03 N04 N05 N06 N07 N08 A25 what is not surely the caller's fault goes to the next upstream")
	void movesOn(String id, int status, String body, FailureKind kind) {
		fails(status, Map.of(), body);
		CascadeResponse response = answer("pair");
		assertThat(response.text()).as(id).isEqualTo("from the second");
		assertThat(response.attempts().get(0)).returns(kind, Attempt::kind).returns(status, Attempt::status);
		assertThat(asked).hasValue(1);
	}

	@Test
	@DisplayName("A11 A05 what is surely the caller's fault stops, and reports the field")
	void stopsAtTheCallersFault() {
		fails(400, Map.of(), "{'error':{'message':'Unrecognized key(s) in object: \\u0027moderation\\u0027',"
				+ "'code':'bad_key','type':'invalid_request_error','param':'moderation'}}");
		CascadeExhaustedException failure = failure("pair");
		assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(failure).hasMessageContaining("Unrecognized key(s) in object");
		assertThat(((UpstreamException) failure.getCause()).details().error())
			.isEqualTo(new UpstreamException.ErrorCode("bad_key", "invalid_request_error", "moderation"));
	}

	@Test
	@DisplayName("N09 a firewall's page holds nothing against the key")
	void holdsNothingAgainstTheKeyForAPage() {
		fails(403, Map.of("Content-Type", "text/html", "cf-mitigated", "challenge"),
				"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>");
		CascadeResponse response = answer("three");
		assertThat(response.attempts()).extracting(Attempt::kind)
			.containsExactly(FailureKind.BLOCKED, FailureKind.BLOCKED, null);
		assertThat(response.attempts().get(0).reason()).isEqualTo("Just a moment...");
		fails(401, Map.of(), "{'error':{'message':'Incorrect API key provided','code':'invalid_api_key'}}");
		assertThat(answer("three").attempts()).extracting(Attempt::kind).containsExactly(FailureKind.CREDENTIALS, null);
	}

	@Test
	@DisplayName("N10 a direct upstream's limit is waited for by its own header")
	void readsTheLimitOfADirectUpstream() {
		fails(429, Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", "2"), "{'error':{'message':'slow'}}");
		CascadeExhaustedException failure = failure("alone");
		assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(hint(failure)).hasSeconds(2);
		assertThat(failure.retryAt()).isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(3));
	}

	@ParameterizedTest
	@CsvSource({ "1008, insufficient balance, QUOTA", "1004, login fail, CREDENTIALS", "1002, rate limit, RATE_LIMIT" })
	@DisplayName("N02 a status around the answer is an error, and a good one is none")
	void readsAStatusAroundTheAnswer(int code, String words, FailureKind kind) {
		fails(200, Map.of(),
				"{'base_resp':{'status_code':%d,'status_msg':'%s'},'choices':null}".formatted(code, words));
		assertThat(failure("alone").kind()).isEqualTo(kind);
		client.forgetCooldowns();
		fails(200, Map.of(), ANSWER.formatted(",'base_resp':{'status_code':0,'status_msg':'success'}"));
		assertThat(answer("alone").text()).isEqualTo("from the second");
	}

	@Test
	@DisplayName("N11 a limit of one free model leaves the other")
	void asksTheOtherFreeModel() {
		fault = (request, response) -> (asked.get() == 1)
				? reply(response, 429, Map.of("X-RateLimit-Remaining", "0"),
						"{\"error\":{\"message\":\"Rate limit exceeded: limit_rpm/qwen/qwen3/7f3a\",\"code\":429}}")
				: reply(response, 200, Map.of(), ANSWER.formatted(""));
		assertThat(answer("free").text()).isEqualTo("from the second");
	}

	@Test
	@DisplayName("W10 an error under an event stream's type keeps its kind and its hint")
	void readsAnErrorInASuccess() {
		fails(200, Map.of("Content-Type", "text/event-stream", "Retry-After", "9"),
				"{'error':{'message':'slow down','code':429}}");
		CascadeExhaustedException failure = failure("alone");
		assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(hint(failure)).hasSeconds(9);
	}

	static Stream<Arguments> errorsInASuccess() {
		return Stream.of(
				arguments("text/event-stream", Map.of(),
						"[{'error':{'code':429,'message':'Resource exhausted.','status':'RESOURCE_EXHAUSTED',"
								+ "'details':[{'@type':'x/google.rpc.RetryInfo','retryDelay':'9s'}]}}]",
						FailureKind.RATE_LIMIT),
				arguments("text/event-stream", Map.of(), "{'message':'Too many requests','code':429,'retry_after':9}",
						FailureKind.RATE_LIMIT),
				arguments("application/x-ndjson", Map.of("retry-after-ms", "9000"),
						"{'error':'rate limit reached','status_code':429}\n", FailureKind.RATE_LIMIT),
				arguments("text/plain", Map.of("Retry-After", "9"),
						"data: {'error':{'type':'overloaded_error','message':'Overloaded'}}\n\n",
						FailureKind.UNAVAILABLE),
				arguments("text/event-stream", Map.of("Retry-After", "9"),
						"event: error\ndata: {'type':'error','error':{'type':'rate_limit_error','message':'x'}}\n\n",
						FailureKind.RATE_LIMIT));
	}

	@ParameterizedTest
	@MethodSource("errorsInASuccess")
	@DisplayName("W10 other errors in a success keep their kind and their hint too")
	void readsOtherErrorsInASuccess(String type, Map<String, String> headers, String body, FailureKind kind) {
		Map<String, String> all = new HashMap<>(headers);
		all.put("Content-Type", type);
		fails(200, all, body);
		CascadeExhaustedException failure = failure("alone");
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(hint(failure)).hasSeconds(9);
		client.forgetCooldowns();
		assertThat(answer("pair").text()).isEqualTo("from the second");
		assertThat(asked).hasValue(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "''", "false", "{'message':'','code':null}", "{'code':200}",
			"{'code':0,'message':'success'}", "'null'", "[]" })
	@DisplayName("W21 an error that says nothing spoils no answer")
	void toleratesAnEmptyError(String error) {
		fails(200, Map.of(), ANSWER.formatted(",\"error\":" + error));
		assertThat(answer("pair").attempts()).hasSize(1);
		assertThat(asked).hasValue(1);
	}

	static Stream<Arguments> bodies() {
		return Stream.of(arguments("stalls", Flux.concat(Mono.just("{\"error\":{\"mess"), Mono.never())),
				arguments("never begins", Flux.never()),
				arguments("never ends", Flux.interval(Duration.ofMillis(50)).map((tick) -> "x")),
				arguments("is huge", Flux.range(0, 2000).map((piece) -> "y".repeat(1000))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("bodies")
	@DisplayName("an error status whose body stalls keeps its kind and Retry-After")
	void classifiesByStatusAndHeadersWhenTheBodyStalls(String how, Flux<String> body) {
		fault = (request, response) -> response.status(429).header("Retry-After", "7").sendString(body);
		long begun = System.nanoTime();
		CascadeExhaustedException failure = failure("alone");
		assertThat(failure.kind()).as(how).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(hint(failure)).hasSeconds(7);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
		assertThat(failure.attempts()).hasSize(1);
	}

	private static Duration hint(CascadeException failure) {
		return ((UpstreamException) failure.getCause()).details().retryAfter();
	}

}
