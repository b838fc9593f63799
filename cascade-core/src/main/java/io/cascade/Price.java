package io.cascade;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The price of a model in USD per token, discounts included. Immutable.
 *
 * @param prompt price of a prompt token
 * @param completion price of a completion token
 * @param cacheRead price of a prompt token that is read from a cache, {@code null} where
 * it costs as much as any other
 * @param cacheWrite price of a prompt token that is written to a cache, {@code null}
 * where it costs as much as any other
 * @param reasoning price of a token of hidden reasoning, {@code null} where it costs as
 * much as any other completion token
 * @param request price of a request, whatever its size
 * @param image price of an image in the prompt
 * @param conditions prices that hold under conditions; of those that apply, the last one
 * @see <a href="https://openrouter.ai/docs/overview/models">Models</a>
 */
public record Price(BigDecimal prompt, BigDecimal completion, @Nullable BigDecimal cacheRead,
		@Nullable BigDecimal cacheWrite, @Nullable BigDecimal reasoning, BigDecimal request, BigDecimal image,
		List<Conditional> conditions) {

	/** Costs nothing, as a model on a machine of one's own. */
	public static final Price FREE = perToken(BigDecimal.ZERO, BigDecimal.ZERO);

	private static final int MILLION = 6;

	/**
	 * Keeps an immutable copy of the conditions.
	 */
	public Price {
		conditions = List.copyOf(conditions);
	}

	/**
	 * A price of tokens alone.
	 * @param prompt USD per prompt token
	 * @param completion USD per completion token
	 * @return the price
	 */
	public static Price perToken(BigDecimal prompt, BigDecimal completion) {
		return new Price(prompt, completion, null, null, null, BigDecimal.ZERO, BigDecimal.ZERO, List.of());
	}

	/**
	 * A price of tokens alone, as price lists have it.
	 * @param prompt USD per million prompt tokens
	 * @param completion USD per million completion tokens
	 * @return the price
	 */
	public static Price perMillion(BigDecimal prompt, BigDecimal completion) {
		return perToken(prompt.movePointLeft(MILLION), completion.movePointLeft(MILLION));
	}

	/**
	 * A price in USD per million tokens, as people read it.
	 * @param perToken USD per token
	 * @return USD per million tokens
	 */
	public static BigDecimal toMillion(BigDecimal perToken) {
		BigDecimal price = perToken.movePointRight(MILLION).stripTrailingZeros();
		return (price.scale() < 0) ? price.setScale(0) : price;
	}

	/**
	 * The price that holds now.
	 * @param promptTokens how many tokens the prompt has
	 * @param now the instant
	 * @return the price, without conditions
	 */
	public Price at(long promptTokens, Instant now) {
		Price holds = this;
		for (Conditional conditional : this.conditions) {
			if (conditional.applies(promptTokens, now)) {
				holds = conditional.price();
			}
		}
		return holds;
	}

	/**
	 * The most that a request can cost now, whatever a cache does.
	 * @param promptTokens how many tokens the prompt has at most
	 * @param completionTokens how many tokens the answer may have
	 * @param now the instant
	 * @return USD
	 */
	public BigDecimal worstCase(long promptTokens, long completionTokens, Instant now) {
		BigDecimal worst = worst(promptTokens, completionTokens);
		for (Conditional conditional : this.conditions) {
			if (conditional.applies(promptTokens, now)) {
				worst = worst.max(conditional.price().worst(promptTokens, completionTokens));
			}
		}
		return worst;
	}

	private BigDecimal worst(long promptTokens, long completionTokens) {
		BigDecimal prompt = max(max(this.prompt, this.cacheWrite), this.cacheRead);
		BigDecimal completion = max(this.completion, this.reasoning);
		return withRequest(times(prompt, promptTokens).add(times(completion, completionTokens)));
	}

	/**
	 * What a request costs, as this price has it without its conditions.
	 * @param promptTokens tokens of the prompt, none from a cache
	 * @param completionTokens tokens of the answer
	 * @return USD
	 */
	public BigDecimal of(long promptTokens, long completionTokens) {
		return withRequest(times(this.prompt, promptTokens).add(times(this.completion, completionTokens)));
	}

	private BigDecimal withRequest(BigDecimal cost) {
		return (this.request.signum() != 0) ? cost.add(this.request) : cost;
	}

	/**
	 * What a request has cost. Images are left out, since usage lacks them.
	 * @param usage its tokens
	 * @param now when it was made
	 * @return USD, {@code null} where the usage lacks the numbers
	 */
	public @Nullable BigDecimal of(Usage usage, Instant now) {
		PaidTokens paid = PaidTokens.of(usage);
		if (paid == null) {
			return null;
		}
		Price holds = at(paid.prompt(), now);
		return holds.prompt(paid).add(holds.answer(paid)).add(holds.request);
	}

	private BigDecimal prompt(PaidTokens paid) {
		return times(this.prompt, paid.prompt() - paid.read() - paid.written())
			.add(times(orElse(this.cacheRead, this.prompt), paid.read()))
			.add(times(orElse(this.cacheWrite, this.prompt), paid.written()));
	}

	private BigDecimal answer(PaidTokens paid) {
		return times(this.completion, paid.answer() - paid.reasoning())
			.add(times(orElse(this.reasoning, this.completion), paid.reasoning()));
	}

	private static BigDecimal max(BigDecimal price, @Nullable BigDecimal other) {
		return (other != null) ? price.max(other) : price;
	}

	private static BigDecimal orElse(@Nullable BigDecimal price, BigDecimal other) {
		return (price != null) ? price : other;
	}

	private static BigDecimal times(BigDecimal price, long tokens) {
		return (price.signum() != 0 && tokens != 0) ? price.multiply(BigDecimal.valueOf(tokens)) : BigDecimal.ZERO;
	}

	/**
	 * Whether nothing of it costs anything, whatever the conditions.
	 * @return {@code true} for a free model
	 */
	public boolean isFree() {
		return this.prompt.signum() == 0 && this.completion.signum() == 0 && this.request.signum() == 0
				&& this.image.signum() == 0
				&& this.conditions.stream().allMatch((conditional) -> conditional.price().isFree());
	}

	/**
	 * A price that holds for long prompts, or for some hours of the day. All conditions
	 * that are set must hold.
	 *
	 * @param minPromptTokens for prompts with more tokens than this
	 * @param from from this time of the day in UTC
	 * @param until until before this time of the day in UTC; before {@code from} for
	 * hours across midnight
	 * @param price the price that holds then, without conditions
	 */
	public record Conditional(@Nullable Long minPromptTokens, @Nullable LocalTime from, @Nullable LocalTime until,
			Price price) {

		boolean applies(long promptTokens, Instant now) {
			return (this.minPromptTokens == null || promptTokens > this.minPromptTokens) && isTime(now);
		}

		private boolean isTime(Instant now) {
			if (this.from == null || this.until == null) {
				return true;
			}
			LocalTime time = now.atOffset(ZoneOffset.UTC).toLocalTime();
			boolean begun = !time.isBefore(this.from);
			boolean over = !time.isBefore(this.until);
			return this.from.isBefore(this.until) ? begun && !over : begun || !over;
		}

	}

}
