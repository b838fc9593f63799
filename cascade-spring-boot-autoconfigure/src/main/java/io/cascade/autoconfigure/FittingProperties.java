package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

import io.cascade.openrouter.Fitting;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an upstream does not accept.
 *
 * @param preset Known rules for the upstream. "auto" chooses them by the host of the base
 * URL, "none" has no rules.
 * @param leaveOut Fields of the body that are not sent, such as "stream_options" or
 * "tools.function.strict". None if not set.
 * @param rename Fields that are sent by another name. None if not set.
 * @param force Fields that are sent with this value, whatever was set. None if not set.
 * @param take Parameters that are sent although the dialect lacks them, such as "top_k".
 * None if not set.
 * @param models Same for some models only. None if not set.
 */
@ConfigurationPropertiesSource
record FittingProperties(@DefaultValue("auto") FittingPreset preset, @DefaultValue List<String> leaveOut,
		@DefaultValue Map<String, String> rename, @DefaultValue Map<String, Object> force,
		@DefaultValue List<String> take, @DefaultValue List<ModelFittingProperties> models) {

	Fitting toFitting(FittingPreset known) {
		List<Fitting.Rule> own = new ArrayList<>();
		own.add(rule(List.of(), List.of(),
				new ModelFittingProperties(List.of(), List.of(), this.leaveOut, this.rename, this.force, this.take)));
		this.models.forEach((model) -> own.add(rule(model.match(), model.except(), model)));
		return known.fitting().and(own);
	}

	private static Fitting.Rule rule(List<String> match, List<String> except, ModelFittingProperties fitting) {
		return new Fitting.Rule(match, except, new LinkedHashSet<>(fitting.take()),
				new LinkedHashSet<>(fitting.leaveOut()), fitting.rename(), FreeForm.restore(fitting.force()));
	}

}
