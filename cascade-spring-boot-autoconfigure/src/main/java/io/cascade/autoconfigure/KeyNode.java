package io.cascade.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.cascade.KebabCase;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * A place under {@code cascade} and the keys that may stand there, as the records that
 * are bound show them. A record is looked at when its keys are asked for: most places
 * have nothing written below them.
 */
final class KeyNode {

	private static final KeyNode OPEN = new KeyNode(Map::of, null, null, true, Object.class);

	private final SingletonSupplier<Map<String, KeyNode>> keys;

	private final SingletonSupplier<Map<String, KeyNode>> uniform;

	private final @Nullable KeyNode named;

	private final @Nullable KeyNode listed;

	private final boolean open;

	private final @Nullable Class<?> type;

	private KeyNode(Supplier<Map<String, KeyNode>> keys, @Nullable KeyNode named, @Nullable KeyNode listed,
			boolean open, @Nullable Class<?> type) {
		this.keys = SingletonSupplier.of(keys);
		this.uniform = SingletonSupplier.of(this::uniform);
		this.named = named;
		this.listed = listed;
		this.open = open;
		this.type = type;
	}

	static KeyNode of(Type type) {
		if (type instanceof ParameterizedType generic) {
			return ofGeneric((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
		}
		return (type instanceof Class<?> known && known.isRecord() && isOurs(known)) ? ofRecord(known)
				: leaf((Class<?>) type);
	}

	private static KeyNode leaf(Class<?> type) {
		return new KeyNode(Map::of, null, null, false, ClassUtils.resolvePrimitiveIfNecessary(type));
	}

	private static boolean isOurs(Class<?> type) {
		return type.getPackageName().startsWith("io.cascade.");
	}

	/** The same place, with keys that belong to other modules. */
	KeyNode with(Map<String, KeyNode> others) {
		return others.isEmpty() ? this : new KeyNode(() -> {
			Map<String, KeyNode> all = new LinkedHashMap<>(keys());
			all.putAll(others);
			return all;
		}, this.named, this.listed, this.open, this.type);
	}

	private static KeyNode ofRecord(Class<?> type) {
		return new KeyNode(() -> keysOf(type), null, null, false, isReadFromAWord(type) ? type : null);
	}

	private static Map<String, KeyNode> keysOf(Class<?> type) {
		Map<String, String> renamed = renamed(type);
		Map<String, KeyNode> keys = new LinkedHashMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String key = renamed.getOrDefault(component.getName(),
					DataObjectPropertyName.toDashedForm(component.getName()));
			keys.put(key, of(component.getGenericType()));
		}
		return keys;
	}

	private static Map<String, String> renamed(Class<?> type) {
		Map<String, String> names = new HashMap<>();
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			for (Parameter parameter : constructor.getParameters()) {
				Name name = parameter.getAnnotation(Name.class);
				if (name != null) {
					names.put(parameter.getName(), name.value());
				}
			}
		}
		return names;
	}

	/** The binder looks for a factory method of this name. */
	private static boolean isReadFromAWord(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods()).anyMatch((method) -> method.getName().equals("of"));
	}

	private static KeyNode ofGeneric(Class<?> type, Type[] arguments) {
		if (Collection.class.isAssignableFrom(type)) {
			return new KeyNode(Map::of, null, of(arguments[0]), false, type);
		}
		if (!Map.class.isAssignableFrom(type)) {
			return leaf(type);
		}
		if (arguments[1].equals(Object.class)) {
			return OPEN;
		}
		return (arguments[0] instanceof Class<?> key && key.isEnum()) ? ofEnum(key, of(arguments[1]))
				: new KeyNode(Map::of, of(arguments[1]), null, false, null);
	}

	private static KeyNode ofEnum(Class<?> type, KeyNode below) {
		Map<String, KeyNode> keys = new LinkedHashMap<>();
		words(type).forEach((name) -> keys.put(name, below));
		return new KeyNode(() -> keys, null, null, false, Map.class);
	}

	/** The constants of an enum as they are written. */
	static List<String> words(Class<?> type) {
		return Arrays.stream(type.getEnumConstants()).map((constant) -> KebabCase.of((Enum<?>) constant)).toList();
	}

	/** The keys with what is below them. */
	Map<String, KeyNode> keys() {
		return this.keys.obtain();
	}

	/** What is below names that the user chooses, {@code null} for none. */
	@Nullable KeyNode named() {
		return this.named;
	}

	/** What the elements of a list are, {@code null} where none belongs. */
	@Nullable KeyNode listed() {
		return this.listed;
	}

	/** Whether anything may stand here. */
	boolean open() {
		return this.open;
	}

	/**
	 * What a single value is read as, {@code null} where none may stand; a map where the
	 * keys are the words of an enum.
	 */
	@Nullable Class<?> type() {
		return this.type;
	}

	/** Whether the keys are the words of an enum. */
	boolean isWords() {
		return this.type == Map.class;
	}

	/** Whether a single value may stand here. */
	boolean value() {
		return this.type != null && !isWords();
	}

	/** Whether it is a list of what has keys and can't be one word. */
	boolean isListOfKeys() {
		return this.listed != null && (this.listed.open || (this.listed.type == null && !this.listed.keys().isEmpty()));
	}

	boolean isLeaf() {
		return keys().isEmpty() && this.named == null && this.listed == null && !this.open;
	}

	/** What is below a key, in whatever form it is written. */
	@Nullable KeyNode below(String written) {
		return this.uniform.obtain().get(uniform(written));
	}

	private Map<String, KeyNode> uniform() {
		Map<String, KeyNode> uniform = new HashMap<>();
		keys().forEach((key, below) -> uniform.putIfAbsent(uniform(key), below));
		return uniform;
	}

	@Nullable KeyNode belowOrNamed(String written) {
		KeyNode below = below(written);
		return (below != null) ? below : this.named;
	}

	static String uniform(String key) {
		return key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

	/** Visits every key, with {@code <name>} for names and {@code [0]} for elements. */
	void visit(String path, BiConsumer<String, KeyNode> visitor) {
		keys().forEach((key, below) -> {
			visitor.accept(path + "." + key, below);
			below.visit(path + "." + key, visitor);
		});
		if (this.named != null) {
			this.named.visit(path + ".<name>", visitor);
		}
		if (this.listed != null) {
			this.listed.visit(path + "[0]", visitor);
		}
	}

}
