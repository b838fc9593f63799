package io.cascade.autoconfigure;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.CascadeResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.util.ReflectionUtils;

/**
 * Tells a native image what the binder finds by reflection: the types inside maps and
 * lists, and the factory methods that read plain words and numbers. And what an answer is
 * written as.
 */
final class CascadeRuntimeHints implements RuntimeHintsRegistrar {

	private static final Class<?>[] IN_MAPS_AND_LISTS = { ChainProperties.class, ModelProperties.class,
			OptionsProperties.class, ProviderProperties.class, UpstreamProperties.class, ConnectionProperties.class,
			BudgetProperties.class, GateProperties.class, FittingProperties.class, ModelFittingProperties.class,
			ModelLimitProperties.class };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(IN_MAPS_AND_LISTS).registerHints(hints);
		Stream
			.of(ModelProperties.class, GateProperties.class, ChainProperties.EmbeddingsProperties.class,
					ProviderProperties.SortProperties.class, ProviderProperties.PercentileProperties.class)
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> method.getName().equals("of"))
			.forEach((method) -> hints.reflection().registerMethod(method, ExecutableMode.INVOKE));
		registerAnswer(hints);
		hints.resources().registerPattern(ModuleKeys.RESOURCE);
	}

	private static void registerAnswer(RuntimeHints hints) {
		Method view = Objects.requireNonNull(ReflectionUtils.findMethod(CascadeResponse.class, "view"));
		hints.reflection().registerMethod(view, ExecutableMode.INVOKE);
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), view.getReturnType());
	}

}
