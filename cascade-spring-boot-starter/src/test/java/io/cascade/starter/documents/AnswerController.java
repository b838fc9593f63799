package io.cascade.starter.documents;

import java.util.Map;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.web.CascadeServerSentEvents;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers as events for a browser.
 */
@RestController
class AnswerController {

	private final CascadeOperations cascade;

	AnswerController(CascadeOperations cascade) {
		this.cascade = cascade;
	}

	@PostMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Map<String, Object>>> stream(@RequestBody Question question) {
		return CascadeServerSentEvents.of(this.cascade.stream(CascadeRequest.of(question.q())));
	}

	/** For EventSource, which can send GET only. */
	@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Map<String, Object>>> stream(@RequestParam String q) {
		return stream(new Question(q));
	}

	record Question(String q) {

	}

}
