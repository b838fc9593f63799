package io.cascade.openrouter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cascade.CascadeRequest;
import io.cascade.Hop;
import io.cascade.InvalidRequestException;
import io.cascade.RequestCheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies that something is wrong with. The invariant: a request is read, or an
 * {@link InvalidRequestException} names a field that is there or that is missing, and has
 * no word of the prompt.
 */
class BrokenBodyTests {

	private static final int COUNT = 20_000;

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final String SECRET = "s3cr3t";

	private static final Pattern STEP = Pattern.compile("\\[(\\d+)]|([^.\\[]+)");

	private final ChatRequestEncoder encoder = new ChatRequestEncoder(Fitting.NONE);

	@Test
	void readsOrNamesTheField() {
		int read = 0;
		for (int seed = 0; seed < COUNT; seed++) {
			Random random = new Random(seed);
			Map<String, Object> body = body(random);
			for (int i = 0; i <= random.nextInt(3); i++) {
				spoil(body, random);
			}
			read += outcome(body, "seed " + seed);
		}
		assertThat(read).isBetween(COUNT / 20, COUNT * 19 / 20);
	}

	private static int outcome(Map<String, Object> body, String seed) {
		try {
			CascadeRequest request = ChatRequestReader.read(body).request();
			try {
				RequestCheck.check(request, Long.MAX_VALUE);
			}
			catch (IllegalArgumentException ex) {
				assertNamed(ex, body, seed);
			}
			return 1;
		}
		catch (IllegalArgumentException ex) {
			assertNamed(ex, body, seed);
			return 0;
		}
	}

	private static void assertNamed(IllegalArgumentException ex, Map<String, Object> body, String seed) {
		assertThat(ex).as(seed).isInstanceOf(InvalidRequestException.class);
		assertThat(ex.getMessage()).as(seed).doesNotContain(SECRET).hasSizeLessThan(500);
		String param = ((InvalidRequestException) ex).param();
		assertThat(param).as("%s: %s", seed, ex.getMessage()).isNotNull();
		assertThat(isThere(body, param)).as("%s: %s", seed, param).isTrue();
	}

	/** Whether it can be followed up to its last step. */
	private static boolean isThere(Map<String, Object> body, @Nullable String param) {
		Object at = body;
		Matcher step = STEP.matcher(String.valueOf(param));
		while (step.find()) {
			if (at instanceof List<?> list && step.group(1) != null) {
				int index = Integer.parseInt(step.group(1));
				if (index >= list.size()) {
					return false;
				}
				at = list.get(index);
			}
			else if (at instanceof Map<?, ?> map && step.group(2) != null) {
				at = map.get(step.group(2));
			}
			else {
				return false;
			}
		}
		return true;
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> body(Random random) {
		CascadeRequest request = ReadBackTests.request(random);
		Hop hop = new Hop(0, List.of(Fixtures.target("openai/gpt-5-mini")), request.options(), request.provider());
		byte[] written = this.encoder.encode(Fixtures.call(request, hop), true);
		Map<String, Object> body = (Map<String, Object>) Objects
			.requireNonNull(open(MAPPER.readValue(written, Map.class)));
		List<Object> messages = (List<Object>) Objects.requireNonNull(body.get("messages"));
		String prompt = SECRET + " ".repeat(random.nextInt(2)) + SECRET;
		messages.add(new LinkedHashMap<>(Map.of("role", "user", "content", prompt)));
		return body;
	}

	private static @Nullable Object open(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
			map.forEach((key, each) -> copy.put(key, open(each)));
			return copy;
		}
		return (value instanceof List<?> list) ? new ArrayList<>(list.stream().map(BrokenBodyTests::open).toList())
				: value;
	}

	/** Changes one value somewhere, more often near the leaves. */
	@SuppressWarnings("unchecked")
	private static void spoil(Object at, Random random) {
		if (at instanceof Map<?, ?> map) {
			Map<Object, @Nullable Object> fields = (Map<Object, @Nullable Object>) map;
			List<Object> names = new ArrayList<>(fields.keySet());
			Object name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
			Object value = fields.get(name);
			if (value != null && isNested(value) && random.nextInt(4) > 0) {
				spoil(value, random);
			}
			else if (random.nextInt(5) == 0) {
				fields.remove(name);
			}
			else if (random.nextInt(5) == 0) {
				fields.put(names.isEmpty() ? name : "type", odd(random));
			}
			else {
				fields.put(name, odd(random));
			}
		}
		else if (at instanceof List<?> list) {
			List<@Nullable Object> values = (List<@Nullable Object>) list;
			int index = values.isEmpty() ? 0 : random.nextInt(values.size());
			if (values.isEmpty() || random.nextInt(6) == 0) {
				values.add(odd(random));
			}
			else {
				Object value = values.get(index);
				if (value != null && isNested(value) && random.nextInt(4) > 0) {
					spoil(value, random);
				}
				else {
					values.set(index, odd(random));
				}
			}
		}
	}

	private static boolean isNested(Object value) {
		return value instanceof Map || value instanceof List;
	}

	private static @Nullable Object odd(Random random) {
		Object deep = SECRET;
		for (int i = 0; i < 50 + random.nextInt(400); i++) {
			deep = random.nextBoolean() ? new ArrayList<>(Arrays.asList(deep)) : new LinkedHashMap<>(Map.of("a", deep));
		}
		List<@Nullable Object> odd = Arrays.asList(null, true, false, 0, -1, 1, 1.5, 3_000_000_000L, Double.NaN,
				Double.POSITIVE_INFINITY, 1e300, new BigInteger("9".repeat(900)), new BigDecimal("1E+1000000000"),
				new BigDecimal("1E-1000000000"), "", " ", "w0rd", SECRET.repeat(50), "function", "custom", "assistant",
				"user", "tool", "text", "image_url", new ArrayList<>(), new LinkedHashMap<>(),
				new ArrayList<>(Arrays.asList(null, SECRET)), new HashMap<>(Map.of(SECRET, SECRET)), deep);
		return odd.get(random.nextInt(odd.size()));
	}

}
