package io.cascade.quality;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;

/**
 * What may be {@code null} by its annotations: JSpecify's, which belong to types, and
 * those of others, which belong to members. Jackson asks for neither.
 */
final class Nullness {

	private static final String NAME = "Nullable";

	private Nullness() {
	}

	static @Nullable AnnotatedType declared(@Nullable AnnotatedMember member) {
		if (member instanceof AnnotatedParameter parameter) {
			AnnotatedType[] types = ((Executable) parameter.getOwner().getAnnotated()).getAnnotatedParameterTypes();
			return (parameter.getIndex() < types.length) ? types[parameter.getIndex()] : null;
		}
		if (member != null && member.getAnnotated() instanceof Method method) {
			return (method.getParameterCount() == 1) ? method.getAnnotatedParameterTypes()[0]
					: method.getAnnotatedReturnType();
		}
		return (member != null && member.getAnnotated() instanceof Field field) ? field.getAnnotatedType() : null;
	}

	static @Nullable AnnotatedType content(@Nullable AnnotatedType container) {
		if (container instanceof AnnotatedArrayType array) {
			return array.getAnnotatedGenericComponentType();
		}
		AnnotatedType[] arguments = (container instanceof AnnotatedParameterizedType generic)
				? generic.getAnnotatedActualTypeArguments() : new AnnotatedType[0];
		return (arguments.length > 0) ? arguments[arguments.length - 1] : null;
	}

	static boolean isNullable(@Nullable AnnotatedMember member) {
		return isNullable(declared(member)) || (member != null && isNullable(member.getAnnotated()));
	}

	static boolean isNullable(@Nullable AnnotatedElement declared) {
		return declared != null
				&& Stream.of(declared.getAnnotations()).map(Annotation::annotationType).anyMatch(Nullness::isNamed);
	}

	private static boolean isNamed(Class<?> annotation) {
		return NAME.equals(annotation.getSimpleName());
	}

}
