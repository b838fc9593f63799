package io.cascade.openrouter;

import java.io.OutputStream;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * Writes U+FFFD for each half of a character that stands alone, in any text and any name:
 * UTF-8 has no bytes for one, and the request would be lost.
 */
final class WellFormedGenerator extends JsonGeneratorDelegate {

	private WellFormedGenerator(JsonGenerator generator) {
		super(generator);
	}

	static JsonGenerator to(OutputStream bytes) {
		return new WellFormedGenerator(JsonValues.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes));
	}

	@Override
	public JsonGenerator writeName(String name) {
		super.writeName(TornPairs.wellFormed(name));
		return this;
	}

	@Override
	public JsonGenerator writeString(String text) {
		super.writeString(TornPairs.wellFormed(text));
		return this;
	}

}
