package io.cascade.autoconfigure;

import io.cascade.AnswerBinder;
import io.cascade.check.ChainInspector;
import io.cascade.exchange.ChainChecker;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.TokenCounter;
import io.cascade.quality.Conversations;
import io.cascade.quality.JsonAnswers;
import io.cascade.quality.JsonGates;
import io.cascade.quality.Tools;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Structured answers, tools, and checks of chains.
 */
@Configuration(proxyBeanMethods = false)
final class QualityConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Workers cascadeWorkers() {
		return Workers.start();
	}

	@Bean
	WarmUp cascadeWarmUp(Workers workers, UpstreamClients clients) {
		return new WarmUp(workers, clients);
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

	@Bean
	@ConditionalOnMissingBean
	Conversations cascadeConversations(Chains chains, PriceList prices, TokenCounter counter) {
		return new Conversations(chains, prices, counter);
	}

	/** One that it lacks is not published either. */
	private static JsonMapper ofApplication(ObjectProvider<JsonMapper> mapper) {
		return mapper.getIfUnique(() -> JsonMapper.builder().build());
	}

}
