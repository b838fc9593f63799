package io.cascade.observation;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Key values that come as a convention has made them.
 */
class ObservedContextTests {

	private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");

	private final Observation.Context ours = new Plain();

	private final Observation.Context usual = new Observation.Context();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	@DisplayName("whatever is added and removed, the key values are those that any context would have")
	void hasWhatAnyContextHas(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 200; i++) {
			Consumer<Observation.Context> change = change(random);
			change.accept(this.ours);
			change.accept(this.usual);
			assertThat(this.ours.getLowCardinalityKeyValues()).isEqualTo(this.usual.getLowCardinalityKeyValues());
			assertThat(this.ours.getHighCardinalityKeyValues()).isEqualTo(this.usual.getHighCardinalityKeyValues());
			assertThat(this.ours.getAllKeyValues()).isEqualTo(this.usual.getAllKeyValues());
			assertThat(KEYS).allSatisfy((key) -> {
				assertThat(this.ours.getLowCardinalityKeyValue(key))
					.isEqualTo(this.usual.getLowCardinalityKeyValue(key));
				assertThat(this.ours.getHighCardinalityKeyValue(key))
					.isEqualTo(this.usual.getHighCardinalityKeyValue(key));
			});
			assertThat(this.ours).hasToString(this.usual.toString());
		}
	}

	private static Consumer<Observation.Context> change(Random random) {
		KeyValue one = one(random);
		KeyValues several = KeyValues.of(one, one(random), one(random));
		String[] keys = { one(random).getKey(), one(random).getKey() };
		return switch (random.nextInt(8)) {
			case 0 -> (context) -> context.addLowCardinalityKeyValue(one);
			case 1 -> (context) -> context.addLowCardinalityKeyValues(several);
			case 2 -> (context) -> context.removeLowCardinalityKeyValue(keys[0]);
			case 3 -> (context) -> context.removeLowCardinalityKeyValues(keys);
			case 4 -> (context) -> context.addHighCardinalityKeyValue(one);
			case 5 -> (context) -> context.addHighCardinalityKeyValues(several);
			case 6 -> (context) -> context.removeHighCardinalityKeyValue(keys[0]);
			default -> (context) -> context.removeHighCardinalityKeyValues(keys);
		};
	}

	private static KeyValue one(Random random) {
		return KeyValue.of(KEYS.get(random.nextInt(KEYS.size())), String.valueOf(random.nextInt(3)));
	}

	@Test
	@DisplayName("details are made for the first who asks, once")
	void makesDetailsForWhoAsks() {
		AtomicInteger made = new AtomicInteger();
		Plain context = new Plain();
		context.later(() -> KeyValues.of("a", "made " + made.incrementAndGet()));
		context.addLowCardinalityKeyValues(KeyValues.of("x", "y"));
		assertThat(context.getLowCardinalityKeyValues()).isEqualTo(KeyValues.of("x", "y"));
		assertThat(made).hasValue(0);
		assertThat(context.getHighCardinalityKeyValue("a")).isEqualTo(KeyValue.of("a", "made 1"));
		assertThat(context.getHighCardinalityKeyValues()).isEqualTo(KeyValues.of("a", "made 1"));
		assertThat(context.getAllKeyValues()).isEqualTo(KeyValues.of("a", "made 1", "x", "y"));
		assertThat(made).hasValue(1);
	}

	@Test
	@DisplayName("details replace what was added before them, and what is added after them replaces them")
	void detailsHaveTheirTurn() {
		Plain context = new Plain();
		context.addHighCardinalityKeyValues(KeyValues.of("a", "before", "b", "before"));
		context.later(() -> KeyValues.of("b", "detail", "c", "detail", "d", "detail"));
		context.addHighCardinalityKeyValue(KeyValue.of("c", "after"));
		context.removeHighCardinalityKeyValue("d");
		assertThat(context.getHighCardinalityKeyValues())
			.isEqualTo(KeyValues.of("a", "before", "b", "detail", "c", "after"));
		context.later(() -> KeyValues.of("e", "detail"));
		context.later(() -> KeyValues.of("f", "detail"));
		assertThat(context.getHighCardinalityKeyValues())
			.isEqualTo(KeyValues.of("a", "before", "b", "detail", "c", "after", "e", "detail", "f", "detail"));
	}

	private static final class Plain extends ObservedContext {

	}

}
