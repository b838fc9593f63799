package io.cascade.test;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

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
			Object value = fault.settings().get(setting);
			if (value != null) {
				result.put(setting.key(), value);
			}
		}
		fault.all().skip(1).findFirst().ifPresent((other) -> result.put("and", describe(other)));
		return result;
	}

	static Fault parse(Map<String, Object> script) {
		FaultKind kind = script.containsKey("fault") ? FaultKind.of(script.get("fault")) : FaultKind.STATUS;
		Collection<FaultSetting> allowed = FaultEffects.settings(kind);
		Fault fault = Fault.of(kind);
		for (Map.Entry<String, @Nullable Object> entry : script.entrySet()) {
			if (!entry.getKey().equals("fault")) {
				FaultSetting setting = setting(entry.getKey(), kind, allowed);
				fault = fault.with(setting, setting.check(entry.getValue()));
			}
		}
		return checked(fault);
	}

	private static FaultSetting setting(String key, FaultKind kind, Collection<FaultSetting> allowed) {
		return Arrays.stream(FaultSetting.values())
			.filter((setting) -> setting.key().equals(key) && allowed.contains(setting))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'%s' is no setting of the fault '%s'; it takes %s".formatted(key, kind.slug(),
							allowed.stream().map(FaultSetting::key).collect(Collectors.joining(", ")))));
	}

	private static Fault checked(Fault fault) {
		int status = fault.number(FaultSetting.STATUS, 0);
		if (fault.kind() == FaultKind.STATUS && (status < 400 || status > 599)) {
			throw new IllegalArgumentException("'status' must be between 400 and 599, not " + status);
		}
		return fault;
	}

}
