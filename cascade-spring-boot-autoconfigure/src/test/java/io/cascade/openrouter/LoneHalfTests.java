package io.cascade.openrouter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Message.Role;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.Upstream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Halves of characters in every string of the typed API.
 * <p>
 * The invariant: the body is well-formed UTF-8 and JSON, and each string that was given
 * stands in it, with U+FFFD for each half that stood alone and otherwise unchanged.
 */
class LoneHalfTests {

	private static final int REQUESTS = Integer.getInteger("cascade.halves", 400);

	private static final String[] PIECES = { "a", "\uD83D", "\uDE00", "\uD83D\uDE00", "\uFFFD", "\"", "\\", "\n", "é" };

	private static final JsonMapper JSON = new JsonMapper();

	private final ChatRequestEncoder encoder = new ChatRequestEncoder(Fitting.NONE);

	private final List<String> given = new ArrayList<>();

	private Random random = new Random(0);

	@Test
	@DisplayName("R01 no string of a request goes out with half a character, whichever it is")
	void writesNoLoneHalf() throws CharacterCodingException {
		for (long seed = 0; seed < REQUESTS; seed++) {
			this.random = new Random(seed);
			this.given.clear();
			Upstream upstream = this.random.nextBoolean() ? Fixtures.OPENROUTER : Fixtures.OLLAMA;
			byte[] body = this.encoder.encode(Fixtures.call(request(upstream), hop(upstream)), true);
			List<String> sent = new ArrayList<>();
			collect(JSON.readValue(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString(),
					Object.class), sent);
			assertThat(sent).as("seed %d", seed)
				.containsAll(this.given)
				.allMatch((text) -> text.equals(wellFormed(text)));
		}
	}

	private Hop hop(Upstream upstream) {
		Options options = Options.none()
			.stop(List.of(torn(), torn()))
			.user(torn())
			.metadata(Map.of(torn(), torn()))
			.promptCacheKey(torn())
			.prediction(torn())
			.extraBody(Map.of("x" + torn(), List.of(torn(), Map.of("deep", torn()))));
		ProviderPreferences provider = ProviderPreferences.none();
		if (upstream.equals(Fixtures.OPENROUTER)) {
			options = options.sessionId(torn()).plugins(List.of(Map.of("id", "web", "prompt", torn())));
			provider = provider.order(List.of(torn()));
		}
		Target target = Fixtures.target(upstream, "a/" + torn());
		return new Hop(0, List.of(target), options, provider);
	}

	private CascadeRequest request(Upstream upstream) {
		ToolCall call = new ToolCall(torn(), torn(), torn(), Map.of("extra", Map.of("signature", torn())));
		Message.Origin origin = new Message.Origin(upstream.name(), "a", "reasoning_content", Map.of("kept", torn()));
		Message.Thoughts thoughts = new Message.Thoughts(torn(), List.of(), "a");
		return CascadeRequest
			.of(Message.system(torn()), Message.user(parts()).named(torn()),
					new Message(Role.ASSISTANT, List.of(), List.of(call), null, torn(), thoughts, null, origin),
					Message.tool(torn(), torn()))
			.tools(new Tool(torn(), torn(), Map.of("type", "object", "description", torn()), null),
					Tool.onServer(torn(), Map.of("k", torn())))
			.responseFormat(ResponseFormat.jsonSchema(torn(), Map.of("title", torn())).describedAs(torn()));
	}

	private ContentPart[] parts() {
		return new ContentPart[] { new ContentPart.Text(torn(), true), new ContentPart.Image(torn(), torn()),
				new ContentPart.File(torn(), torn(), torn()), new ContentPart.Audio(torn(), torn()),
				new ContentPart.Video(torn()) };
	}

	/** A text that has a start of its own, so that it can be told from others. */
	private String torn() {
		StringBuilder text = new StringBuilder("s").append(this.given.size()).append('.');
		for (int i = this.random.nextInt(6); i >= 0; i--) {
			text.append(PIECES[this.random.nextInt(PIECES.length)]);
		}
		this.given.add(wellFormed(text.toString()));
		return text.toString();
	}

	private static String wellFormed(String text) {
		StringBuilder whole = new StringBuilder();
		text.codePoints()
			.map((point) -> (point >= 0xD800 && point <= 0xDFFF) ? 0xFFFD : point)
			.forEach(whole::appendCodePoint);
		return whole.toString();
	}

	/** Values and names; a name that begins or ends otherwise is told without that. */
	private static void collect(Object value, List<String> strings) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((name, member) -> {
				strings.add(name.toString());
				strings.add(name.toString().substring(1));
				collect(member, strings);
			});
		}
		else if (value instanceof Collection<?> values) {
			values.forEach((member) -> collect(member, strings));
		}
		else if (value instanceof String text) {
			strings.add(text);
			strings.add(text.startsWith("a/") ? text.substring(2) : text);
		}
	}

}
