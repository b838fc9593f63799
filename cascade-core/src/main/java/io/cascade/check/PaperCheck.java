package io.cascade.check;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.Counted;
import io.cascade.Price;
import io.cascade.SelectionRules;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.RequestNeeds;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the targets of a call by what is known of them, in sentences without
 * their subject.
 *
 * @param call the request and its chain
 * @param prices what models cost and can do
 * @param prompt how long the prompt is
 */
record PaperCheck(Call call, PriceList prices, PromptTokens prompt) {

	private static final int SOON_DAYS = 30;

	List<String> findings(Target target) {
		List<String> findings = new ArrayList<>();
		boolean unlisted = this.prices.isUnlisted(target);
		if (unlisted) {
			findings.add("is not in the catalog: is it spelled right?");
		}
		ModelInfo info = this.prices.info(target);
		if (info != null) {
			Stream.of(withdrawn(info), tooLong(target, info)).filter(Objects::nonNull).forEach(findings::add);
			findings.addAll(missing(info));
		}
		Stream.of(window(target, unlisted), price(target, unlisted)).filter(Objects::nonNull).forEach(findings::add);
		return List.copyOf(findings);
	}

	private @Nullable String withdrawn(ModelInfo info) {
		LocalDate day = info.expirationDate();
		LocalDate today = LocalDate.ofInstant(this.prices.now(), ZoneOffset.UTC);
		if (day == null || day.isAfter(today.plusDays(SOON_DAYS))) {
			return null;
		}
		return (day.isBefore(today) ? "was withdrawn on " : "is withdrawn on ") + day;
	}

	private @Nullable String tooLong(Target target, ModelInfo info) {
		Integer asked = this.call.maxTokens(target);
		Integer most = info.maxCompletionTokens();
		return (asked != null && most != null && asked > most)
				? "writes at most %s, and max_tokens is %d".formatted(Counted.of(most, "token"), asked) : null;
	}

	private List<String> missing(ModelInfo info) {
		RequestNeeds needs = RequestNeeds.of(this.call.request());
		return Stream
			.concat(needs.missingParameters(info).stream().map("does not support "::concat),
					needs.missingModalities(info).stream().map((kind) -> "accepts no %s in a prompt".formatted(kind)))
			.toList();
	}

	private @Nullable String window(Target target, boolean unlisted) {
		Integer window = this.prices.window(target);
		if (window == null) {
			return unlisted ? null : "has an unknown context window";
		}
		Integer answer = this.call.maxTokens(target);
		long needed = this.prompt.least() + ((answer != null) ? answer : 0);
		return (needed > window) ? "has a context window of %s, and prompt and answer may need %d"
			.formatted(Counted.of(window, "token"), needed) : null;
	}

	private @Nullable String price(Target target, boolean unlisted) {
		String asked = this.call.request().options().serviceTier();
		Price price = this.prices.price(target, (asked != null) ? asked : target.options().serviceTier());
		return (price == null && !unlisted) ? "has an unknown price" : null;
	}

	List<String> warnings() {
		SelectionRules selection = this.call.settings().selection();
		ChainWarnings own = ChainWarnings.ofOwn(this.call.chain(), selection, this.prices);
		ChainWarnings all = new ChainWarnings(this.call.chain().targets(), selection, this.prices);
		return Stream.of(all.isCutOff() ? all.freeBeforePaid() : null, own.cheaper(), all.smaller())
			.filter(Objects::nonNull)
			.toList();
	}

}
