package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.FinishReason;
import io.cascade.FrozenFields;
import io.cascade.Hop;
import io.cascade.Target;
import io.cascade.Usage;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * What one answer has said about itself so far. Where a field comes more than once, the
 * first one names who answers and the last one counts. Not thread-safe.
 */
final class Answer {

	private final Hop hop;

	private final PriceList prices;

	private @Nullable String id;

	private @Nullable String model;

	private @Nullable String provider;

	private @Nullable String serviceTier;

	private @Nullable String finishReason;

	private @Nullable Usage usage;

	private Cost cost = Cost.UNKNOWN;

	private RouterMetadata metadata = RouterMetadata.NONE;

	private @Nullable Object error;

	private final Completion completion = new Completion();

	private boolean unframed;

	private boolean visible;

	private boolean spoken;

	private boolean told;

	private boolean begun;

	private long size;

	private List<Map<String, Object>> annotations = List.of();

	private List<Map<String, Object>> logprobs = List.of();

	private final FrozenFields fields = new FrozenFields();

	private final FrozenFields message = new FrozenFields();

	private Map<?, ?> usageFields = Map.of();

	private @Nullable String thoughtsIn;

	Answer(Hop hop, PriceList prices) {
		this.hop = hop;
		this.prices = prices;
	}

	void id(@Nullable String value) {
		this.id = (this.id != null) ? this.id : ReportedName.of(value);
	}

	void model(@Nullable String value) {
		this.model = (this.model != null) ? this.model : ReportedName.of(value);
	}

	void provider(@Nullable String value) {
		this.provider = (this.provider != null) ? this.provider : ReportedName.of(value);
	}

	void serviceTier(@Nullable String value) {
		this.serviceTier = (value != null) ? value : this.serviceTier;
	}

	/** Words that say nothing, such as an empty one, are none. */
	void finishReason(@Nullable String value) {
		if (FinishReason.of(value) != FinishReason.NONE) {
			this.finishReason = value;
			this.completion.reason();
		}
	}

	Completion completion() {
		return this.completion;
	}

	/** The body is no event stream, so one that holds a whole message may be whole. */
	void unframed() {
		this.unframed = true;
	}

	void wholeMessage() {
		if (this.unframed) {
			this.completion.message();
		}
	}

	/**
	 * Some tell in each chunk what was used so far, or a part of it: what is known stays
	 * until more is known.
	 */
	void usage(Usage tokens, Cost charged) {
		this.usage = (this.usage != null) ? this.usage.updatedBy(tokens) : tokens;
		boolean cached = this.cost.source() == Cost.Source.CACHED;
		boolean more = charged.amount() != null && (charged.amount().signum() > 0 || this.cost.amount() == null);
		this.cost = (more && !cached) ? charged : this.cost;
	}

	/** The router answered from its cache, whatever the usage says. */
	void cached() {
		this.cost = Cost.CACHED;
	}

	void metadata(RouterMetadata router) {
		this.metadata = router;
	}

	/** Takes note of an error, if the value says anything. */
	void error(@Nullable Object value) {
		if (this.error == null && ErrorPlaces.says(value)) {
			this.error = value;
			this.completion.error();
		}
	}

	void annotations(Map<String, Object> annotation) {
		this.annotations = this.annotations.isEmpty() ? new ArrayList<>() : this.annotations;
		this.annotations.add(annotation);
		keep(annotation);
	}

	void logprobs(Map<String, Object> token) {
		this.logprobs = this.logprobs.isEmpty() ? new ArrayList<>() : this.logprobs;
		this.logprobs.add(token);
		keep(token);
	}

	/** Counts what is kept beside text. */
	void keep(Object value) {
		this.size += KeptSize.of(value);
	}

	/** A further field of the answer; the last value counts. */
	void field(String name, @Nullable Object value) {
		put(this.fields, name, value);
	}

	/** Usage as it was told; the last value counts, but a 0 in place of a number. */
	void usageFields(Map<?, ?> told) {
		if (this.usageFields.isEmpty()) {
			this.usageFields = told;
			this.size += KeptSize.ofFields(told);
		}
		else {
			FrozenFields all = new FrozenFields();
			this.usageFields.forEach((name, value) -> all.put(name.toString(), value));
			told.forEach((name, value) -> update(all, name.toString(), value));
			this.usageFields = all.map();
		}
	}

	private void update(FrozenFields usage, String name, Object value) {
		boolean isZero = value instanceof Number number && number.doubleValue() == 0;
		if (!isZero || !this.usageFields.containsKey(name)) {
			put(usage, name, value);
		}
	}

	/** A further field of the message; the last value counts. */
	void messageField(String name, @Nullable Object value) {
		put(this.message, name, value);
	}

	private void put(FrozenFields fields, String name, @Nullable Object value) {
		if (value != null) {
			Object before = fields.put(name, value);
			this.size += KeptSize.of(value) - ((before != null) ? KeptSize.of(before) : -name.length());
		}
	}

	/** What sound is called, so that a later message can name it. */
	void audio(Fields audio) {
		for (String name : List.of("id", "expires_at")) {
			field("audio_" + name, audio.value(name));
		}
	}

	/** Whether thoughts are told in this field: the first one that had words. */
	boolean thoughtsIn(String field) {
		this.thoughtsIn = (this.thoughtsIn != null) ? this.thoughtsIn : field;
		return this.thoughtsIn.equals(field);
	}

	/** What an event may change and must not, if it turns out to be malformed. */
	Mark mark() {
		return new Mark(this.completion.mark(), this.finishReason, this.error, this.visible, this.spoken, this.told,
				this.begun, this.size);
	}

	void backTo(Mark mark) {
		this.completion.backTo(mark.completion());
		this.finishReason = mark.finishReason();
		this.error = mark.error();
		this.visible = mark.visible();
		this.spoken = mark.spoken();
		this.told = mark.told();
		this.begun = mark.begun();
		this.size = mark.size();
	}

	/** Takes content back that was told twice; what was said of the end stays. */
	void withoutContent(Mark mark) {
		this.completion.withoutContent(mark.completion());
		this.visible = mark.visible();
		this.spoken = mark.spoken();
		this.size = mark.size();
	}

	/** A choice of a model was seen, so the router has no more say. */
	void begin() {
		this.begun = true;
	}

	/** Counts what the caller gets; blank text is no answer yet. */
	void received(int characters, boolean isAnswer) {
		this.size += characters;
		this.told = true;
		this.visible |= isAnswer;
		if (!this.spoken) {
			this.spoken = true;
			this.completion.firstWords();
		}
		this.completion.content();
	}

	/** Counts what is thought, which is no answer. */
	void thought(int characters) {
		this.size += characters;
		this.told = true;
		this.completion.content();
	}

	/** Something came that adds up, so reading the same twice is not reading it once. */
	boolean hasExtras() {
		return !this.annotations.isEmpty() || !this.logprobs.isEmpty();
	}

	boolean isVisible() {
		return this.visible;
	}

	/** Whether a caller got any of it, be it thoughts alone. */
	boolean isTold() {
		return this.told;
	}

	boolean hasBegun() {
		return this.begun;
	}

	long size() {
		return this.size;
	}

	@Nullable String provider() {
		return this.provider;
	}

	@Nullable String reportedModel() {
		return this.model;
	}

	@Nullable String finishReason() {
		return this.finishReason;
	}

	/** As the upstream says, else by the price list. */
	Cost cost() {
		return (this.cost.amount() != null || this.usage == null) ? this.cost : estimate(this.usage);
	}

	/** What a router costs is the price of the model that it chose. */
	private Cost estimate(Usage tokens) {
		Target target = target();
		PriceList.Served served = new PriceList.Served(this.model, this.serviceTier);
		Cost estimated = this.prices.listedCost(this.hop, target, served, tokens);
		return (estimated.amount() == null && ModelMatch.isRouter(target))
				? this.prices.listedCost(this.hop, null, served, tokens) : estimated;
	}

	RouterMetadata metadata() {
		return this.metadata;
	}

	@Nullable Object error() {
		return this.error;
	}

	/** The target that answers. */
	Target target() {
		return match().target();
	}

	/**
	 * The target that answers. The router is more exact than the reported slug, which may
	 * be that of another variant.
	 */
	ModelMatch.Match match() {
		return models().answering(this.model, this.metadata);
	}

	ModelMatch models() {
		return new ModelMatch(this.hop.targets(), this.prices);
	}

	CascadeChunk.Begin beginning() {
		return CascadeChunk.Begin.of(draft(target(), Attempt.Outcome.ANSWERED).attempt(), this.fields.map());
	}

	CascadeChunk.End end() {
		return CascadeChunk.End.of(draft(target(), Attempt.Outcome.ANSWERED).attempt(), this.finishReason)
			.withExtras(extras());
	}

	private CascadeChunk.Extras extras() {
		if (!this.usageFields.isEmpty()) {
			this.fields.put("usage", this.usageFields);
		}
		return new CascadeChunk.Extras(this.annotations, this.logprobs, this.fields.map(), this.message.map(),
				this.thoughtsIn);
	}

	/** What the answer says about the attempt in which it came. */
	Attempt.Draft draft(Target target, Attempt.Outcome outcome) {
		return target.draft(this.hop.index(), outcome)
			.withReportedModel(this.model)
			.withProvider(this.provider)
			.withUsage(this.usage)
			.withCost(cost())
			.withGenerationId(this.id)
			.withServiceTier(this.serviceTier);
	}

	/**
	 * The state before an event.
	 *
	 * @param completion whether the answer has ended
	 * @param finishReason why the answer ended
	 * @param error what broke it
	 * @param visible whether it has content
	 * @param spoken whether it has more than thoughts
	 * @param told whether the caller got any of it
	 * @param begun whether a choice was seen
	 * @param size how much is kept
	 */
	record Mark(Completion.Mark completion, @Nullable String finishReason, @Nullable Object error, boolean visible,
			boolean spoken, boolean told, boolean begun, long size) {

	}

}
