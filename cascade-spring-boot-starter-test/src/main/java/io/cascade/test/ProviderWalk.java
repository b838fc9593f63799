package io.cascade.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Tries the models of one request in order, until one answers or the request as a whole
 * has failed.
 */
final class ProviderWalk {

	private static final Set<String> MODEL_SPECIFIC = Set.of("context_length_exceeded", "max_tokens_exceeded",
			"token_limit_exceeded", "string_too_long", "content_policy_violation", "refusal", "invalid_image",
			"image_too_large", "image_too_small", "unsupported_image_format", "image_download_failed");

	private final Catalog catalog;

	private final List<RouterAttempt> attempts = new ArrayList<>();

	private final List<Failure> failures = new ArrayList<>();

	private @Nullable Failure skipped;

	ProviderWalk(Catalog catalog) {
		this.catalog = catalog;
	}

	@Nullable Served answerOf(List<String> slugs, Scripts scripts) {
		for (String slug : slugs) {
			ModelScript script = scripts.model(slug);
			Fault fault = script.nextFault();
			if (fault == null || fault.kind() != FaultKind.STATUS) {
				return serve(script, fault);
			}
			if (stopsAt(script, fault)) {
				return null;
			}
		}
		return null;
	}

	private Served serve(ModelScript script, @Nullable Fault fault) {
		script.tried();
		String provider = tryProviders(script, 200);
		return new Served(script, provider, fault, List.copyOf(this.attempts));
	}

	private boolean stopsAt(ModelScript script, Fault fault) {
		int status = fault.settings().number(FaultSetting.STATUS, 500);
		boolean whole = failsWholeRequest(fault, status);
		if (status == 404 && !whole) {
			this.skipped = new Failure(fault, script.slug(), null);
			return false;
		}
		script.tried();
		String provider = whole ? null : tryProviders(script, status);
		this.failures.add(new Failure(fault, script.slug(), provider));
		return whole;
	}

	private String tryProviders(ModelScript script, int status) {
		Serving serving = script.serving();
		serving.failures()
			.forEach((failure) -> this.attempts
				.add(new RouterAttempt(failure.provider(), script.slug(), failure.status())));
		String provider = serving.provider();
		String name = (provider != null) ? provider : this.catalog.entry(script.slug()).provider();
		this.attempts.add(new RouterAttempt(name, script.slug(), status));
		return name;
	}

	static boolean failsWholeRequest(Fault fault, int status) {
		Object source = fault.settings().map(FaultSetting.METADATA).get("limit_source");
		return fault.settings().flag(FaultSetting.WHOLE_REQUEST) || switch (status) {
			case 400 -> !MODEL_SPECIFIC.contains(String.valueOf(fault.settings().text(FaultSetting.ERROR_TYPE)));
			case 401, 402 -> true;
			case 403 -> !fault.settings().map(FaultSetting.METADATA).containsKey("reasons");
			case 429 -> source instanceof String name && name.startsWith("openrouter_");
			default -> false;
		};
	}

	List<RouterAttempt> attempts() {
		return List.copyOf(this.attempts);
	}

	List<Failure> failures() {
		return (this.failures.isEmpty() && this.skipped != null) ? List.of(this.skipped) : List.copyOf(this.failures);
	}

	/**
	 * A try of one model at one provider.
	 *
	 * @param provider the display name of the provider
	 * @param model the slug
	 * @param status the status
	 */
	record RouterAttempt(String provider, String model, int status) {

	}

	/**
	 * The model that answers.
	 *
	 * @param script its script
	 * @param provider who serves it
	 * @param fault what befalls its answer
	 * @param attempts all tries
	 */
	record Served(ModelScript script, String provider, @Nullable Fault fault, List<RouterAttempt> attempts) {

	}

	/**
	 * A model that failed.
	 *
	 * @param fault how
	 * @param slug the model
	 * @param provider who failed, if anybody was asked
	 */
	record Failure(Fault fault, String slug, @Nullable String provider) {

		int status() {
			return this.fault.settings().number(FaultSetting.STATUS, 500);
		}

		String message() {
			String message = this.fault.settings().text(FaultSetting.MESSAGE);
			return (message != null) ? message : StatusDefaults.of(status()).message();
		}

	}

}
