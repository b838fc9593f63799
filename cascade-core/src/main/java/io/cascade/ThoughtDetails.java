package io.cascade;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of reasoning details together: those of one text are joined, all others
 * are kept as they came and in their order, since models refuse them otherwise. An index
 * is no identity. Not thread-safe.
 *
 * @see <a href=
 * "https://openrouter.ai/docs/guides/best-practices/reasoning-tokens">Reasoning
 * tokens</a>
 */
public final class ThoughtDetails {

	private final List<Detail> details = new ArrayList<>();

	/**
	 * Adds the details of one chunk: each of them is another one.
	 * @param pieces the details as they came
	 */
	public void add(List<Map<String, Object>> pieces) {
		for (int i = 0; i < pieces.size(); i++) {
			Detail last = this.details.isEmpty() ? null : this.details.get(this.details.size() - 1);
			if (i == 0 && last != null && last.goesOnWith(pieces.get(0))) {
				last.add(pieces.get(0));
			}
			else {
				this.details.add(new Detail(pieces.get(i)));
			}
		}
	}

	/**
	 * Whether there is none.
	 * @return {@code true} before the first one
	 */
	public boolean isEmpty() {
		return this.details.isEmpty();
	}

	void clear() {
		this.details.clear();
	}

	/**
	 * The details so far.
	 * @return a list, in their order
	 */
	public List<Map<String, Object>> values() {
		return this.details.stream().map(Detail::build).toList();
	}

	/**
	 * One detail so far.
	 */
	private static final class Detail {

		private static final String TEXT = "text";

		private final Map<String, Object> fields;

		private @Nullable StringBuilder text;

		Detail(Map<String, Object> first) {
			this.fields = new LinkedHashMap<>(first);
		}

		boolean goesOnWith(Map<String, Object> piece) {
			boolean signed = this.fields.get("signature") != null && !textOf(piece).isEmpty();
			return isText(this.fields) && isText(piece) && !signed && agrees("id", piece) && agrees("index", piece);
		}

		private boolean agrees(String field, Map<String, Object> piece) {
			Object own = this.fields.get(field);
			Object other = piece.get(field);
			return own == null || other == null || own.equals(other);
		}

		private static boolean isText(Map<String, Object> detail) {
			Object type = detail.get("type");
			return "reasoning.text".equals(type)
					|| (type == null && !detail.containsKey("data") && !detail.containsKey("summary"));
		}

		private static String textOf(Map<String, Object> detail) {
			return Objects.toString(detail.get(TEXT), "");
		}

		void add(Map<String, Object> piece) {
			if (this.text == null) {
				this.text = new StringBuilder(textOf(this.fields));
			}
			this.text.append(textOf(piece));
			piece.forEach((name, value) -> {
				if (value != null && !name.equals(TEXT)) {
					this.fields.put(name, value);
				}
			});
		}

		Map<String, Object> build() {
			Map<String, Object> whole = new LinkedHashMap<>(this.fields);
			if (this.text != null) {
				whole.put(TEXT, this.text.toString());
			}
			return Collections.unmodifiableMap(whole);
		}

	}

}
