package io.cascade;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Which fields may be added to a request body. Those that decide on target, content and
 * how the answer is read are not: plans, prices and attempts would tell of something else
 * than what was sent.
 */
final class ExtraBody {

	private static final Pattern NO_NAME = Pattern.compile("[^\\p{L}\\p{N}_]");

	private static final Map<String, String> REFUSED = refused();

	private static final Set<String> LIMITS = Set.of(Option.MAX_TOKENS.wireName(),
			Option.MAX_COMPLETION_TOKENS.wireName());

	/** Lists of which each side may bring some. */
	private static final Set<String> LISTS = Set.of("tools", Option.PLUGINS.wireName());

	/**
	 * Servers written in Go read names whatever their case, so another spelling of a
	 * field would stand beside it.
	 */
	private static final Map<String, String> SPELLINGS = Stream
		.concat(Arrays.stream(Option.values()).map(Option::wireName),
				Stream.of("tools", "tool_choice", "response_format", "stream_options"))
		.collect(Collectors.toMap(ExtraBody::folded, (name) -> name));

	private ExtraBody() {
	}

	private static Map<String, String> refused() {
		Map<String, String> refused = new LinkedHashMap<>();
		refuse(refused, "the chain decides on the models: list it there, or use models() or startWith()", "model",
				"models", "fallbacks", "fallback_models", "preset", "model_id", "model_name", "engine", "engine_id",
				"deployment", "deployment_id", "fallback_model", "default_fallbacks", "context_window_fallbacks",
				"content_policy_fallbacks", "model_list", "router_settings", "user_config");
		refuse(refused, "the messages of the request are sent", "messages", "prompt", "input");
		refuse(refused, "'transport' decides how an answer travels", "stream");
		refuse(refused, "one answer is read", "n", "best_of", "num_return_sequences", "candidate_count");
		refuse(refused, "the key 'provider' and ProviderPreferences decide it", "provider", "route",
				"custom_llm_provider");
		refuse(refused, "the upstream decides where a request goes and with which key", "api_key", "api_base",
				"base_url", "api_version", "organization", "authorization", "headers", "extra_headers",
				"default_headers", "litellm_params", "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
				"azure_ad_token", "vertex_credentials");
		refuse(refused, "answers come from an upstream: use the scripted server of the test starter", "mock_response");
		refuse(refused, "its fields belong into the body itself", "extra_body");
		refuse(refused, "calls are read from tools: use these", "functions", "function_call");
		return refused;
	}

	private static void refuse(Map<String, String> refused, String reason, String... names) {
		List.of(names).forEach((name) -> refused.put(bare(name), reason));
	}

	static boolean isLimit(String name, @Nullable Object value) {
		return LIMITS.contains(name) && value instanceof Number number && number.intValue() == number.doubleValue();
	}

	static void check(Map<String, Object> extra) {
		extra.forEach(ExtraBody::check);
	}

	private static void check(String name, @Nullable Object value) {
		String reason = REFUSED.get(bare(name));
		if (reason != null) {
			throw refusal(name, "must not be set: " + reason);
		}
		String spelling = SPELLINGS.getOrDefault(folded(name), name);
		if (!spelling.equals(name)) {
			throw refusal(name, "must not be set: it is spelled '%s'".formatted(spelling));
		}
		String complaint = complaint(name, value);
		if (complaint != null) {
			throw refusal(name, "must be %s, not %s".formatted(complaint,
					(value != null) ? "a value of " + value.getClass().getSimpleName() : "null"));
		}
	}

	private static @Nullable String complaint(String name, @Nullable Object value) {
		if (LIMITS.contains(name)) {
			return "a whole number of at least 1";
		}
		return (LISTS.contains(name) && !(value instanceof List)) ? "a list" : Frozen.complaint(value);
	}

	private static InvalidRequestException refusal(String name, String rule) {
		String shown = name.replaceAll("[^\\w.:-]", "?");
		String field = shown.substring(0, Math.min(shown.length(), 80));
		return InvalidRequestException.inField(field, "'extra_body.%s' %s".formatted(field, rule));
	}

	/** As letters alone, since some servers take {@code modelId} for {@code model_id}. */
	private static String bare(String name) {
		return folded(name).replace("_", "");
	}

	/**
	 * Upper case first: some letters have two small forms. Servers that read forms take
	 * brackets off, and some take one kind of dash or letter for another.
	 */
	private static String folded(String name) {
		String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).replace('-', '_');
		return NO_NAME.matcher(plain).replaceAll("").toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
	}

}
