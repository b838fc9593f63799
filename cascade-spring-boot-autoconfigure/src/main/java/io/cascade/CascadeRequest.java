package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What to ask, of which chain, and how. Immutable; each method returns a copy.
 * <p>
 * Nothing is checked here: a request that can't be made fails with an
 * {@link InvalidRequestException} in the {@code Mono} or {@code Flux}, before anything is
 * sent. {@code toString} does not tell the messages.
 *
 * @see CascadeOperations
 */
public final class CascadeRequest {

	private final Fields fields;

	private CascadeRequest(Fields fields) {
		this.fields = fields;
	}

	/**
	 * Asks a question.
	 * @param prompt what the user says
	 * @return the request
	 */
	public static CascadeRequest of(String prompt) {
		return of(Message.user(prompt));
	}

	/**
	 * Continues a conversation.
	 * @param messages its messages, oldest first
	 * @return the request
	 */
	public static CascadeRequest of(Message... messages) {
		return of((messages != null) ? Arrays.asList(messages) : List.of());
	}

	/**
	 * Continues a conversation.
	 * @param messages its messages, oldest first
	 * @return the request
	 */
	public static CascadeRequest of(List<Message> messages) {
		return new CascadeRequest(Fields.of(messages));
	}

	/**
	 * Asks with other messages.
	 * @param messages the messages, oldest first
	 * @return a copy with the messages
	 */
	public CascadeRequest messages(List<Message> messages) {
		return new CascadeRequest(this.fields.messages(messages));
	}

	/**
	 * Asks this chain instead of the default one.
	 * @param name the name under {@code cascade.chains}
	 * @return a copy with the chain
	 */
	public CascadeRequest chain(String name) {
		return new CascadeRequest(this.fields.chain(name));
	}

	/**
	 * Asks these models instead of the chain's; its settings stay.
	 * @param slugs for example {@code openai/gpt-4.1-mini} or {@code ollama/llama3.1:8b}
	 * @return a copy with the models
	 */
	public CascadeRequest models(String... slugs) {
		return new CascadeRequest(this.fields.models(Arrays.asList(slugs)));
	}

	/**
	 * Asks this model first, then the chain's.
	 * @param slug for example {@code openai/gpt-4.1-mini}
	 * @return a copy with the model in front
	 */
	public CascadeRequest startWith(String slug) {
		return new CascadeRequest(this.fields.startWith(slug));
	}

	/**
	 * Asks this target and nobody else; what the chain says about it and its settings
	 * stay.
	 * @param target the {@link Target#id() id} of a target of the chain
	 * @return a copy for this target, without fallback
	 */
	public CascadeRequest alone(String target) {
		return new CascadeRequest(this.fields.alone(target)).noFallback();
	}

	/**
	 * Sets parameters; they win over the chain's and the model's.
	 * @param options the parameters to set, others stay
	 * @return a copy with the parameters
	 */
	public CascadeRequest options(Options options) {
		return new CascadeRequest(this.fields.options(options.orElse(this.fields.options())));
	}

	/**
	 * The most tokens that the answer may have.
	 * @param tokens at least 1
	 * @return a copy with the value
	 */
	public CascadeRequest maxTokens(int tokens) {
		return options(Options.none().maxTokens(tokens));
	}

	/**
	 * How freely tokens are sampled.
	 * @param temperature from 0 to 2
	 * @return a copy with the value
	 */
	public CascadeRequest temperature(double temperature) {
		return options(Options.none().temperature(temperature));
	}

	/**
	 * How many tokens the messages have, as far as the caller knows. Models whose known
	 * context window can't hold them and the answer are left out.
	 * @param tokens at least 1
	 * @return a copy with the number
	 */
	public CascadeRequest promptTokens(int tokens) {
		return new CascadeRequest(this.fields.promptTokens(tokens));
	}

	/**
	 * Adds fields to the request body, whatever the dialect.
	 * @param extra the fields
	 * @return a copy with the fields
	 */
	public CascadeRequest extraBody(Map<String, ?> extra) {
		return options(Options.none().extraBody(extra));
	}

	/**
	 * Sets provider preferences; they win over the chain's.
	 * @param provider the preferences to set, others stay
	 * @return a copy with the preferences
	 */
	public CascadeRequest provider(ProviderPreferences provider) {
		return new CascadeRequest(this.fields.provider(provider.orElse(this.fields.provider())));
	}

	/**
	 * Offers tools to the model.
	 * @param tools the tools
	 * @return a copy with the tools
	 */
	public CascadeRequest tools(Tool... tools) {
		return new CascadeRequest(this.fields.tools(Arrays.asList(tools)));
	}

	/**
	 * Whether the model may, must or must not call a tool.
	 * @param choice the choice
	 * @return a copy with the choice
	 */
	public CascadeRequest toolChoice(ToolChoice choice) {
		return new CascadeRequest(this.fields.toolChoice(choice));
	}

	/**
	 * Asks for a form of the answer.
	 * @param format the form
	 * @return a copy with the form
	 */
	public CascadeRequest responseFormat(ResponseFormat format) {
		return new CascadeRequest(this.fields.responseFormat(format));
	}

	/**
	 * Asks the first target only; its failure is surfaced.
	 * @return a copy without fallback
	 */
	public CascadeRequest noFallback() {
		return fallback((rules) -> rules.withMaxFallbacks(0));
	}

	/**
	 * Changes how far the call may walk.
	 * @param change applied to the chain's rules
	 * @return a copy with the change
	 */
	public CascadeRequest fallback(UnaryOperator<FallbackRules> change) {
		return adjust((settings) -> settings.fallback(change));
	}

	/**
	 * Limits the whole call.
	 * @param deadline the time for hops, waits and streams together
	 * @return a copy with the deadline
	 */
	public CascadeRequest deadline(Duration deadline) {
		return timeouts((timeouts) -> timeouts.withDeadline(deadline));
	}

	/**
	 * Changes the time limits.
	 * @param change applied to the chain's timeouts
	 * @return a copy with the change
	 */
	public CascadeRequest timeouts(UnaryOperator<Timeouts> change) {
		return adjust((settings) -> settings.timeouts(change));
	}

	/**
	 * Changes how the answer travels and what breaks it.
	 * @param change applied to the chain's rules
	 * @return a copy with the change
	 */
	public CascadeRequest streaming(UnaryOperator<StreamRules> change) {
		return adjust((settings) -> settings.stream(change));
	}

	/**
	 * Asks the next target too when the first is slow to begin.
	 * @param rules when, and how often
	 * @return a copy with the rules
	 */
	public CascadeRequest hedge(HedgeRules rules) {
		return adjust((settings) -> settings.hedge(rules));
	}

	/**
	 * Changes when the same hop is sent again.
	 * @param change applied to the chain's rules
	 * @return a copy with the change
	 */
	public CascadeRequest retry(UnaryOperator<RetryRules> change) {
		return adjust((settings) -> settings.retry(change));
	}

	/**
	 * How often a hop is sent again after a failure that may pass.
	 * @param count 0 for not at all
	 * @return a copy with the number, for every kind of failure
	 */
	public CascadeRequest retries(int count) {
		return retry((rules) -> rules.withMaxAttempts(count + 1));
	}

	/**
	 * Limits what the call may cost in all its attempts together. A model whose worst
	 * case would break it is not asked.
	 * @param usd USD, at least 0
	 * @return a copy with the ceiling
	 */
	public CascadeRequest maxCost(BigDecimal usd) {
		return selection((rules) -> rules.withMaxCost(usd));
	}

	/**
	 * Limits what the call may cost in all its attempts together.
	 * @param usd USD, such as {@code 0.05}
	 * @return a copy with the ceiling
	 */
	public CascadeRequest maxCost(String usd) {
		return maxCost(new BigDecimal(usd));
	}

	/**
	 * Lets a chain that begins with a {@code :free} model go on to one that costs money.
	 * @return a copy that may
	 */
	public CascadeRequest allowPaid() {
		return selection((rules) -> rules.withAllowPaid(true));
	}

	/**
	 * Changes whom the call may ask, in which order, and for how much.
	 * @param change applied to the chain's rules
	 * @return a copy with the change
	 */
	public CascadeRequest selection(UnaryOperator<SelectionRules> change) {
		return adjust((settings) -> settings.selection(change));
	}

	/**
	 * Judges answers by these gates, in place of those of the chain and its models.
	 * @param gates the gates, none to accept every answer
	 * @return a copy with the gates
	 */
	public CascadeRequest gates(AnswerGate... gates) {
		return gating((rules) -> rules.withGates(List.of(gates)));
	}

	/**
	 * Changes what answers must be like.
	 * @param change applied to the chain's rules
	 * @return a copy with the change
	 */
	public CascadeRequest gating(UnaryOperator<GateRules> change) {
		return adjust((settings) -> settings.gates(change));
	}

	/**
	 * Says whom or what the call is for, such as a tenant or a feature. Budgets may have
	 * a limit for each value, and spending is told by it. Tags in Reactor's context are
	 * added, see {@link SpendTags}; the request's own win. They are sent to nobody.
	 * @param name the name of the tag
	 * @param value its value
	 * @return a copy with the tag added
	 */
	public CascadeRequest tag(String name, String value) {
		Map<String, String> tags = new LinkedHashMap<>(tags());
		tags.put(name, value);
		return new CascadeRequest(this.fields.tags(Collections.unmodifiableMap(tags)));
	}

	/**
	 * Takes from another request what this one does not say: chain, models, parameters,
	 * tools, tags and rules. What this one says wins; the other's messages don't count.
	 * @param defaults the other request, such as
	 * {@code CascadeRequest.of().tag("tenant", "acme").maxTokens(300)}
	 * @return a copy with the defaults
	 */
	public CascadeRequest orElse(CascadeRequest defaults) {
		return new CascadeRequest(this.fields.orElse(defaults.fields));
	}

	/** What the caller said of the length holds for other messages. */
	CascadeRequest compacted(List<Message> messages) {
		return new CascadeRequest(this.fields.messages(messages).promptTokens(null));
	}

	CascadeRequest withoutServiceTier() {
		return new CascadeRequest(this.fields.options(this.fields.options().serviceTier(null)));
	}

	CascadeRequest tagsFrom(ContextView context) {
		Map<String, String> outer = SpendTags.in(context);
		if (outer.isEmpty()) {
			return this;
		}
		return new CascadeRequest(this.fields.tags(both(outer, tags())));
	}

	private static Map<String, String> both(Map<String, String> outer, Map<String, String> own) {
		Map<String, String> tags = new LinkedHashMap<>(outer);
		tags.putAll(own);
		return Collections.unmodifiableMap(tags);
	}

	private CascadeRequest adjust(UnaryOperator<CallSettings> change) {
		UnaryOperator<CallSettings> before = this.fields.adjust();
		return new CascadeRequest(this.fields.adjust((settings) -> change.apply(before.apply(settings))));
	}

	/**
	 * The messages.
	 * @return an immutable list, oldest first
	 */
	public List<Message> messages() {
		return this.fields.messages();
	}

	/**
	 * The chain that was named.
	 * @return the name, or {@code null} for the default chain
	 */
	public @Nullable String chain() {
		return this.fields.chain();
	}

	/**
	 * The models that replace the chain's.
	 * @return slugs, empty to use the chain's
	 */
	public List<String> models() {
		return this.fields.models();
	}

	/**
	 * The model put in front.
	 * @return a slug, or {@code null}
	 */
	public @Nullable String startWith() {
		return this.fields.startWith();
	}

	/**
	 * The parameters that were set.
	 * @return the parameters
	 */
	public Options options() {
		return this.fields.options();
	}

	/**
	 * The provider preferences that were set.
	 * @return the preferences
	 */
	public ProviderPreferences provider() {
		return this.fields.provider();
	}

	/**
	 * The tools that are offered.
	 * @return an immutable list
	 */
	public List<Tool> tools() {
		return this.fields.tools();
	}

	/**
	 * The tool choice that was set.
	 * @return the choice, or {@code null}
	 */
	public @Nullable ToolChoice toolChoice() {
		return this.fields.toolChoice();
	}

	/**
	 * The form of the answer that was asked for.
	 * @return the form, or {@code null}
	 */
	public @Nullable ResponseFormat responseFormat() {
		return this.fields.responseFormat();
	}

	/**
	 * How many tokens the messages have.
	 * @return the number, or {@code null} if the caller did not say
	 */
	public @Nullable Integer promptTokens() {
		return this.fields.promptTokens();
	}

	/**
	 * The tags that were set.
	 * @return an immutable map from names to values
	 */
	public Map<String, String> tags() {
		return this.fields.tags();
	}

	/**
	 * Whether the request refers to something that only its first target has, such as an
	 * uploaded file.
	 * @return {@code true} if it can't be asked elsewhere
	 */
	public boolean isBound() {
		for (Message message : messages()) {
			for (ContentPart part : message.content()) {
				if (part instanceof ContentPart.File file && file.id() != null) {
					return true;
				}
			}
		}
		return false;
	}

	CallSettings settings(CallSettings ofChain) {
		return this.fields.adjust().apply(ofChain);
	}

	/** How many characters are sent and looked at: of messages, in the main. */
	long size() {
		return messages().stream().mapToLong(Message::size).sum();
	}

	@Override
	public String toString() {
		return "CascadeRequest[chain=%s, models=%s, %s, %s]".formatted(chain(), models(),
				Counted.of(messages().size(), "message"), options());
	}

	private record Fields(List<Message> messages, @Nullable String chain, List<String> models,
			@Nullable String startWith, Options options, ProviderPreferences provider, List<Tool> tools,
			@Nullable ToolChoice toolChoice, @Nullable ResponseFormat responseFormat,
			UnaryOperator<CallSettings> adjust, @Nullable Integer promptTokens, Map<String, String> tags) {

		static Fields of(List<Message> messages) {
			return new Fields(copy(messages), null, List.of(), null, Options.none(), ProviderPreferences.none(),
					List.of(), null, null, UnaryOperator.identity(), null, Map.of());
		}

		private static <T> List<T> copy(List<T> values) {
			return (values != null) ? Collections.unmodifiableList(new ArrayList<>(values)) : List.of();
		}

		/**
		 * Models and the one in front are told together, as are tools and their choice.
		 */
		Fields orElse(Fields other) {
			boolean asks = !this.models.isEmpty() || this.startWith != null;
			boolean offers = !this.tools.isEmpty() || this.toolChoice != null;
			return new Fields(this.messages, or(this.chain, other.chain), asks ? this.models : other.models,
					asks ? this.startWith : other.startWith, this.options.orElse(other.options),
					this.provider.orElse(other.provider), offers ? this.tools : other.tools,
					offers ? this.toolChoice : other.toolChoice, or(this.responseFormat, other.responseFormat),
					(settings) -> this.adjust.apply(other.adjust.apply(settings)),
					or(this.promptTokens, other.promptTokens), both(other.tags, this.tags));
		}

		private static <T> @Nullable T or(@Nullable T value, @Nullable T other) {
			return (value != null) ? value : other;
		}

		Fields messages(List<Message> messages) {
			return new Fields(copy(messages), this.chain, this.models, this.startWith, this.options, this.provider,
					this.tools, this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields chain(String chain) {
			return new Fields(this.messages, chain, this.models, this.startWith, this.options, this.provider,
					this.tools, this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields models(List<String> models) {
			return new Fields(this.messages, this.chain, copy(models), this.startWith, this.options, this.provider,
					this.tools, this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields alone(String target) {
			return models(List.of(target)).startWith(null);
		}

		Fields startWith(@Nullable String slug) {
			return new Fields(this.messages, this.chain, this.models, slug, this.options, this.provider, this.tools,
					this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields options(Options options) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, options, this.provider,
					this.tools, this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields provider(ProviderPreferences provider) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, this.options, provider,
					this.tools, this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields tools(List<Tool> tools) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, this.options, this.provider,
					copy(tools), this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields toolChoice(ToolChoice choice) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, this.options, this.provider,
					this.tools, choice, this.responseFormat, this.adjust, this.promptTokens, this.tags);
		}

		Fields responseFormat(ResponseFormat format) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, this.options, this.provider,
					this.tools, this.toolChoice, format, this.adjust, this.promptTokens, this.tags);
		}

		Fields adjust(UnaryOperator<CallSettings> adjust) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, this.options, this.provider,
					this.tools, this.toolChoice, this.responseFormat, adjust, this.promptTokens, this.tags);
		}

		Fields tags(Map<String, String> tags) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, this.options, this.provider,
					this.tools, this.toolChoice, this.responseFormat, this.adjust, this.promptTokens, tags);
		}

		Fields promptTokens(@Nullable Integer promptTokens) {
			return new Fields(this.messages, this.chain, this.models, this.startWith, this.options, this.provider,
					this.tools, this.toolChoice, this.responseFormat, this.adjust, promptTokens, this.tags);
		}

	}

}
