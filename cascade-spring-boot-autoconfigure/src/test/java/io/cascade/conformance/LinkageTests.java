package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cascade.AnswerGate;
import io.cascade.CallbackException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.quality.Tools;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A gate, a tool or a binder that can't be linked ends the call at once with the cause,
 * long before the deadline, however the answer is asked for and wherever it is thrown.
 */
class LinkageTests {

	private static final Duration AT_ONCE = Duration.ofSeconds(5);

	private static final String CITIES = "{\"items\":[{\"name\":\"Oslo\"},{\"name\":\"Bern\"}]}";

	private static final Map<String, Function<Error, Mono<String>>> WAYS = Map.of("at once", LinkageTests::thrown,
			"as a signal", Mono::error, "in an operator", (error) -> Mono.just("a").map((any) -> thrown(error)),
			"on a worker",
			(error) -> Mono.<String>fromCallable(() -> thrown(error)).subscribeOn(Schedulers.boundedElastic()),
			"after a delay", (error) -> Mono.delay(Duration.ofMillis(1)).map((any) -> thrown(error)));

	private static final Map<String, Function<CascadeRequest, Publisher<?>>> OPERATIONS = Map.of("exchange",
			(request) -> cascade().exchange(request), "buffered", (request) -> Way.BUFFERED.ask(cascade(), request),
			"stream", (request) -> cascade().stream(request), "streamText", (request) -> cascade().streamText(request),
			"entity", (request) -> cascade().entity(request, City.class), "entities",
			(request) -> cascade().entities(request, City.class));

	private static final AtomicReference<Error> ofCity = new AtomicReference<>();

	@RegisterExtension
	static final Stack stack = Stack.with("cascade.max-models-per-request=1").chain("plain", A, B);

	private static CascadeOperations cascade() {
		return stack.cascade();
	}

	static Stream<Arguments> ways() {
		return WAYS.entrySet()
			.stream()
			.flatMap((way) -> Stream.of(new NoSuchMethodError("gone"), new NoClassDefFoundError("gone"))
				.map((error) -> arguments(way.getKey(), error)));
	}

	static Stream<Arguments> operations() {
		return ways().flatMap((way) -> OPERATIONS.keySet()
			.stream()
			.map((operation) -> arguments(operation, way.get()[0], way.get()[1])));
	}

	@ParameterizedTest(name = "{0}: {1}, {2}")
	@MethodSource("operations")
	@DisplayName("V01 a gate that can't be linked ends every kind of call")
	void aGateEndsEveryKindOfCall(String operation, String way, Error error) {
		stack.server().model(A).answers("entity".equals(operation) ? "{\"name\":\"Oslo\"}" : CITIES);
		AnswerGate gate = (asked, answer) -> Objects.requireNonNull(WAYS.get(way)).apply(error).then(Mono.empty());
		Publisher<?> call = Objects.requireNonNull(OPERATIONS.get(operation)).apply(request("plain").gates(gate));

		assertThat(failure(call)).hasRootCause(error);
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("ways")
	@DisplayName("V01 a tool that can't be linked ends the run")
	void aToolEndsTheRun(String way, Error error) {
		stack.server().model(A).answersWithToolCall("call_1", "find", "{\"name\":\"Oslo\"}");
		Tools tools = stack.bean(Tools.class)
			.with("find", "Finds a city", City.class, (city) -> Objects.requireNonNull(WAYS.get(way)).apply(error));

		assertThat(failure(tools.run(cascade(), request("plain"), 3))).isInstanceOf(CallbackException.class)
			.hasRootCause(error);
		assertThat(stack.server().requests()).hasSize(1);
	}

	@Test
	@DisplayName("V01 a result of a tool that can't be written ends the run, on whatever thread it came")
	void aResultThatCannotBeWrittenEndsTheRun() {
		Error error = new NoSuchMethodError("gone");
		stack.server().model(A).answersWithToolCall("call_1", "find", "{\"name\":\"Oslo\"}");
		Tools tools = stack.bean(Tools.class)
			.with("find", "Finds a city", City.class,
					(city) -> Mono.create((sink) -> new Thread(() -> sink.success(new Unwritable(error))).start()));

		assertThat(failure(tools.run(cascade(), request("plain"), 3))).hasRootCause(error);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("bindings")
	@DisplayName("V01 a value that can't be linked ends the call, bound whole or while it comes")
	void aValueEndsTheCall(String operation, Error error) {
		stack.server()
			.model(A)
			.answers(CITIES.replace("{\"items\":[", "entity".equals(operation) ? "" : "{\"items\":[")
				.replace(",{\"name\":\"Bern\"}]}", "entity".equals(operation) ? "" : ",{\"name\":\"Bern\"}]}"));
		ofCity.set(error);
		try {
			assertThat(failure(Objects.requireNonNull(OPERATIONS.get(operation)).apply(request("plain"))))
				.hasRootCause(error);
			assertThat(stack.offered()).containsExactly(List.of(A));
		}
		finally {
			ofCity.set(null);
		}
	}

	static Stream<Arguments> bindings() {
		return Stream.of("entity", "entities")
			.flatMap((operation) -> Stream.of(new NoSuchMethodError("gone"), new NoClassDefFoundError("gone"))
				.map((error) -> arguments(operation, error)));
	}

	private static Throwable failure(Publisher<?> call) {
		Signal<?> end = Flux.from(call).materialize().filter(Signal::isOnError).next().block(AT_ONCE);
		return Objects.requireNonNull(Objects.requireNonNull(end).getThrowable());
	}

	@SuppressWarnings("TypeParameterUnusedInFormals")
	private static <T> T thrown(Throwable failure) {
		return Sneaky.<T, RuntimeException>thrown(failure);
	}

	record City(String name) {

		City {
			if (ofCity.get() != null) {
				throw ofCity.get();
			}
		}

	}

	record Unwritable(Error error) {

		/** Jackson calls it. */
		public String getWords() {
			return thrown(this.error);
		}

	}

	private static final class Sneaky {

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		static <T, E extends Throwable> T thrown(Throwable failure) throws E {
			throw (E) failure;
		}

	}

}
