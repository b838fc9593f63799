package io.cascade.quality;

import java.lang.reflect.Type;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules by which a type becomes a schema: what the mapper of the application writes
 * and reads, asked of that mapper itself. Objects are closed, their properties in the
 * order in which the type declares them. Where no answer could satisfy both, it is said.
 *
 * @param mapper the mapper of the application
 */
record SchemaDerivation(JsonMapper mapper) {

	ObjectNode derive(String name, Type type, Demand demand) {
		return new TypeWalk(new MapperView(this.mapper), demand).describe(name, type);
	}

}
