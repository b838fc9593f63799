package io.cascade.test;

import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The settings of one fault. Immutable.
 *
 * @param values the values, each checked
 */
record FaultSettings(Map<FaultSetting, Object> values) {

	static final FaultSettings NONE = new FaultSettings(Map.of());

	FaultSettings with(FaultSetting setting, @Nullable Object value) {
		Map<FaultSetting, Object> all = new EnumMap<>(FaultSetting.class);
		all.putAll(this.values);
		all.put(setting, setting.check(value));
		return new FaultSettings(Map.copyOf(all));
	}

	int number(FaultSetting setting, int fallback) {
		return (this.values.get(setting) instanceof Integer number) ? number : fallback;
	}

	@Nullable String text(FaultSetting setting) {
		return (this.values.get(setting) instanceof String text) ? text : null;
	}

	Map<String, Object> map(FaultSetting setting) {
		return (this.values.get(setting) instanceof Map<?, ?> map) ? Maps.keyed(map) : Map.of();
	}

	boolean flag(FaultSetting setting) {
		return Boolean.TRUE.equals(this.values.get(setting));
	}

}
