package io.cascade.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Turns a {@link CascadeConfigurationException} into what is wrong and what to do.
 */
final class CascadeConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<CascadeConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, CascadeConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.mend(), cause);
	}

}
