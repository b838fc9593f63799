package io.cascade.sample;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.InvalidRequestException;
import io.cascade.web.CascadeEvents;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A question in, an answer out: whole or as it comes.
 */
@RestController
class AskController {

	private final CascadeTemplate cascade;

	AskController(CascadeTemplate cascade) {
		this.cascade = cascade;
	}

	@GetMapping("/ask")
	Mono<Answer> ask(@RequestParam String q, @RequestParam(defaultValue = "assistant") String chain) {
		return this.cascade.exchange(CascadeRequest.of(q).chain(chain)).map(Answer::of);
	}

	@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Map<String, Object>>> stream(@RequestParam String q,
			@RequestParam(defaultValue = "assistant") String chain) {
		return CascadeEvents.detailed(this.cascade.stream(CascadeRequest.of(q).chain(chain)));
	}

	@PostMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Map<String, Object>>> stream(@RequestBody Question question) {
		return stream(question.q(), "assistant");
	}

	/**
	 * The chain is the visitor's choice here, so an unknown one is the visitor's fault.
	 */
	@ExceptionHandler
	ProblemDetail refused(InvalidRequestException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	/** What a page asks in the body of a request, where no log of addresses keeps it. */
	record Question(String q) {

	}

	/** What comes back: the answer, who gave it, what it cost, and what was tried. */
	record Answer(String text, String model, @Nullable String provider, @Nullable BigDecimal cost,
			List<Tried> attempts) {

		static Answer of(CascadeResponse response) {
			return new Answer(response.text(), response.model(), response.provider(), response.cost().amount(),
					response.attempts().stream().map(Tried::of).toList());
		}

	}

	/** An attempt in few words. */
	record Tried(String model, @Nullable String provider, String outcome, @Nullable Integer status,
			@Nullable Long millis) {

		static Tried of(Attempt attempt) {
			return new Tried(attempt.model(), attempt.provider(),
					(attempt.kind() != null) ? attempt.kind().id() : attempt.outcome().id(), attempt.status(),
					(attempt.elapsed() != null) ? attempt.elapsed().toMillis() : null);
		}

	}

}
