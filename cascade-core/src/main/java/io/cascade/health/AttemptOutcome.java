package io.cascade.health;

import java.util.List;
import java.util.regex.Pattern;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallView;
import io.cascade.FailureKind;
import io.cascade.Printable;
import io.cascade.exchange.AttemptEffect;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt says about who made it.
 *
 * @param effect whether it counts for or against the provider
 * @param servedBy who served the model, {@code null} where nobody said
 * @param result the status, or what happened where there was none
 * @param failure what went wrong, {@code null} if nothing did
 * @param status the HTTP status, where there was one
 * @param reason why it failed, {@code null} where nobody said
 */
record AttemptOutcome(AttemptEffect effect, @Nullable String servedBy, String result, @Nullable FailureKind failure,
		@Nullable Integer status, @Nullable String reason) {

	private static final int LONGEST_REASON = 300;

	private static final int MAX_NAME = 60;

	private static final String USUAL = " ._/-";

	private static final Pattern UNUSUAL = Pattern.compile("[^\\p{L}\\p{N} ._/-]");

	static AttemptOutcome of(Attempt attempt, List<Attempt> hop, int index, CallView call) {
		String result = (attempt.status() != null) ? digits(attempt.status())
				: (attempt.kind() != null) ? attempt.kind().id() : attempt.outcome().id();
		boolean failed = attempt.outcome() == Outcome.FAILED || attempt.outcome() == Outcome.CUT;
		FailureKind kind = (failed && attempt.kind() == null) ? FailureKind.UNKNOWN : attempt.kind();
		return new AttemptOutcome(effect(attempt, hop, index, call), name(attempt.provider()), result,
				failed ? kind : null, attempt.status(), failed ? Printable.of(attempt.reason(), LONGEST_REASON) : null);
	}

	/** Nearly all are one and the same. */
	private static String digits(int status) {
		return (status == 200) ? "200" : Integer.toString(status);
	}

	private static AttemptEffect effect(Attempt attempt, List<Attempt> hop, int index, CallView call) {
		return isFollowedByTheSame(attempt, hop, index) ? AttemptEffect.NONE
				: AttemptEffect.of(attempt, hop, call.firstTarget());
	}

	/** What its providers did before is the affair of the upstream. */
	private static boolean isFollowedByTheSame(Attempt attempt, List<Attempt> hop, int index) {
		for (int i = index + 1; i < hop.size(); i++) {
			if (hop.get(i).target().equals(attempt.target())) {
				return true;
			}
		}
		return false;
	}

	/** A name as an upstream sent it: short, and on one line. */
	private static @Nullable String name(@Nullable String provider) {
		if (provider == null || provider.isBlank()) {
			return null;
		}
		String plain = isPlain(provider) ? provider : UNUSUAL.matcher(provider).replaceAll("");
		return (plain.length() > MAX_NAME) ? plain.substring(0, MAX_NAME) : plain;
	}

	/** Of letters and digits without marks, and what is usual between them. */
	private static boolean isPlain(String name) {
		for (int i = 0; i < name.length(); i++) {
			char letter = name.charAt(i);
			boolean plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')
					|| (letter >= '0' && letter <= '9') || USUAL.indexOf(letter) >= 0;
			if (!plain) {
				return false;
			}
		}
		return true;
	}

}
