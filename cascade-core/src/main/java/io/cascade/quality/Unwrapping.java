package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.cascade.AnswerGate;
import io.cascade.CascadeChunk;
import io.cascade.ResponseFormat;
import io.cascade.exchange.Call;
import reactor.core.publisher.Flux;

/**
 * Takes the wrapper off an answer where JSON is asked for: by the format of the request,
 * or by a gate. An answer in one piece keeps what it has if that is no whole wrapper.
 *
 * @param told hears of each answer that had one
 */
record Unwrapping(Runnable told) {

	private static final Set<String> GATES = Set.of("json", SchemaGate.NAME);

	static boolean appliesTo(Call call, List<AnswerGate> gates) {
		ResponseFormat format = call.request().responseFormat();
		boolean asked = format != null && format.type().startsWith("json");
		return call.settings().gates().unwrap() && (asked || isJudged(gates));
	}

	/** Asked for each answer, and nearly all have no gate. */
	private static boolean isJudged(List<AnswerGate> gates) {
		return !gates.isEmpty() && gates.stream().map(AnswerGate::name).anyMatch(GATES::contains);
	}

	Flux<CascadeChunk> of(Flux<CascadeChunk> answer) {
		return Flux.defer(() -> {
			Reading reading = new Reading(new JsonWrapper(), this.told);
			return answer.concatMapIterable(reading::read, 1);
		});
	}

	/**
	 * One answer.
	 *
	 * @param wrapper reads its text
	 * @param told hears that it had a wrapper
	 */
	private record Reading(JsonWrapper wrapper, Runnable told) {

		List<CascadeChunk> read(CascadeChunk chunk) {
			if (chunk instanceof CascadeChunk.Text text) {
				return texts(this.wrapper.add(text.text()));
			}
			if (!(chunk instanceof CascadeChunk.End)) {
				return List.of(chunk);
			}
			List<CascadeChunk> last = new ArrayList<>(texts(this.wrapper.end()));
			if (this.wrapper.found()) {
				this.told.run();
			}
			last.add(chunk);
			return last;
		}

		private static List<CascadeChunk> texts(String text) {
			return text.isEmpty() ? List.of() : List.of(new CascadeChunk.Text(text));
		}

	}

}
