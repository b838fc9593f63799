package io.cascade.exchange;

import java.util.List;
import java.util.Objects;

import io.cascade.CascadeChunk;
import reactor.core.publisher.Flux;

/**
 * An exchange of the application around those of the library. Thread-safe.
 */
public final class CustomizedExchange implements Exchange {

	private final Exchange custom;

	private final Exchange next;

	private final Callbacks callbacks;

	private CustomizedExchange(Exchange custom, Exchange next, Callbacks callbacks) {
		this.custom = custom;
		this.next = next;
		this.callbacks = callbacks;
	}

	/**
	 * What customizers make of an exchange.
	 * @param next performs the call
	 * @param customizers the customizers, the outermost first
	 * @return {@code next} itself if none of them puts anything around it
	 */
	public static Exchange create(Exchange next, List<ExchangeCustomizer> customizers) {
		Callbacks callbacks = Callbacks.of(ExchangeCustomizer.class);
		Exchange exchange = next;
		for (int i = customizers.size() - 1; i >= 0; i--) {
			exchange = around(exchange, customizers.get(i), callbacks);
		}
		return exchange;
	}

	private static Exchange around(Exchange next, ExchangeCustomizer customizer, Callbacks callbacks) {
		Exchange entering = (call) -> Callbacks.entering(next.exchange(call));
		Exchange custom = callbacks.need(customizer, () -> customizer.customize(entering));
		Objects.requireNonNull(custom, () -> customizer.getClass().getName() + " made no Exchange");
		return (custom != entering) ? new CustomizedExchange(custom, next, callbacks) : next;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return this.callbacks.through(this.custom, Flux.empty(), (nothing) -> this.custom.exchange(call));
	}

	/** The words of the application are not ours to log. */
	@Override
	public String toString() {
		String name = this.custom.getClass().getName().replaceAll("\\$(\\$|\\d).*", "");
		return name.replaceAll(".*[.$]", "") + " ▸ " + this.next;
	}

}
