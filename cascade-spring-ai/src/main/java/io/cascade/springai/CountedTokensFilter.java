package io.cascade.springai;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;

import org.springframework.ai.chat.observation.ChatModelObservationDocumentation.LowCardinalityKeyNames;
import org.springframework.ai.observation.conventions.AiObservationMetricNames;

/**
 * Leaves out Spring AI's counter of tokens where chains answer: their own meter of this
 * name has the same tokens, of every attempt and by chain.
 */
final class CountedTokensFilter implements MeterFilter {

	@Override
	public MeterFilterReply accept(Meter.Id id) {
		return (id.getType() == Meter.Type.COUNTER && AiObservationMetricNames.TOKEN_USAGE.value().equals(id.getName())
				&& CascadeChatModel.PROVIDER.equals(id.getTag(LowCardinalityKeyNames.AI_PROVIDER.asString())))
						? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
	}

}
