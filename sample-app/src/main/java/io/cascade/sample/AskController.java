package io.cascade.sample;

import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.InvalidRequestException;
import io.cascade.web.CascadeServerSentEvents;
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
	Mono<CascadeResponse> ask(@RequestParam String q, @RequestParam(defaultValue = "assistant") String chain) {
		return this.cascade.exchange(CascadeRequest.of(q).chain(chain));
	}

	@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Map<String, Object>>> stream(@RequestParam String q,
			@RequestParam(defaultValue = "assistant") String chain) {
		return CascadeServerSentEvents.detailed(this.cascade.stream(CascadeRequest.of(q).chain(chain)));
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

}
