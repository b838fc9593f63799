package io.cascade;

/**
 * A target that a plan leaves out, and why.
 *
 * @param target the {@link Target#id() id} of the target
 * @param reason why
 */
public record LeftOut(String target, Reason reason) {

	@Override
	public String toString() {
		return this.target + " (" + this.reason.id() + ")";
	}

	/**
	 * Why a target is left out.
	 */
	public enum Reason {

		/** It was tried in this call. */
		TRIED("tried"),

		/** The call may not walk that far. */
		MAX_FALLBACKS("max-fallbacks"),

		/** The request refers to something that only the first target has. */
		BOUND("bound"),

		/** The upstream can't be reached. */
		UPSTREAM("upstream"),

		/** The account can't pay or is not permitted. */
		ACCOUNT("account"),

		/** The limit on free models is reached. */
		FREE_LIMIT("free-limit"),

		/** The prompt does not fit its context window. */
		CONTEXT("context"),

		/** OpenRouter does not know the slug. */
		INVALID_MODEL_ID("invalid-model-id");

		private final String id;

		Reason(String id) {
			this.id = id;
		}

		/**
		 * The name used in messages and endpoints.
		 * @return the lower-case name
		 */
		public String id() {
			return this.id;
		}

	}

}
