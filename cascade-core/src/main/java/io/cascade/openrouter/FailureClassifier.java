package io.cascade.openrouter;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.openrouter.Phrases.Phrase;
import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/**
 * Finds the kind of an error that an upstream returned: the first row that matches it.
 * <p>
 * Stable codes come first, then words that only one failure uses, then the status. What
 * OpenRouter says itself is read by its rules, what a provider behind it or a direct
 * upstream says by the words of vendors.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/errors-and-debugging">Errors and
 * debugging</a>
 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
 */
final class FailureClassifier {

	private static final Map<String, FailureKind> LIMIT_SOURCES = Map.ofEntries(
			entry("openrouter_credits", FailureKind.QUOTA), entry("openrouter_key_limit", FailureKind.QUOTA),
			entry("in_flight_budget_exhausted", FailureKind.IN_FLIGHT_BUDGET),
			entry("openrouter_in_flight_budget", FailureKind.IN_FLIGHT_BUDGET),
			entry("openrouter_free_tier_daily", FailureKind.FREE_LIMIT),
			entry("upstream_provider_shared_pool", FailureKind.RATE_LIMIT), entry("guardrail", FailureKind.QUOTA),
			entry("workspace", FailureKind.QUOTA), entry("key", FailureKind.QUOTA));

	private static final Map<String, FailureKind> AVAILABILITY = Map.ofEntries(
			entry("model_not_found", FailureKind.MODEL_NOT_FOUND), entry("wrong_endpoint", FailureKind.NO_ENDPOINT),
			entry("no_endpoints", FailureKind.NO_ENDPOINT), entry("model_deprecated", FailureKind.MODEL_NOT_FOUND),
			entry("model_unavailable_upstream", FailureKind.NO_ENDPOINT),
			entry("privacy_restricted", FailureKind.NO_ENDPOINT), entry("constraint_filtered", FailureKind.NO_ENDPOINT),
			entry("free_variant_ended", FailureKind.MODEL_NOT_FOUND),
			entry("region_restricted", FailureKind.NO_ENDPOINT), entry("capacity_exhausted", FailureKind.RATE_LIMIT),
			entry("temporarily_unavailable", FailureKind.UNAVAILABLE));

	private static final Map<String, FailureKind> ERROR_TYPES = Map.ofEntries(
			entry("context_length_exceeded", FailureKind.CONTEXT_LENGTH),
			entry("token_limit_exceeded", FailureKind.CONTEXT_LENGTH),
			entry("content_policy_violation", FailureKind.CONTENT_POLICY), entry("refusal", FailureKind.CONTENT_POLICY),
			entry("invalid_image", FailureKind.PROVIDER_REJECTED),
			entry("image_too_large", FailureKind.PROVIDER_REJECTED),
			entry("image_too_small", FailureKind.PROVIDER_REJECTED),
			entry("unsupported_image_format", FailureKind.PROVIDER_REJECTED),
			entry("image_download_failed", FailureKind.PROVIDER_REJECTED),
			entry("image_not_found", FailureKind.PROVIDER_REJECTED), entry("authentication", FailureKind.CREDENTIALS),
			entry("payment_required", FailureKind.QUOTA), entry("insufficient_quota", FailureKind.QUOTA),
			entry("rate_limit_exceeded", FailureKind.RATE_LIMIT), entry("server", FailureKind.SERVER_ERROR),
			entry("server_error", FailureKind.SERVER_ERROR), entry("unmapped", FailureKind.SERVER_ERROR),
			entry("provider_unavailable", FailureKind.UNAVAILABLE),
			entry("provider_overloaded", FailureKind.UNAVAILABLE), entry("timeout", FailureKind.UNAVAILABLE));

	/** What these mean depends on who says so, so they come after the words. */
	private static final Map<String, FailureKind> VAGUE_TYPES = Map.ofEntries(
			entry("max_tokens_exceeded", FailureKind.INVALID_REQUEST),
			entry("string_too_long", FailureKind.INVALID_REQUEST),
			entry("invalid_request", FailureKind.INVALID_REQUEST), entry("invalid_prompt", FailureKind.INVALID_REQUEST),
			entry("precondition_failed", FailureKind.INVALID_REQUEST),
			entry("payload_too_large", FailureKind.INVALID_REQUEST),
			entry("unprocessable", FailureKind.INVALID_REQUEST), entry("permission_denied", FailureKind.CREDENTIALS),
			entry("not_found", FailureKind.MODEL_NOT_FOUND));

	/** Headers that only something in front of the API sends. */
	private static final List<String> FIREWALLS = List.of("cf-mitigated", "x-amzn-waf-action", "x-vercel-mitigated",
			"x-datadome", "x-sucuri-block");

	/** Other statuses of the 400s are the caller's fault, of the 500s the server's. */
	private static final Map<Integer, FailureKind> KINDS = Stream
		.of(statuses(FailureKind.CREDENTIALS, 401, 403), statuses(FailureKind.QUOTA, 402),
				statuses(FailureKind.MODEL_NOT_FOUND, 404, 410), statuses(FailureKind.REQUEST_TIMEOUT, 408),
				statuses(FailureKind.CONFLICT, 409, 423, 425), statuses(FailureKind.BLOCKED, 407, 418, 451, 511),
				statuses(FailureKind.RATE_LIMIT, 420, 429), statuses(FailureKind.SERVER_ERROR, 500),
				statuses(FailureKind.UNAVAILABLE, 421, 424, 444, 460, 498, 499, 502, 503, 504, 509, 520, 521, 522, 523,
						524, 525, 526, 527, 530, 529, 598, 599))
		.flatMap(List::stream)
		.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

	private static final Set<FailureKind> OF_ACCOUNT = EnumSet.of(FailureKind.CREDENTIALS, FailureKind.QUOTA);

	private static final PhraseIndex QUOTA_WORD = Phrases.all("quota");

	private static final PhraseIndex FREE_MODELS = Phrases.all("free models per day", "free models per min");

	private static final PhraseIndex OF_ONE_MODEL = Phrases.all("limit_rpm", "limit_rpd", "limit_tpm", "limit_tpd",
			"upstream", "high demand");

	private static final List<Phrase> OF_QUOTA = ErrorWords.PHRASES.stream()
		.filter((phrase) -> phrase.kind() == FailureKind.QUOTA)
		.toList();

	/** OpenRouter's own errors, and those that it passes on. */
	private static final List<Function<ErrorBody, @Nullable FailureKind>> OPENROUTER = List.of(
			when(FailureClassifier::isFreeLimit, FailureKind.FREE_LIMIT), among(LIMIT_SOURCES, ErrorBody::limitSource),
			among(AVAILABILITY, ErrorBody::availability), FailureClassifier::ofFirewall,
			FailureClassifier::ofGooglesQuota, phrases(OF_QUOTA),
			when(says("is not a valid model id"), FailureKind.INVALID_MODEL_ID),
			when((error) -> error.status() == 403 && error.isFlagged(), FailureKind.CONTENT_POLICY),
			when(isForbidden().and(says("allowed provider~", "allowed model~", "not allowed", "allow list", "allowlist",
					"data policy", "restricted", "region", "country")), FailureKind.NO_ENDPOINT),
			when(isForbidden().and(says("requires moderation", "flagged", "terms of service")),
					FailureKind.CONTENT_POLICY),
			among(ERROR_TYPES, ErrorBody::errorType), among(ERROR_TYPES, ErrorBody::code),
			when(says("no endpoints", "no allowed providers", "no provider meets", "no providers available",
					"no available providers", "providers have been ignored", "no models match",
					"provider routing requirement"), FailureKind.NO_ENDPOINT),
			when((error) -> error.status() == 400 && error.isFlagged(), FailureKind.CONTENT_POLICY));

	private static final List<Function<ErrorBody, @Nullable FailureKind>> ROUTER = List.of(phrases(ErrorWords.PHRASES),
			among(VAGUE_TYPES, ErrorBody::errorType), (error) -> byStatus(error.status()));

	private static final List<Function<ErrorBody, @Nullable FailureKind>> SERVER = List.of(
			FailureClassifier::ofFirewall, FailureClassifier::ofGooglesQuota, phrases(ErrorWords.TELLING),
			codes(ErrorCodes.TELLING), phrases(ErrorWords.GENERAL), codes(ErrorCodes.GENERAL),
			when(CallersFault::isProven, FailureKind.INVALID_REQUEST), (error) -> ofServer(error.status()));

	private FailureClassifier() {
	}

	/** The kind; {@link FailureKind#UNKNOWN} where nothing is known. */
	static FailureKind kindOf(ErrorBody error, Dialect dialect) {
		FailureKind told = (dialect == Dialect.OPENROUTER) ? first(OPENROUTER, error) : null;
		if (told != null) {
			return ofProvider(error, told);
		}
		boolean router = dialect == Dialect.OPENROUTER && !error.isFromProvider();
		FailureKind kind = first(router ? ROUTER : SERVER, error);
		return (kind != null) ? ofProvider(error, kind) : FailureKind.UNKNOWN;
	}

	/** The kind of a failure of which only the status is known. */
	static FailureKind kindOf(int status) {
		return byStatus(status);
	}

	private static @Nullable FailureKind first(List<Function<ErrorBody, @Nullable FailureKind>> rows, ErrorBody error) {
		for (Function<ErrorBody, @Nullable FailureKind> row : rows) {
			FailureKind kind = row.apply(error);
			if (kind != null) {
				return kind;
			}
		}
		return null;
	}

	/** The key that a provider refuses, and the balance it mentions, are not ours. */
	private static FailureKind ofProvider(ErrorBody error, FailureKind kind) {
		boolean others = OF_ACCOUNT.contains(kind) && error.isFromProvider()
				&& among(LIMIT_SOURCES, ErrorBody::limitSource).apply(error) == null;
		if (!others) {
			return kind;
		}
		return (error.status() == 429) ? FailureKind.RATE_LIMIT : FailureKind.BLOCKED;
	}

	private static FailureKind byStatus(int status) {
		FailureKind kind = KINDS.get(status);
		if (kind != null) {
			return kind;
		}
		if (status >= 400 && status < 500) {
			return FailureKind.INVALID_REQUEST;
		}
		return (status >= 500 && status < 600) ? FailureKind.SERVER_ERROR : FailureKind.UNKNOWN;
	}

	/**
	 * What nobody has proven to be the caller's fault may be answered by another model,
	 * and a refusal without a reason says nothing of the key.
	 */
	private static FailureKind ofServer(int status) {
		if (status == 403) {
			return FailureKind.BLOCKED;
		}
		FailureKind kind = byStatus(status);
		return (kind == FailureKind.INVALID_REQUEST) ? FailureKind.PROVIDER_REJECTED : kind;
	}

	/** A page for people, or a challenge, comes from something in front of the API. */
	private static @Nullable FailureKind ofFirewall(ErrorBody error) {
		int status = error.status();
		boolean challenged = status != 429
				&& FIREWALLS.stream().anyMatch((name) -> error.headers().getFirst(name) != null);
		return (challenged || (status == 403 && error.page())) ? FailureKind.BLOCKED : null;
	}

	/** Google calls a limit per minute a quota, and says when it is whole again. */
	private static @Nullable FailureKind ofGooglesQuota(ErrorBody error) {
		boolean limited = error.status() == 429
				&& (error.codes().contains("RESOURCE_EXHAUSTED") || RetryHint.isIn(error, Instant.EPOCH));
		return (limited && QUOTA_WORD.isAnyIn(error.words())) ? FailureKind.RATE_LIMIT : null;
	}

	/**
	 * Only the platform's own limit on free models names what is left, and so does one
	 * that it has put on a single model.
	 */
	private static boolean isFreeLimit(ErrorBody error) {
		Phrases.Text words = error.words();
		return error.status() == 429
				&& (FREE_MODELS.isAnyIn(words) || (RateLimits.isNothing(error.header("X-RateLimit-Remaining"))
						&& !error.isFromProvider() && !OF_ONE_MODEL.isAnyIn(words)));
	}

	private static Predicate<ErrorBody> says(String... words) {
		PhraseIndex phrases = Phrases.all(words);
		return (error) -> phrases.isAnyIn(error.words());
	}

	private static Predicate<ErrorBody> isForbidden() {
		return (error) -> error.status() == 403;
	}

	private static Function<ErrorBody, @Nullable FailureKind> phrases(List<Phrase> phrases) {
		PhraseIndex index = PhraseIndex.of(phrases);
		return (error) -> ErrorWords.byPhrase(index, error.words(), error.status());
	}

	private static Function<ErrorBody, @Nullable FailureKind> codes(List<ErrorCodes.Code> codes) {
		return (error) -> ErrorCodes.byCode(codes, error.codes(), error.status());
	}

	private static List<Map.Entry<Integer, FailureKind>> statuses(FailureKind kind, Integer... statuses) {
		return Stream.of(statuses).map((status) -> entry(status, kind)).toList();
	}

	private static Function<ErrorBody, @Nullable FailureKind> when(Predicate<ErrorBody> test, FailureKind kind) {
		return (error) -> test.test(error) ? kind : null;
	}

	private static Function<ErrorBody, @Nullable FailureKind> among(Map<String, FailureKind> kinds,
			Function<ErrorBody, @Nullable String> field) {
		return (error) -> {
			String value = field.apply(error);
			return (value != null) ? kinds.get(value.toLowerCase(Locale.ROOT)) : null;
		};
	}

}
