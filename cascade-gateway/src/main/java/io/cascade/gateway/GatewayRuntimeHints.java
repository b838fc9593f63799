package io.cascade.gateway;

import io.cascade.gateway.GatewayProperties.KeyProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Tells a native image what the binder finds by reflection: the types inside maps.
 */
final class GatewayRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(GatewayProperties.class, KeyProperties.class).registerHints(hints);
	}

}
