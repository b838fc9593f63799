package io.cascade;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is to be expected of a chain for a request: on paper, and where it was requested
 * also for real, each model alone.
 *
 * @param chain the name of the chain
 * @param models what is known of each model, in the chain's order
 * @param warnings what is unwise about the chain as a whole
 */
public record ChainCheck(String chain, List<Model> models, List<String> warnings) {

	/** Keeps copies. */
	public ChainCheck {
		models = List.copyOf(models);
		warnings = List.copyOf(warnings);
	}

	/**
	 * Whether every model can serve, as far as was checked.
	 * @return {@code false} if one can't, or did not answer properly
	 */
	public boolean isFine() {
		return this.warnings.isEmpty() && this.models.stream().allMatch(Model::isFine);
	}

	/**
	 * The check as a table for terminals; what was found follows it, one line each.
	 * @return lines without one at the end
	 */
	public String toText() {
		return CheckTable.of(this);
	}

	/**
	 * One model.
	 *
	 * @param target the {@link Target#id() id} of the target
	 * @param findings what is wrong on paper, empty if nothing is
	 * @param live how it answered, {@code null} where it was not called
	 */
	public record Model(String target, List<String> findings, @Nullable Live live) {

		/** Keeps copies. */
		public Model {
			findings = List.copyOf(findings);
		}

		/**
		 * Whether it can serve.
		 * @return {@code false} if anything was found against it
		 */
		public boolean isFine() {
			return this.findings.isEmpty() && (this.live == null || this.live.failure() == null);
		}

	}

	/**
	 * How a model answered.
	 *
	 * @param failure why the answer was no proper one, {@code null} if it was
	 * @param elapsed how long it took
	 * @param spend what it cost
	 */
	public record Live(@Nullable String failure, Duration elapsed, Spend spend) {

	}

}
