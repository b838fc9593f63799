package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * A request to a chain: messages, parameters and settings. Immutable; each method returns
 * a copy.
 * <p>
 * Nothing is checked here: a request that can't be made fails with an
 * {@link InvalidRequestException} in the {@code Mono} or {@code Flux}, before anything is
 * sent. {@code toString} leaves the messages out.
 *
 * @see CascadeOperations
 */
public final class CascadeRequest {

	private final RequestFields<AnswerGate> fields;

	/** Counted when it is first asked for; negative before. */
	private volatile long size = -1;

	private CascadeRequest(RequestFields<AnswerGate> fields) {
		this.fields = fields;
	}

	/**
	 * Asks a question.
	 * @param prompt the user's message
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
		RequestFields<AnswerGate> fields = new RequestFields<>();
		fields.messages = copy(messages);
		return new CascadeRequest(fields);
	}

	/**
	 * Asks with other messages.
	 * @param messages the messages, oldest first
	 * @return a copy with the messages
	 */
	public CascadeRequest messages(List<Message> messages) {
		return with((fields) -> fields.messages = copy(messages));
	}

	/**
	 * Asks this chain instead of the default one.
	 * @param name the name under {@code cascade.chains}
	 * @return a copy with the chain
	 */
	public CascadeRequest chain(String name) {
		return with((fields) -> fields.chain = name);
	}

	/**
	 * Asks these models instead of the chain's; its settings stay.
	 * @param slugs for example {@code openai/gpt-4.1-mini} or {@code ollama/llama3.1:8b}
	 * @return a copy with the models
	 */
	public CascadeRequest models(String... slugs) {
		return with((fields) -> fields.models = copy(Arrays.asList(slugs)));
	}

	/**
	 * Asks this model first, then the chain's.
	 * @param slug for example {@code openai/gpt-4.1-mini}
	 * @return a copy with the model in front
	 */
	public CascadeRequest startWith(String slug) {
		return with((fields) -> fields.startWith = slug);
	}

	/**
	 * Uses this target only; what the chain has set for it and its settings stay.
	 * @param target the {@link Target#id() id} of a target of the chain
	 * @return a copy for this target, without fallback
	 */
	public CascadeRequest alone(String target) {
		return with((fields) -> {
			fields.models = List.of(target);
			fields.startWith = null;
		}).noFallback();
	}

	/**
	 * Sets parameters; they win over the chain's and the model's.
	 * @param options the parameters to set, others stay
	 * @return a copy with the parameters
	 */
	public CascadeRequest options(Options options) {
		return with((fields) -> fields.options = options.orElse(fields.options));
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
		return with((fields) -> fields.promptTokens = tokens);
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
		return with((fields) -> fields.provider = provider.orElse(fields.provider));
	}

	/**
	 * Offers tools to the model.
	 * @param tools the tools
	 * @return a copy with the tools
	 */
	public CascadeRequest tools(Tool... tools) {
		return with((fields) -> fields.tools = copy(Arrays.asList(tools)));
	}

	/**
	 * Whether the model may, must or must not call a tool.
	 * @param choice the choice
	 * @return a copy with the choice
	 */
	public CascadeRequest toolChoice(ToolChoice choice) {
		return with((fields) -> fields.toolChoice = choice);
	}

	/**
	 * Asks for a form of the answer.
	 * @param format the form
	 * @return a copy with the form
	 */
	public CascadeRequest responseFormat(ResponseFormat format) {
		return with((fields) -> fields.responseFormat = format);
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
		return adjust((settings) -> settings.withTimeouts(change));
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
	 * case would break it is left out.
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
	 * Changes which targets the call may use, in which order, and for how much.
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
		return with((fields) -> fields.gates = List.of(gates));
	}

	/**
	 * Adds gates, which run before those of the request, the model or the chain, which
	 * stay in force.
	 * @param gates the gates, run in order until one rejects
	 * @return the copy
	 */
	public CascadeRequest addGates(AnswerGate... gates) {
		return with((fields) -> fields.addedGates = RequestFields.joined(fields.addedGates, List.of(gates)));
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
	 * Marks what the call is for, such as a tenant or a feature. Budgets may have a limit
	 * for each value, and spending is reported by it. Tags in Reactor's context are
	 * added, see {@link SpendTags}; the request's own win. They are not sent to an
	 * upstream.
	 * @param name the name of the tag
	 * @param value its value
	 * @return a copy with the tag added
	 */
	public CascadeRequest tag(String name, String value) {
		Map<String, String> tags = new LinkedHashMap<>(tags());
		tags.put(name, value);
		return with((fields) -> fields.tags = Collections.unmodifiableMap(tags));
	}

	/**
	 * Takes from another request what this one does not set: chain, models, parameters,
	 * tools, tags and rules. What this one sets wins; the other's messages don't count.
	 * @param defaults the other request, such as
	 * {@code CascadeRequest.of().tag("tenant", "acme").maxTokens(300)}
	 * @return a copy with the defaults
	 */
	public CascadeRequest orElse(CascadeRequest defaults) {
		return new CascadeRequest(this.fields.orElse(defaults.fields));
	}

	/**
	 * A copy with fewer messages. The length that the caller set no longer holds.
	 * @param messages the messages
	 * @return the copy
	 */
	public CascadeRequest compacted(List<Message> messages) {
		return with((fields) -> {
			fields.messages = copy(messages);
			fields.promptTokens = null;
		});
	}

	/**
	 * A copy without a service tier of its own.
	 * @return the copy
	 */
	public CascadeRequest withoutServiceTier() {
		return with((fields) -> fields.options = fields.options.serviceTier(null));
	}

	/**
	 * A copy with the tags of the caller's context; its own win.
	 * @param context the context of the subscriber
	 * @return the copy
	 * @see SpendTags
	 */
	public CascadeRequest tagsFrom(ContextView context) {
		Map<String, String> outer = SpendTags.in(context);
		if (outer.isEmpty()) {
			return this;
		}
		return with((fields) -> fields.tags = RequestFields.both(outer, fields.tags));
	}

	private CascadeRequest adjust(UnaryOperator<CallSettings> change) {
		UnaryOperator<CallSettings> before = this.fields.adjust;
		return with((fields) -> fields.adjust = (settings) -> change.apply(before.apply(settings)));
	}

	private CascadeRequest with(Consumer<RequestFields<AnswerGate>> change) {
		RequestFields<AnswerGate> changed = this.fields.copy();
		change.accept(changed);
		return new CascadeRequest(changed);
	}

	private static <T> List<T> copy(@Nullable List<T> values) {
		return (values != null) ? Collections.unmodifiableList(new ArrayList<>(values)) : List.of();
	}

	/**
	 * The messages.
	 * @return an immutable list, oldest first
	 */
	public List<Message> messages() {
		return this.fields.messages;
	}

	/**
	 * The chain that was named.
	 * @return the name, or {@code null} for the default chain
	 */
	public @Nullable String chain() {
		return this.fields.chain;
	}

	/**
	 * The models that replace the chain's.
	 * @return slugs, empty to use the chain's
	 */
	public List<String> models() {
		return this.fields.models;
	}

	/**
	 * The model put in front.
	 * @return a slug, or {@code null}
	 */
	public @Nullable String startWith() {
		return this.fields.startWith;
	}

	/**
	 * The parameters that were set.
	 * @return the parameters
	 */
	public Options options() {
		return this.fields.options;
	}

	/**
	 * The provider preferences that were set.
	 * @return the preferences
	 */
	public ProviderPreferences provider() {
		return this.fields.provider;
	}

	/**
	 * The tools that are offered.
	 * @return an immutable list
	 */
	public List<Tool> tools() {
		return this.fields.tools;
	}

	/**
	 * The tool choice that was set.
	 * @return the choice, or {@code null}
	 */
	public @Nullable ToolChoice toolChoice() {
		return this.fields.toolChoice;
	}

	/**
	 * The required form of the answer.
	 * @return the form, or {@code null}
	 */
	public @Nullable ResponseFormat responseFormat() {
		return this.fields.responseFormat;
	}

	/**
	 * How many tokens the messages have.
	 * @return the number, or {@code null} if not set
	 */
	public @Nullable Integer promptTokens() {
		return this.fields.promptTokens;
	}

	/**
	 * The tags that were set.
	 * @return an immutable map from names to values
	 */
	public Map<String, String> tags() {
		return this.fields.tags;
	}

	/**
	 * The gates that replace those of the model and the chain.
	 * @return the gates, empty where every answer is accepted, {@code null} where the
	 * request sets none
	 */
	public @Nullable List<AnswerGate> ownGates() {
		return this.fields.gates;
	}

	/**
	 * The gates that run before all others.
	 * @return an immutable list
	 */
	public List<AnswerGate> addedGates() {
		return this.fields.addedGates;
	}

	/**
	 * Whether the request refers to something that only its first target has, such as an
	 * uploaded file.
	 * @return {@code true} if it can't go elsewhere
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

	/**
	 * Adjusts the settings of a chain.
	 * @param ofChain the settings of the chain
	 * @return the settings of a call
	 */
	public CallSettings settings(CallSettings ofChain) {
		return this.fields.adjust.apply(ofChain);
	}

	/**
	 * How many characters are sent and looked at: of messages, in the main.
	 * @return the number
	 */
	public long size() {
		long known = this.size;
		if (known < 0) {
			known = 0;
			for (Message message : messages()) {
				known += message.size();
			}
			this.size = known;
		}
		return known;
	}

	@Override
	public String toString() {
		return "CascadeRequest[chain=%s, models=%s, %s, %s]".formatted(chain(), models(),
				Counted.of(messages().size(), "message"), options());
	}

}
