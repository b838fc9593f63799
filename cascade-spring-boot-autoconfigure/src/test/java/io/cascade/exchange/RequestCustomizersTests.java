package io.cascade.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.AnswerBinder;
import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CallbackException;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeRequestCustomizer;
import io.cascade.CascadeResponse;
import io.cascade.ChainCheck;
import io.cascade.Dialect;
import io.cascade.InvalidRequestException;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Plan;
import io.cascade.ProviderPreferences;
import io.cascade.SpendTags;
import io.cascade.Target;
import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What completes requests: when it is asked, and what becomes of what it says.
 */
class RequestCustomizersTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	private static final AnswerBinder BINDER = new TextBinder();

	private final List<Call> calls = new ArrayList<>();

	static Stream<Way> ways() {
		CascadeRequest why = CascadeRequest.of("Why?");
		return Stream.of(new Way("ask", (cascade) -> cascade.ask("Why?")),
				new Way("exchange", (cascade) -> cascade.exchange(why)),
				new Way("conversation",
						(cascade) -> cascade
							.exchange(CascadeRequest.of(Message.user("a"), Message.assistant("b"), Message.user("c")))),
				new Way("stream", (cascade) -> cascade.stream(why)),
				new Way("streamText", (cascade) -> cascade.streamText(why)),
				new Way("entity", (cascade) -> cascade.entity(why, String.class)),
				new Way("entities", (cascade) -> cascade.entities(why, String.class)),
				new Way("explain", (cascade) -> cascade.explain(why)),
				new Way("check", (cascade) -> cascade.check(why)));
	}

	@ParameterizedTest
	@MethodSource("ways")
	@DisplayName("every way of asking is customized, once for each subscription")
	void customizesEveryWayOfAsking(Way way) {
		AtomicInteger asked = new AtomicInteger();
		CascadeOperations cascade = cascade((request) -> {
			asked.incrementAndGet();
			return Mono.just(request.tag("tenant", "acme"));
		});
		Publisher<?> answer = way.asking().apply(cascade);
		assertThat(asked).hasValue(0);
		Flux.from(answer).blockLast(SOON);
		assertThat(asked).hasValue(1);
		Flux.from(answer).blockLast(SOON);
		assertThat(asked).hasValue(2);
		assertThat(this.calls).hasSize(2)
			.allSatisfy((call) -> assertThat(call.request().tags()).containsEntry("tenant", "acme"));
	}

	@ParameterizedTest
	@MethodSource("ways")
	@DisplayName("what fails sends nothing, and says who it was without its words")
	void failsWithWhoFails(Way way) {
		for (CascadeRequestCustomizer broken : List.<CascadeRequestCustomizer>of((request) -> {
			throw new IllegalStateException("a secret");
		}, (request) -> {
			throw new NoSuchMethodError("a secret");
		}, (request) -> Mono.error(new IllegalStateException("a secret")), RequestCustomizersTests::none)) {
			StepVerifier.create(way.asking().apply(cascade(broken)))
				.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(CallbackException.class)
					.hasMessageStartingWith("CascadeRequestCustomizer io.cascade.exchange.RequestCustomizersTests")
					.message()
					.doesNotContain("secret"))
				.verify(SOON);
		}
		assertThat(this.calls).isEmpty();
	}

	@SuppressWarnings("NullAway")
	private static Mono<CascadeRequest> none(CascadeRequest request) {
		return null;
	}

	@Test
	@DisplayName("one that never answers fails the call after ten seconds")
	void waitsNotForEver() {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		CascadeOperations cascade = cascade(RequestCustomizers.of(List.of((request) -> Mono.never()), time));
		StepVerifier.create(cascade.ask("Why?"))
			.then(() -> time.advanceTimeBy(Duration.ofMillis(9_999)))
			.expectNoEvent(Duration.ofMillis(10))
			.then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(CallbackException.class)
				.hasMessageContaining("had no result within 10 s"))
			.verify(SOON);
		time.dispose();
	}

	@Test
	@DisplayName("a cancelled call cancels what customizes it")
	void cancelReachesTheCustomizer() {
		AtomicInteger cancelled = new AtomicInteger();
		CascadeOperations cascade = cascade(
				(request) -> Mono.<CascadeRequest>never().doOnCancel(cancelled::incrementAndGet));
		cascade.ask("Why?").subscribe().dispose();
		assertThat(cancelled).hasValue(1);
	}

	@Test
	@DisplayName("they are asked in order, each with what the one before made of it; an empty result changes nothing")
	void asksInOrder() {
		CascadeOperations cascade = cascade((request) -> Mono.just(request.tag("trail", "a")),
				(request) -> Mono.empty(),
				(request) -> Mono.just(request.tag("trail", request.tags().get("trail") + "c")));
		cascade.ask("Why?").block(SOON);
		assertThat(this.calls.get(0).request().tags()).containsExactlyEntriesOf(Map.of("trail", "ac"));
	}

	@Test
	@DisplayName("tags of the context are there before; explicit ones win over defaults, and those set win over all")
	void defaultsFillWhatIsNotSaid() {
		CascadeRequest defaults = CascadeRequest.of().tag("tenant", "default").tag("feature", "default").maxTokens(3);
		CascadeOperations cascade = cascade((request) -> Mono.just(request.orElse(defaults)),
				(request) -> Mono.just(request.tag("user", "known")));
		cascade.exchange(CascadeRequest.of("Why?").tag("tenant", "own").tag("user", "claimed"))
			.contextWrite(SpendTags.with("feature", "context"))
			.block(SOON);
		assertThat(this.calls.get(0).request().tags()).containsOnly(Map.entry("tenant", "own"),
				Map.entry("feature", "context"), Map.entry("user", "known"));
		assertThat(this.calls.get(0).request().options()).isEqualTo(Options.none().maxTokens(3));
	}

	static Stream<UnaryOperator<CascadeRequest>> impossible() {
		return Stream.of((request) -> request.temperature(5), (request) -> request.messages(List.of()),
				(request) -> request.chain("nope"), (request) -> request.models(" "),
				(request) -> request.deadline(Duration.ZERO), (request) -> request.messages(List.of(Message.user(""))),
				(request) -> request.promptTokens(0));
	}

	@ParameterizedTest
	@MethodSource("impossible")
	@DisplayName("what it makes is checked like a request of the caller's, and the program is to blame")
	void checksWhatItMakes(UnaryOperator<CascadeRequest> change) {
		StepVerifier.create(cascade((request) -> Mono.just(change.apply(request))).ask("Why?"))
			.expectErrorSatisfies((failure) -> assertThat(failure)
				.isInstanceOfSatisfying(InvalidRequestException.class,
						(invalid) -> assertThat(invalid.isOfPrompt()).isFalse())
				.hasMessageStartingWith("CascadeRequestCustomizer io.cascade.exchange.RequestCustomizersTests")
				.hasMessageContaining("'"))
			.verify(SOON);
		assertThat(this.calls).isEmpty();
	}

	@Test
	@DisplayName("a prompt of the user's that can't be sent is refused as before, and nobody is asked to complete it")
	void refusesBadPromptsAsBefore() {
		AtomicInteger asked = new AtomicInteger();
		CascadeOperations cascade = cascade((request) -> {
			asked.incrementAndGet();
			return Mono.just(request);
		});
		StepVerifier.create(cascade.ask(""))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(InvalidRequestException.class,
					(invalid) -> assertThat(invalid.isOfPrompt()).isTrue()))
			.verify(SOON);
		assertThat(asked).hasValue(0);
	}

	@Test
	@DisplayName("a live check sends what was customized once")
	void liveCheckIsCustomizedOnce() {
		AtomicInteger asked = new AtomicInteger();
		CascadeOperations cascade = cascade((request) -> {
			asked.incrementAndGet();
			List<Message> messages = new ArrayList<>(request.messages());
			messages.add(0, Message.system("Be brief."));
			return Mono.just(request.messages(messages));
		});
		cascade.checkLive(CascadeRequest.of("Why?")).block(SOON);
		assertThat(asked).hasValue(1);
		assertThat(this.calls).hasSize(2)
			.allSatisfy((call) -> assertThat(call.request().messages()).containsExactly(Message.system("Be brief."),
					Message.user("Why?")));
	}

	@Test
	@DisplayName("without customizers nothing is between the caller and the stack")
	void costsNothingWhereThereAreNone() {
		assertThat(RequestCustomizers.of(List.of(), Schedulers.parallel())).isSameAs(RequestCustomizers.NONE);
		assertThat(RequestCustomizers.NONE.isEmpty()).isTrue();
	}

	@Test
	@DisplayName("what is bound to the thread that subscribes is there for it")
	void readsWhatIsBoundToTheThread() throws InterruptedException {
		ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();
		CascadeOperations cascade = cascade(
				(request) -> Mono.just(request.tag("tenant", String.valueOf(tenant.get()))));
		List<Thread> threads = IntStream.range(0, 8).mapToObj((index) -> new Thread(() -> {
			tenant.set("tenant-" + index);
			cascade.ask("Why " + index + "?").block(SOON);
		})).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join(TimeUnit.SECONDS.toMillis(5));
		}
		assertThat(this.calls).hasSize(8)
			.allSatisfy((call) -> assertThat(call.request().messages().get(0).text()).isEqualTo(
					"Why %s?".formatted(call.request().tags().getOrDefault("tenant", "").replace("tenant-", ""))));
	}

	@Test
	@DisplayName("seeded: what a request says wins over defaults, whatever is said, and saying it twice changes nothing")
	void explicitWinsOverDefaults() {
		Random random = new Random(11);
		for (int round = 0; round < 500; round++) {
			CascadeRequest own = some(random, CascadeRequest.of("own"));
			CascadeRequest defaults = some(random, CascadeRequest.of("default"));
			CascadeRequest both = own.orElse(defaults);
			assertThat(both.messages()).isEqualTo(own.messages());
			assertThat(both.chain()).isEqualTo((own.chain() != null) ? own.chain() : defaults.chain());
			assertThat(both.tags()).containsAllEntriesOf(own.tags());
			assertThat(both.tags().keySet()).containsAll(defaults.tags().keySet());
			assertThat(both.options()).isEqualTo(own.options().orElse(defaults.options()));
			assertThat(both.models()).isEqualTo(own.models().isEmpty() ? defaults.models() : own.models());
			Duration deadline = both.settings(CallSettings.DEFAULTS).timeouts().deadline();
			Duration ofOwn = own.settings(CallSettings.DEFAULTS).timeouts().deadline();
			Duration ofDefaults = defaults.settings(CallSettings.DEFAULTS).timeouts().deadline();
			boolean says = !ofOwn.equals(CallSettings.DEFAULTS.timeouts().deadline());
			assertThat(deadline).isEqualTo(says ? ofOwn : ofDefaults);
			CascadeRequest again = both.orElse(defaults);
			assertThat(again.tags()).isEqualTo(both.tags());
			assertThat(again.options()).isEqualTo(both.options());
			assertThat(again).hasToString(both.toString());
		}
	}

	private static CascadeRequest some(Random random, CascadeRequest request) {
		CascadeRequest some = request;
		String who = request.messages().get(0).text();
		some = random.nextBoolean() ? some.chain("chain-" + who) : some;
		some = random.nextBoolean() ? some.tag("a", who) : some;
		some = random.nextBoolean() ? some.tag(who, who) : some;
		some = random.nextBoolean() ? some.maxTokens(1 + random.nextInt(9)) : some;
		some = random.nextBoolean() ? some.temperature(random.nextInt(3)) : some;
		some = random.nextBoolean() ? some.models("a/" + who) : some;
		return random.nextBoolean() ? some.deadline(Duration.ofSeconds(1 + random.nextInt(9))) : some;
	}

	private CascadeOperations cascade(CascadeRequestCustomizer... customizers) {
		return cascade(RequestCustomizers.of(List.of(customizers), Schedulers.parallel()));
	}

	private CascadeOperations cascade(RequestCustomizers customizers) {
		Chain chain = new Chain("small",
				Stream.of("a/one", "b/two")
					.map((slug) -> new Target(OPENROUTER, slug, "small", Options.none(), ProviderPreferences.none(),
							Target.Traits.UNKNOWN))
					.toList(),
				Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS, 0, List.of(), List.of());
		ChainChecker checker = (call,
				asked) -> ((asked != null) ? Flux.fromIterable(call.chain().targets())
					.concatMap((target) -> asked.exchange(call.request().alone(target.id())))
					.then() : Mono.fromRunnable(() -> this.calls.add(call)))
					.thenReturn(new ChainCheck(call.chain().name(), List.of(), List.of()));
		return new ExchangeOperations(new Chains(List.of(chain), "small", List.of(OPENROUTER), 1000, (slug) -> null),
				this::answer, (call) -> {
					record(call);
					return new Plan(call.chain().name(), List.of(), List.of());
				}, new ExchangeOperations.Services(BINDER, checker, FeedbackSink.NONE, Workers.NONE, customizers));
	}

	private Flux<CascadeChunk> answer(Call call) {
		record(call);
		return Flux.just(new CascadeChunk.Text("hi"),
				CascadeChunk.End.of(Attempt.of(0, "a/one", Attempt.Outcome.ANSWERED), "stop"));
	}

	private synchronized void record(Call call) {
		this.calls.add(call);
	}

	/**
	 * A way of asking.
	 */
	private record Way(String name, Function<CascadeOperations, Publisher<?>> asking) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * The text is the value.
	 */
	private static final class TextBinder implements AnswerBinder {

		@Override
		public CascadeRequest ask(CascadeRequest request, ParameterizedTypeReference<?> type) {
			return request;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> T bind(CascadeResponse answer, ParameterizedTypeReference<T> type) {
			return (T) answer.text();
		}

		@Override
		public CascadeRequest askForList(CascadeRequest request, Class<?> element) {
			return request;
		}

		@Override
		public <T> Flux<T> elements(Flux<CascadeChunk> answer, Class<T> element) {
			return answer.ofType(CascadeChunk.Text.class).map(CascadeChunk.Text::text).cast(element);
		}

	}

}
