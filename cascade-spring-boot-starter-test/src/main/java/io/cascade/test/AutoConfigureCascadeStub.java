package io.cascade.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Starts a {@link ScriptedOpenRouter} for the application context of a test, points
 * {@code cascade.base-url} and {@code cascade.api-key} at it, and registers it as a bean.
 * It has every model that is listed in {@code cascade.chains}, and is closed with the
 * context.
 * <p>
 * After each test method the server and what the application has learnt of it are
 * {@linkplain #reset() reset}. While methods run in parallel on one context, that waits
 * for the last of them. What the server lists as its models has been read by the
 * application when the method that changed it returns.
 * <p>
 * Slices such as {@code @WebFluxTest}, {@code @WebMvcTest} and {@code @JsonTest} get the
 * beans of Cascade with it, too.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration
public @interface AutoConfigureCascadeStub {

	/**
	 * Names of further upstreams that the server plays, at
	 * {@code cascade.upstreams.<name>.base-url}.
	 */
	String[] upstreams() default {};

	/**
	 * What is reset after each test method; both is after the last one of the class,
	 * whatever stands here.
	 */
	Reset[] reset() default { Reset.SERVER, Reset.APPLICATION };

	/**
	 * What can be reset.
	 */
	enum Reset {

		/** Scripts, entries of the catalog, and the requests that were seen. */
		SERVER,

		/**
		 * What calls leave behind in the application: circuits, cooldowns, what was spent
		 * of budgets, what was learnt of models, minutes of rate limits, lines that are
		 * told once. Meters stay.
		 */
		APPLICATION

	}

}
