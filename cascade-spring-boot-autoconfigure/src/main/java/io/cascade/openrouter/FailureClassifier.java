package io.cascade.openrouter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import io.cascade.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import static java.util.Map.entry;

/**
 * Finds the kind of an error that an upstream returned: the first row that knows it.
 * <p>
 * Stable codes come first, then words that only one failure uses, then the status.
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

	private static final Set<Integer> BUDGET = Set.of(400, 402, 403, 429);

	private static final Set<Integer> CALLERS_FAULT = Set.of(400, 412, 413, 415, 422);

	private static final List<Function<ErrorBody, @Nullable FailureKind>> ROWS = List.of(
			when(FailureClassifier::isFreeLimit, FailureKind.FREE_LIMIT), among(LIMIT_SOURCES, ErrorBody::limitSource),
			among(AVAILABILITY, ErrorBody::availability),
			when((error) -> in(error, BUDGET) && says(error, "credit balance is too low", "insufficient credit",
					"requires more credits", "exceeded your current quota", "key limit exceeded", "insufficient_quota",
					"budget limit", "budget exceeded", "spend limit", "prompt tokens limit exceeded"),
					FailureKind.QUOTA),
			when((error) -> says(error, "is not a valid model id"), FailureKind.INVALID_MODEL_ID),
			when((error) -> error.status() == 403 && error.isFlagged(), FailureKind.CONTENT_POLICY),
			when((error) -> error.status() == 403 && says(error, "allowed provider", "allowed model", "not allowed",
					"allow-list", "allowlist", "data policy", "restricted", "region", "country"),
					FailureKind.NO_ENDPOINT),
			when((error) -> error.status() == 403 && says(error, "moderation", "flagged", "terms of service"),
					FailureKind.CONTENT_POLICY),
			among(ERROR_TYPES, ErrorBody::errorType), among(ERROR_TYPES, ErrorBody::code),
			when((error) -> error.status() == 400 && says(error, "context length", "context window", "maximum context",
					"prompt is too long", "too many tokens", "context_length_exceeded"), FailureKind.CONTEXT_LENGTH),
			when((error) -> error.status() == 400 && (error.isFlagged()
					|| says(error, "content policy", "content_policy", "content management policy", "moderation")),
					FailureKind.CONTENT_POLICY),
			when((error) -> says(error, "no endpoints", "no allowed providers", "no provider meets",
					"no providers available", "no available providers", "provider routing requirement"),
					FailureKind.NO_ENDPOINT),
			when((error) -> in(error, CALLERS_FAULT) && error.isFromProvider(), FailureKind.PROVIDER_REJECTED),
			among(VAGUE_TYPES, ErrorBody::errorType), FailureClassifier::byStatus);

	private FailureClassifier() {
	}

	/** The kind; {@link FailureKind#UNKNOWN} where nothing is known. */
	static FailureKind kindOf(ErrorBody error) {
		for (Function<ErrorBody, @Nullable FailureKind> row : ROWS) {
			FailureKind kind = row.apply(error);
			if (kind != null) {
				return kind;
			}
		}
		return FailureKind.UNKNOWN;
	}

	/** The kind of a failure of which only the status is known. */
	static FailureKind kindOf(int status) {
		return byStatus(new ErrorBody(status, HttpHeaders.EMPTY, Fields.NONE, RouterMetadata.NONE));
	}

	private static FailureKind byStatus(ErrorBody error) {
		int status = error.status();
		return switch (status) {
			case 401, 403 -> FailureKind.CREDENTIALS;
			case 402 -> FailureKind.QUOTA;
			case 404 -> FailureKind.MODEL_NOT_FOUND;
			case 408 -> FailureKind.REQUEST_TIMEOUT;
			case 429 -> FailureKind.RATE_LIMIT;
			case 500 -> FailureKind.SERVER_ERROR;
			case 502, 503, 504, 520, 521, 522, 523, 524, 529 -> FailureKind.UNAVAILABLE;
			default -> CALLERS_FAULT.contains(status) ? FailureKind.INVALID_REQUEST : byRange(status);
		};
	}

	private static FailureKind byRange(int status) {
		if (status >= 400 && status < 500) {
			return FailureKind.INVALID_REQUEST;
		}
		return (status >= 500 && status < 600) ? FailureKind.SERVER_ERROR : FailureKind.UNKNOWN;
	}

	/** Only the platform's own limit on free models names what is left. */
	private static boolean isFreeLimit(ErrorBody error) {
		return error.status() == 429 && (says(error, "free-models-per-day", "free-models-per-min")
				|| "0".equals(error.header("X-RateLimit-Remaining")));
	}

	private static boolean in(ErrorBody error, Set<Integer> statuses) {
		return statuses.contains(error.status()) || error.status() == 0;
	}

	private static boolean says(ErrorBody error, String... phrases) {
		String words = error.words();
		for (String phrase : phrases) {
			if (words.contains(phrase)) {
				return true;
			}
		}
		return false;
	}

	private static Function<ErrorBody, @Nullable FailureKind> when(Predicate<ErrorBody> test, FailureKind kind) {
		return (error) -> test.test(error) ? kind : null;
	}

	private static Function<ErrorBody, @Nullable FailureKind> among(Map<String, FailureKind> kinds,
			Function<ErrorBody, @Nullable String> field) {
		return (error) -> {
			String value = field.apply(error);
			return (value != null) ? kinds.get(value) : null;
		};
	}

}
