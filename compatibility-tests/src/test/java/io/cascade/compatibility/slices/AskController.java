package io.cascade.compatibility.slices;

import io.cascade.CascadeTemplate;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What slices of the web test.
 */
@RestController
class AskController {

	private final CascadeTemplate cascade;

	AskController(CascadeTemplate cascade) {
		this.cascade = cascade;
	}

	@GetMapping("/ask")
	Mono<Answer> ask(@RequestParam String question) {
		return this.cascade.ask(question).map(Answer::new);
	}

	record Answer(String text) {

	}

}
