package io.cascade;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * A call of a {@link CascadeRun} that has ended.
 *
 * @param chain the name of its chain
 * @param model the model that answered, else the last one that was tried; {@code null} if
 * none was
 * @param outcome how it ended
 * @param kind what it was lost with, {@code null} if it was not
 * @param spend what it cost
 * @param requests how many HTTP requests it sent
 */
public record RunCall(String chain, @Nullable String model, CallOutcome outcome, @Nullable FailureKind kind,
		Spend spend, int requests) implements Serializable {

	@Override
	public String toString() {
		return "%s%s %s%s, %s".formatted(this.chain, (this.model != null) ? " by " + this.model : "", this.outcome.id(),
				(this.kind != null) ? " (" + this.kind.id() + ")" : "", this.spend);
	}

}
