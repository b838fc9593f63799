package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Message;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model needs to recognize its thoughts by, as one text that a client keeps and
 * sends back without reading it. So nothing has to be stored here, and thoughts go back
 * to models of their author only.
 */
final class KeptThoughts {

	private static final String PREFIX = "cascade1.";

	private static final String TEXT = "reasoning.text";

	private static final String SUMMARY = "reasoning.summary";

	private static final ObjectReader OBJECTS = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build())
			.build())
		.build()
		.readerFor(new TypeReference<Map<String, Object>>() {
		});

	private KeptThoughts() {
	}

	/**
	 * Keeps details. The only one whose words the client has anyway is kept without them.
	 */
	static String keep(@Nullable String author, List<Map<String, Object>> details, String words) {
		List<Map<String, Object>> kept = details;
		if (details.size() == 1) {
			Map<String, Object> wordless = new LinkedHashMap<>(details.get(0));
			String place = place(wordless);
			if (place != null && words.equals(wordless.get(place))) {
				wordless.remove(place);
				kept = List.of(wordless);
			}
		}
		byte[] json = Json.bytes(Json.object("author", author, "details", kept));
		return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
	}

	/** What was kept, {@code null} if it was not kept here. */
	static Message.@Nullable Thoughts read(String kept, String words) {
		if (!kept.startsWith(PREFIX)) {
			return null;
		}
		try {
			byte[] json = Base64.getUrlDecoder()
				.decode(kept.substring(PREFIX.length()).getBytes(StandardCharsets.UTF_8));
			Map<String, Object> fields = OBJECTS.readValue(json);
			return (fields != null) ? thoughts(fields, words) : null;
		}
		catch (IllegalArgumentException | JacksonException ex) {
			return null;
		}
	}

	private static Message.Thoughts thoughts(Map<String, Object> fields, String words) {
		List<Map<String, Object>> details = new ArrayList<>();
		if (fields.get("details") instanceof List<?> list) {
			list.forEach((element) -> {
				if (element instanceof Map<?, ?> map) {
					details.add(detail(map, words));
				}
			});
		}
		String author = (fields.get("author") instanceof String told) ? told : null;
		return new Message.Thoughts(words, details, author);
	}

	private static Map<String, Object> detail(Map<?, ?> kept, String words) {
		Map<String, Object> detail = new LinkedHashMap<>();
		kept.forEach((name, value) -> detail.put(String.valueOf(name), value));
		String place = place(detail);
		if (place != null && !words.isEmpty()) {
			detail.putIfAbsent(place, words);
		}
		return detail;
	}

	/** Where a detail has its words. */
	private static @Nullable String place(Map<String, Object> detail) {
		Object type = detail.get("type");
		return TEXT.equals(type) ? "text" : SUMMARY.equals(type) ? "summary" : null;
	}

}
