package io.cascade.test;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who serves a model, and how its answers are presented.
 *
 * @param model the name in the answer, or the requested slug
 * @param provider the serving provider, or that of the catalog
 * @param failures providers that fail before it
 * @param usageShape the shape of the usage in a stream
 * @param padding white space before a JSON body
 * @param usage what it says about tokens and cost
 */
record Serving(@Nullable String model, @Nullable String provider, List<ProviderFailure> failures, UsageShape usageShape,
		int padding, Usage usage) {

	static final Serving USUAL = new Serving(null, null, List.of(), UsageShape.FINISH_REASON_REPEATED, 0,
			Usage.COUNTED);

	Serving withModel(String model) {
		return new Serving(model, this.provider, this.failures, this.usageShape, this.padding, this.usage);
	}

	Serving withProvider(String provider) {
		return new Serving(this.model, provider, this.failures, this.usageShape, this.padding, this.usage);
	}

	Serving withFailure(String provider, int status) {
		List<ProviderFailure> all = new ArrayList<>(this.failures);
		all.add(new ProviderFailure(provider, status));
		return new Serving(this.model, this.provider, List.copyOf(all), this.usageShape, this.padding, this.usage);
	}

	Serving withUsageShape(UsageShape usageShape) {
		return new Serving(this.model, this.provider, this.failures, usageShape, this.padding, this.usage);
	}

	Serving withPadding(int padding) {
		return new Serving(this.model, this.provider, this.failures, this.usageShape, padding, this.usage);
	}

	Serving withUsage(Usage usage) {
		return new Serving(this.model, this.provider, this.failures, this.usageShape, this.padding, usage);
	}

	/**
	 * A provider that fails.
	 *
	 * @param provider its display name
	 * @param status its status
	 */
	record ProviderFailure(String provider, int status) {

	}

	/**
	 * What the usage tells.
	 *
	 * @param prompt tokens of the prompt, or null to count
	 * @param completion tokens of the completion, or null to count
	 * @param withUsage whether usage is sent at all
	 * @param withCost whether it has a cost
	 */
	record Usage(@Nullable Integer prompt, @Nullable Integer completion, boolean withUsage, boolean withCost) {

		static final Usage COUNTED = new Usage(null, null, true, true);

	}

}
