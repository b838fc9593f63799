package io.cascade.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts a {@link ScriptedOpenRouter} for the application context of a test, points
 * {@code cascade.base-url} and {@code cascade.api-key} at it, and registers it as a bean.
 * It is closed with the context and {@linkplain ScriptedOpenRouter#reset() reset} after
 * each test method.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AutoConfigureCascadeStub {

	/**
	 * Names of further upstreams that the server plays, at
	 * {@code cascade.upstreams.<name>.base-url}.
	 */
	String[] upstreams() default {};

}
