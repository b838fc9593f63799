package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What {@link CascadeChunk.End} is made of. Nobody else calls the constructors, so that a
 * component more breaks nobody.
 */
final class AnswerEnd {

	private AnswerEnd() {
	}

	record End(CascadeChunk.Served served, @Nullable String finishReason, @Nullable Usage usage, Cost cost,
			List<Attempt> attempts, CascadeChunk.Extras extras, List<LeftOut> leftOut) implements CascadeChunk.End {

		End {
			attempts = List.copyOf(attempts);
			leftOut = List.copyOf(leftOut);
		}

		static AnswerEnd.End of(Attempt answered, @Nullable String finishReason) {
			return new AnswerEnd.End(AnswerEnd.Served.of(answered), finishReason, answered.usage(), answered.cost(),
					List.of(), CascadeChunk.Extras.NONE, List.of());
		}

		@Override
		public CascadeChunk.End withTotal(@Nullable Usage usage, Cost cost) {
			return new AnswerEnd.End(this.served, this.finishReason, usage, cost, this.attempts, this.extras,
					this.leftOut);
		}

		@Override
		public CascadeChunk.End withAttempts(List<Attempt> attempts) {
			return new AnswerEnd.End(this.served, this.finishReason, this.usage, this.cost, attempts, this.extras,
					this.leftOut);
		}

		@Override
		public CascadeChunk.End withExtras(CascadeChunk.Extras extras) {
			return new AnswerEnd.End(this.served, this.finishReason, this.usage, this.cost, this.attempts, extras,
					this.leftOut);
		}

		@Override
		public CascadeChunk.End withLeftOut(List<LeftOut> leftOut) {
			return new AnswerEnd.End(this.served, this.finishReason, this.usage, this.cost, this.attempts, this.extras,
					leftOut);
		}

	}

	record Served(String upstream, String model, @Nullable String reportedModel, @Nullable String provider,
			@Nullable String generationId, @Nullable String serviceTier) implements CascadeChunk.Served {

		static AnswerEnd.Served of(Attempt answered) {
			return new AnswerEnd.Served(answered.upstream(), answered.model(), answered.reportedModel(),
					answered.provider(), answered.generationId(), answered.serviceTier());
		}

	}

}
