package io.cascade.gateway;

import io.cascade.exchange.Time;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics and health of the endpoint, where there are any.
 */
@Configuration(proxyBeanMethods = false)
final class GatewayObservationConfiguration {

	/**
	 * Where there is Micrometer.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Metrics {

		@Bean
		@ConditionalOnBean(MeterRegistry.class)
		GatewayMeters.Recorder cascadeGatewayRecorder(MeterRegistry registry) {
			return new MeterRecorder(registry);
		}

		@Bean
		MeterBinder cascadeGatewayGauges(OpenRequests requests) {
			return (registry) -> Gauge.builder("cascade.gateway.open", requests, OpenRequests::count)
				.description("Requests of clients that are under way")
				.register(registry);
		}

	}

	/**
	 * Where there is health.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthIndicator.class)
	static class Contributor {

		@Bean
		@ConditionalOnMissingBean(name = "cascadeGatewayHealthIndicator")
		GatewayHealthIndicator cascadeGatewayHealthIndicator(OpenRequests requests, ObjectProvider<ReloadedKeys> keys,
				Time time) {
			return new GatewayHealthIndicator(requests, keys.getIfAvailable(), time.clock());
		}

	}

}
