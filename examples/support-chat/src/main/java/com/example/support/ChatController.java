package com.example.support;

import java.util.Map;

import io.cascade.AnswerFold;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.Message;
import io.cascade.web.CascadeServerSentEvents;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChatController {

	private final CascadeOperations cascade;

	private final Conversations conversations;

	ChatController(CascadeOperations cascade, Conversations conversations) {
		this.cascade = cascade;
		this.conversations = conversations;
	}

	@PostMapping(path = "/chats/{id}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Map<String, Object>>> say(@PathVariable String id, @RequestHeader("X-Tenant") String tenant,
			@RequestBody String text) {
		String key = tenant + "/" + id;
		Message question = Message.user(text);
		return CascadeServerSentEvents.of(Flux.defer(() -> {
			AnswerFold answer = new AnswerFold();
			return this.cascade.stream(CascadeRequest.of(this.conversations.with(key, question)))
				.doOnNext(answer::add)
				.doOnComplete(() -> this.conversations.add(key, question, answer.complete().message()));
		}));
	}

}
