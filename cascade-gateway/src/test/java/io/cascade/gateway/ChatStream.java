package io.cascade.gateway;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A stream of chat completion chunks as a client reads it.
 */
@NullUnmarked
final class ChatStream {

	private final StringBuilder text = new StringBuilder();

	private final Set<Object> models = new LinkedHashSet<>();

	private final Set<Object> ids = new LinkedHashSet<>();

	private final List<Object> reasons = new ArrayList<>();

	private @Nullable Map<String, Object> usage;

	private @Nullable Map<String, Object> summary;

	private @Nullable Object error;

	private boolean done;

	private boolean brokenOff;

	static ChatStream of(HttpResponse<String> response) {
		ChatStream stream = new ChatStream();
		GatewayFixture.data(response.body()).forEach(stream::read);
		stream.brokenOff = response.body().endsWith(PartialBody.BROKEN_OFF);
		return stream;
	}

	@SuppressWarnings("unchecked")
	private void read(String data) {
		if (this.done) {
			throw new AssertionError("after the end: " + data);
		}
		if (data.equals("[DONE]")) {
			this.done = true;
			return;
		}
		Map<String, Object> frame = GatewayFixture.json(data);
		if (frame.containsKey("error")) {
			this.error = frame.get("error");
			return;
		}
		this.models.add(frame.get("model"));
		this.ids.add(frame.get("id"));
		this.usage = frame.containsKey("usage") ? (Map<String, Object>) frame.get("usage") : this.usage;
		this.summary = frame.containsKey("cascade") ? (Map<String, Object>) frame.get("cascade") : this.summary;
		((List<Map<String, Object>>) frame.get("choices")).forEach((choice) -> {
			Object content = ((Map<String, Object>) choice.get("delta")).get("content");
			this.text.append((content != null) ? content : "");
			if (choice.get("finish_reason") != null) {
				this.reasons.add(choice.get("finish_reason"));
			}
		});
	}

	String text() {
		return this.text.toString();
	}

	Set<Object> models() {
		return this.models;
	}

	Set<Object> ids() {
		return this.ids;
	}

	List<Object> reasons() {
		return this.reasons;
	}

	@Nullable Map<String, Object> usage() {
		return this.usage;
	}

	@Nullable Map<String, Object> summary() {
		return this.summary;
	}

	@Nullable Object error() {
		return this.error;
	}

	/** Told of in the stream, and by the response that has no end. */
	boolean isBroken() {
		return this.error != null && this.brokenOff && !this.done;
	}

	boolean isDone() {
		return this.done;
	}

}
