package io.cascade.test;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Faults as JSON, in both directions.
 */
final class FaultScript {

	private FaultScript() {
	}

	static Map<String, Object> describe(Fault fault) {
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("fault", fault.kind().slug());
		for (FaultSetting setting : FaultSetting.values()) {
			Object value = fault.settings().values().get(setting);
			if (value != null) {
				result.put(setting.key(), value);
			}
		}
		result.remove(FaultSetting.TIMES.key(), Integer.MAX_VALUE);
		if (!fault.others().isEmpty()) {
			result.put("and", fault.others().stream().map(FaultScript::describe).toList());
		}
		return result;
	}

	static Stream<Fault> parseAll(String key, @Nullable Object faults) {
		if (faults == null) {
			return Stream.empty();
		}
		if (!(faults instanceof List<?> list)) {
			throw new IllegalArgumentException("'%s' must be a list of faults, not %s".formatted(key, faults));
		}
		return list.stream().map((fault) -> {
			if (fault instanceof Map<?, ?> map) {
				return parse(Maps.keyed(map));
			}
			throw new IllegalArgumentException("'%s' must be a list of objects, not %s".formatted(key, fault));
		});
	}

	static Fault parse(Map<String, Object> script) {
		Map<String, Object> rest = new LinkedHashMap<>(script);
		List<Fault> others = parseAll("and", rest.remove("and")).toList();
		Fault fault = beginning(rest);
		for (Map.Entry<String, Object> entry : rest.entrySet()) {
			fault = fault.with(setting(entry.getKey(), fault.kind()), entry.getValue());
		}
		return others.stream().reduce(checked(fault), Fault::and);
	}

	private static Fault beginning(Map<String, Object> rest) {
		if (rest.containsKey("vendorError")) {
			return VendorError.of(rest.remove("vendorError")).fault();
		}
		return Fault.of(rest.containsKey("fault") ? FaultKind.of(rest.remove("fault")) : FaultKind.STATUS);
	}

	private static FaultSetting setting(String key, FaultKind kind) {
		Collection<FaultSetting> allowed = FaultEffects.settings(kind);
		return Arrays.stream(FaultSetting.values())
			.filter((setting) -> setting.key().equals(key) && allowed.contains(setting))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'%s' is no setting of the fault '%s'; it takes %s".formatted(key, kind.slug(),
							allowed.stream().map(FaultSetting::key).collect(Collectors.joining(", ")))));
	}

	private static Fault checked(Fault fault) {
		int status = fault.settings().number(FaultSetting.STATUS, 0);
		if (fault.kind() == FaultKind.STATUS && (status < 400 || status > 599)) {
			throw new IllegalArgumentException("'status' must be between 400 and 599, not " + status);
		}
		return fault;
	}

}
