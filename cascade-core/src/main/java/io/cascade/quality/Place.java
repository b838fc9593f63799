package io.cascade.quality;

import java.lang.reflect.AnnotatedType;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * A type where it stands: annotations of a property may have it written and read in
 * another way than elsewhere.
 *
 * @param path where, for errors
 * @param type the type
 * @param access what writes and reads it there
 * @param origin whose property it is
 */
record Place(String path, JavaType type, Access access, Origin origin) {

	ValueSerializer<?> writer() {
		return this.access.writer();
	}

	ValueDeserializer<?> reader() {
		return this.access.reader();
	}

	Place typed(@Nullable TypeSerializer writer, @Nullable TypeDeserializer reader) {
		return new Place(this.path, this.type, new Access(writer(), reader(), writer, reader), this.origin);
	}

	Place at(String further) {
		return new Place(this.path + further, this.type, this.access, this.origin);
	}

	/**
	 * The contradiction that no answer could satisfy.
	 * @param what what the mapper does
	 * @param mend what to do about it
	 * @return the error, to be raised before a model is called
	 */
	IllegalArgumentException contradiction(String what, String mend) {
		return new IllegalArgumentException("No answer could be made a value: at %s (%s) the mapper %s. %s"
			.formatted(this.path, this.type.toCanonical(), what, mend));
	}

	/**
	 * What writes and reads.
	 *
	 * @param writer writes values
	 * @param reader reads values
	 * @param typeWriter adds which type it is, {@code null} if nothing does
	 * @param typeReader finds which type it is, {@code null} if there is but one
	 */
	record Access(ValueSerializer<?> writer, ValueDeserializer<?> reader, @Nullable TypeSerializer typeWriter,
			@Nullable TypeDeserializer typeReader) {

	}

	/**
	 * Where a type comes from.
	 *
	 * @param property the property whose annotations count, {@code null} for none
	 * @param declared the type as it is declared, with annotations of its own
	 */
	record Origin(@Nullable BeanProperty property, @Nullable AnnotatedType declared) {

		static final Origin NONE = new Origin(null, null);

	}

}
