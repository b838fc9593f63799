package io.cascade.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.AnswerBinder;
import io.cascade.AnswerGate;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequestCustomizer;
import io.cascade.CascadeTemplate;
import io.cascade.check.ChainInspector;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.ChainChecker;
import io.cascade.exchange.ExchangeOperations.Services;
import io.cascade.exchange.FeedbackSink;
import io.cascade.exchange.RequestCustomizers;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.TokenCounter;
import io.cascade.quality.JsonAnswers;
import io.cascade.quality.JsonGates;
import io.cascade.quality.Tools;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Gates, structured answers, checks of chains, and what is learnt of quality.
 */
@Configuration(proxyBeanMethods = false)
final class QualityConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Workers cascadeWorkers() {
		return Workers.start();
	}

	/**
	 * A gate may itself want to ask, so the operations are looked up later: what the
	 * application has put around the template, where it is one thing.
	 */
	@Bean
	@ConditionalOnMissingBean
	GatesFactory cascadeGatesFactory(CascadeProperties properties, ListableBeanFactory beans,
			ObjectProvider<CascadeOperations> cascade, ObjectProvider<CascadeTemplate> template) {
		Map<String, AnswerGate> gates = new LinkedHashMap<>(beans.getBeansOfType(AnswerGate.class));
		return new GatesFactory(properties.chains().keySet(), gates, () -> cascade.getIfUnique(template::getObject));
	}

	@Bean
	@ConditionalOnMissingBean
	ChainChecker cascadeChainChecker(PriceList prices, TokenCounter counter, Time time) {
		return new ChainInspector(prices, counter,
				new ChainInspector.FormGates(JsonGates.schema(), JsonGates.toolArguments()), time);
	}

	@Bean
	@ConditionalOnMissingBean
	AnswerBinder cascadeAnswerBinder(ObjectProvider<JsonMapper> mapper) {
		return new JsonAnswers(ofApplication(mapper));
	}

	@Bean
	@ConditionalOnMissingBean
	Tools cascadeTools(ObjectProvider<JsonMapper> mapper, Workers workers,
			ObservationConfiguration.Listeners listeners) {
		return Tools.none(ofApplication(mapper), workers, listeners.all());
	}

	/** One that it lacks is not published either. */
	private static JsonMapper ofApplication(ObjectProvider<JsonMapper> mapper) {
		return mapper.getIfUnique(() -> JsonMapper.builder().build());
	}

	@Bean
	@ConditionalOnMissingBean
	RequestCustomizers cascadeRequestCustomizers(ObjectProvider<CascadeRequestCustomizer> customizers, Time time) {
		return RequestCustomizers.of(customizers.orderedStream().toList(), time.scheduler());
	}

	@Bean
	@ConditionalOnMissingBean
	Services cascadeServices(ObjectProvider<AnswerBinder> binder, ObjectProvider<ChainChecker> checker,
			ObjectProvider<FeedbackSink> feedback, Workers workers, RequestCustomizers customizers) {
		return new Services(binder.getIfAvailable(() -> AnswerBinder.NONE),
				checker.getIfAvailable(() -> ChainChecker.NONE), all(feedback.orderedStream().toList()), workers,
				customizers);
	}

	/** An application's own sink hears beside that which learns. */
	private static FeedbackSink all(List<FeedbackSink> sinks) {
		Callbacks callbacks = Callbacks.of(FeedbackSink.class);
		return (generationId, accepted) -> sinks.stream()
			.map((sink) -> callbacks.get(sink, () -> sink.feedback(generationId, accepted), (failure) -> false))
			.reduce(false, Boolean::logicalOr);
	}

}
