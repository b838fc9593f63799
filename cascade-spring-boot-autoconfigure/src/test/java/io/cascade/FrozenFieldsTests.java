package io.cascade;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FrozenFields} and the maps and lists that they make.
 */
class FrozenFieldsTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 16, 17, 1000 })
	void equalsAMapOfTheSameFieldsHoweverManyThereAre(int count) {
		Map<String, Object> expected = new LinkedHashMap<>();
		FrozenFields fields = new FrozenFields();
		for (int i = 0; i < count; i++) {
			expected.put("name" + i, i);
			assertThat(fields.put("name" + i, i)).isNull();
		}
		Map<String, Object> map = fields.map();
		assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected).hasToString(expected.toString());
		assertThat(map.keySet()).containsExactlyElementsOf(expected.keySet());
		List<Object> told = new ArrayList<>();
		map.forEach((name, value) -> told.add(value));
		assertThat(told).isEqualTo(List.copyOf(expected.values()));
		assertThat(map.get("name" + count)).isNull();
		assertThat(map.containsKey(null)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 40 })
	void replacesAFieldInItsPlace(int count) {
		FrozenFields fields = new FrozenFields();
		for (int i = 0; i < count; i++) {
			fields.put("name" + i, i);
		}
		assertThat(fields.put("name0", null)).isEqualTo(0);
		assertThat(fields.put("name0", "new")).isNull();
		assertThat(fields.map()).hasSize(count).containsEntry("name0", "new");
		assertThat(fields.map().keySet()).startsWith("name0", "name1");
	}

	@Test
	void changesNoMapThatItHasMade() {
		FrozenFields fields = new FrozenFields();
		fields.put("a", 1);
		Map<String, Object> before = fields.map();
		fields.put("a", 2);
		fields.put("b", 3);
		assertThat(before).containsExactly(Map.entry("a", 1));
		Map<String, Object> both = fields.map();
		fields.put("b", 4);
		assertThat(both).containsExactly(Map.entry("a", 2), Map.entry("b", 3));
		assertThat(fields.map()).containsExactly(Map.entry("a", 2), Map.entry("b", 4));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> before.put("a", 2));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(before::clear);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> before.entrySet().iterator().next().setValue(2));
	}

	@Test
	void keepsWhatOthersMayChangeAsACopyAndItsOwnAsItIs() {
		Map<String, Object> theirs = new LinkedHashMap<>(Map.of("x", new ArrayList<>(List.of(1))));
		FrozenFields fields = new FrozenFields();
		fields.put("theirs", theirs);
		Map<String, Object> map = fields.map();
		theirs.put("y", 2);
		assertThat(map).containsEntry("theirs", Map.of("x", List.of(1)));
		assertThat(Frozen.map(map)).isSameAs(map);
		fields.put("own", map);
		assertThat(fields.map().get("own")).isSameAs(map);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 40 })
	void isReadAsItWasSerialized(int count) throws IOException, ClassNotFoundException {
		FrozenFields fields = new FrozenFields();
		for (int i = 0; i < count; i++) {
			fields.put("name" + i, FrozenFields.list(List.of(i, "text")));
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		new ObjectOutputStream(bytes).writeObject(fields.map());
		Object read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
		assertThat(read).isEqualTo(fields.map());
		assertThat(((Map<?, ?>) read).get("name0")).isEqualTo(List.of(0, "text"));
	}

	@Test
	void isKeptNoDeeperThanAnyOtherMap() {
		Map<String, Object> frozen = new FrozenFields().map();
		Map<String, Object> others = new LinkedHashMap<>();
		for (int i = 0; i < 300; i++) {
			FrozenFields fields = new FrozenFields();
			fields.put("beside", List.of(i));
			fields.put("in", FrozenFields.list(List.of(frozen)));
			frozen = fields.map();
			Map<String, Object> around = new LinkedHashMap<>();
			around.put("beside", List.of(i));
			around.put("in", List.of(others));
			others = around;
		}
		assertThat(Frozen.map(frozen)).isEqualTo(Frozen.map(others)).isNotEqualTo(frozen);
	}

}
