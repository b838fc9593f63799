package com.example.support;

import io.cascade.CascadeOperations;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AskController {

	private final CascadeOperations cascade;

	AskController(CascadeOperations cascade) {
		this.cascade = cascade;
	}

	@GetMapping("/ask")
	Mono<String> ask(@RequestParam String q) {
		return this.cascade.ask(q);
	}

}
