package io.cascade.starter.documents;

import java.time.Duration;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Waits for answers, or hands them on.
 */
@RestController
class WhyController {

	private final CascadeOperations cascade;

	WhyController(CascadeOperations cascade) {
		this.cascade = cascade;
	}

	@GetMapping("/waits")
	String waits(@RequestParam String q) {
		return this.cascade.exchange(CascadeRequest.of(q).deadline(Duration.ofSeconds(20)))
			.map(CascadeResponse::text)
			.blockOptional()
			.orElseThrow();
	}

	@GetMapping("/hands-on")
	Mono<String> handsOn(@RequestParam String q) {
		return this.cascade.ask(q);
	}

}
