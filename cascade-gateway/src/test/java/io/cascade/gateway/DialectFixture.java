package io.cascade.gateway;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.InvalidRequestException;
import io.cascade.Message;
import io.cascade.RequestCheck;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the tests of the dialects share.
 */
final class DialectFixture {

	static final Reply REPLY = Reply.to("req_1", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
	};

	private DialectFixture() {
	}

	static Map<String, Object> json(String text) {
		return JSON.readValue(text.replace('\'', '"'), OBJECT);
	}

	/** As it arrives at a client. */
	static Map<String, Object> sent(Map<String, Object> object) {
		return JSON.readValue(Json.bytes(object), OBJECT);
	}

	static GatewayError refusal(ThrowingCallable call) {
		GatewayException refused = catchThrowableOfType(GatewayException.class, call);
		assertThat(refused).as("the refusal").isNotNull();
		assertThat(refused.error().status()).isEqualTo(400);
		return refused.error();
	}

	/** What is wrong is told with its path, and never in another way. */
	static void refusesWhateverIsWrong(ClientDialect dialect, List<Map<String, Object>> examples) {
		MutatedBodies bodies = new MutatedBodies(7, examples);
		int refused = 0;
		for (int i = 0; i < 10_000; i++) {
			Map<String, Object> body = bodies.of(examples.get(i % examples.size()));
			try {
				Asked asked = dialect.read(body);
				check(asked.request());
				dialect.frames(asked, REPLY).failed(GatewayError.of(500, null, "It failed."));
				Json.bytes(dialect.whole(CascadeResponse.of("So."), asked, REPLY));
			}
			catch (GatewayException ex) {
				assertThat(ex.error().status()).isEqualTo(400);
				assertThat(ex.error().param()).as("%s", body).isNotBlank();
				assertThat(ex.error().message()).as("%s", body).contains("'").isNotBlank();
				refused++;
			}
			catch (InvalidRequestException ex) {
				assertThat(ex).hasMessageContaining("'");
				refused++;
			}
		}
		assertThat(refused).isGreaterThan(3_000);
	}

	private static void check(CascadeRequest request) {
		InvalidRequestException.told(() -> {
			RequestCheck.check(request, 1_000_000);
			return request;
		});
	}

	/** The author matters to details only, and is told with them. */
	static Message.@Nullable Thoughts thoughts(Message message) {
		Message.Thoughts thoughts = message.reasoning();
		return (thoughts != null && thoughts.details().isEmpty())
				? new Message.Thoughts(thoughts.text(), List.of(), null) : thoughts;
	}

	static List<String> roles(CascadeRequest request) {
		return request.messages().stream().map(Message::role).map(Message.Role::id).toList();
	}

}
