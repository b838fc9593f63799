package io.cascade.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds {@link AutoConfigureCascadeStub} on test classes.
 */
final class CascadeStubContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		AutoConfigureCascadeStub annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				AutoConfigureCascadeStub.class);
		return (annotation != null) ? new CascadeStubContextCustomizer(List.of(annotation.upstreams())) : null;
	}

}
