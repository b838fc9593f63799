package com.example.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Message;

import org.springframework.stereotype.Component;

/**
 * What was said, in memory: the last 20 messages of the last 1,000 conversations.
 */
@Component
class Conversations {

	private static final Message INSTRUCTIONS = Message.system("You help customers of a shop for bicycles. Be brief.");

	private static final int MOST_MESSAGES = 20;

	private static final int MOST_CONVERSATIONS = 1000;

	private final Map<String, List<Message>> latest = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, List<Message>> eldest) {
			return size() > MOST_CONVERSATIONS;
		}

	};

	synchronized List<Message> with(String key, Message question) {
		List<Message> messages = new ArrayList<>();
		messages.add(INSTRUCTIONS);
		messages.addAll(this.latest.getOrDefault(key, List.of()));
		messages.add(question);
		return messages;
	}

	synchronized void add(String key, Message question, Message answer) {
		List<Message> messages = new ArrayList<>(this.latest.getOrDefault(key, List.of()));
		messages.add(question);
		messages.add(answer);
		int first = Math.max(0, messages.size() - MOST_MESSAGES);
		this.latest.put(key, List.copyOf(messages.subList(first, messages.size())));
	}

}
