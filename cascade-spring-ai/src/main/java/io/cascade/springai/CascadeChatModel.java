package io.cascade.springai;

import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;

import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingManager;

/**
 * A chain as a chat model of Spring AI. Thread-safe.
 * <p>
 * The model of the options is the name of a chain, or the slug of the one model that is
 * to be asked; without it the default chain is. {@link CascadeChatOptions} has what only
 * chains have. Errors are those of {@link CascadeOperations}, and nothing of Spring AI
 * retries on top. A whole answer that calls a tool wrongly, or does not fit the output
 * schema, moves on to the next model. A stream never restarts: what breaks before content
 * is made good elsewhere, what breaks after it is continued where the chain says so, else
 * it fails.
 */
public final class CascadeChatModel implements ChatModel {

	static final String PROVIDER = "cascade";

	private static final ChatModelObservationConvention CONVENTION = new DefaultChatModelObservationConvention();

	private static final CascadeChatOptions NOTHING = CascadeChatOptions.builder().build();

	private final CascadeOperations cascade;

	private final Prompts prompts;

	private final ObservationRegistry registry;

	private final @Nullable ChatModelObservationConvention convention;

	private CascadeChatModel(Builder builder) {
		this.cascade = builder.cascade;
		this.prompts = new Prompts(builder.chains::contains, builder.tools.get());
		this.registry = builder.registry;
		this.convention = builder.convention;
	}

	/**
	 * A model that asks chains.
	 * @param cascade makes the calls
	 * @return the builder
	 */
	public static Builder builder(CascadeOperations cascade) {
		return new Builder(cascade);
	}

	/**
	 * Asks for a whole answer, and waits for it.
	 * @param prompt the messages, with options or without
	 * @return the answer
	 * @throws IllegalStateException on a thread that must not wait, such as an event loop
	 */
	@Override
	public ChatResponse call(Prompt prompt) {
		Blocking.check("CascadeChatModel.call", "stream");
		CascadeRequest request = this.prompts.whole(prompt);
		ChatModelObservationContext observed = observed(prompt, false);
		Observation observation = observation(observed);
		return observation.observe(() -> {
			ChatResponse response = Blocking.wait(this.cascade.exchange(request)
				.onErrorResume(CascadeExhaustedException.class, WrongCalls.of(request)::best)
				.map(Answers::whole)
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, observation)));
			observed.setResponse(response);
			return response;
		});
	}

	/**
	 * Asks for an answer in pieces as they come. The last one has no text; it has the
	 * tool calls, all of them whole, the usage, and what {@link CascadeMetadata} lists.
	 * @param prompt the messages, with options or without
	 * @return the pieces
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.deferContextual((subscriber) -> Flux.deferContextual((context) -> observed(prompt, context))
			.contextWrite((captured) -> captured.putAll(subscriber))
			.contextCapture());
	}

	private Flux<ChatResponse> observed(Prompt prompt, ContextView context) {
		CascadeRequest request = this.prompts.request(prompt)
			.streaming((rules) -> rules.withoutRestart().withAnnounceServed(true).withWholeToolCalls(true));
		ChatModelObservationContext observed = observed(prompt, true);
		Observation observation = observation(observed);
		if (context.getOrDefault(ObservationThreadLocalAccessor.KEY, null) instanceof Observation parent) {
			observation.parentObservation(parent);
		}
		observation.start();
		AnswerStream answer = new AnswerStream(observed::setResponse);
		return this.cascade.stream(request)
			.handle(answer::next)
			.doOnError(observation::error)
			.doFinally((signal) -> observation.stop())
			.contextWrite((outer) -> outer.put(ObservationThreadLocalAccessor.KEY, observation));
	}

	private ChatModelObservationContext observed(Prompt prompt, boolean streaming) {
		return ChatModelObservationContext.builder().prompt(prompt).provider(PROVIDER).streaming(streaming).build();
	}

	private Observation observation(ChatModelObservationContext observed) {
		return ChatModelObservationDocumentation.CHAT_MODEL_OPERATION.observation(this.convention, CONVENTION,
				() -> observed, this.registry);
	}

	/**
	 * Nothing: what a call does not set is as the chain has it.
	 * @return options of which none is set
	 */
	@Override
	public CascadeChatOptions getOptions() {
		return NOTHING;
	}

	@Override
	public String toString() {
		return "CascadeChatModel[" + this.cascade + "]";
	}

	/**
	 * Makes a model. Not thread-safe.
	 */
	public static final class Builder {

		private final CascadeOperations cascade;

		private Set<String> chains = Set.of();

		private Supplier<ToolCallingManager> tools = () -> ToolCallingManager.builder().build();

		private ObservationRegistry registry = ObservationRegistry.NOOP;

		private @Nullable ChatModelObservationConvention convention;

		private Builder(CascadeOperations cascade) {
			this.cascade = cascade;
		}

		/**
		 * The chains that may be named as a model.
		 * @param names their names; every other model is a slug
		 * @return this builder
		 */
		public Builder chains(Collection<String> names) {
			this.chains = Set.copyOf(names);
			return this;
		}

		/**
		 * What resolves the tools that a prompt offers.
		 * @param manager the application's own
		 * @return this builder
		 */
		public Builder toolCallingManager(ToolCallingManager manager) {
			this.tools = () -> manager;
			return this;
		}

		/**
		 * Where calls are observed.
		 * @param observationRegistry the registry
		 * @return this builder
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.registry = observationRegistry;
			return this;
		}

		/**
		 * How observations are named.
		 * @param observationConvention the convention, {@code null} for Spring AI's own
		 * @return this builder
		 */
		public Builder observationConvention(@Nullable ChatModelObservationConvention observationConvention) {
			this.convention = observationConvention;
			return this;
		}

		/**
		 * Makes the model.
		 * @return the model
		 */
		public CascadeChatModel build() {
			return new CascadeChatModel(this);
		}

	}

}
