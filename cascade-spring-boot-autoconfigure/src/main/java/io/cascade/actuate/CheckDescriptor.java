package io.cascade.actuate;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.cascade.ChainCheck;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What was found in a chain.
 */
record CheckDescriptor(String chain, boolean fine, List<Model> models, List<String> warnings,
		String text) implements OperationResponseBody {

	static CheckDescriptor of(ChainCheck check) {
		return new CheckDescriptor(check.chain(), check.isFine(), check.models().stream().map(Model::of).toList(),
				check.warnings(), check.toText());
	}

	@JsonInclude(Include.NON_NULL)
	record Model(String target, List<String> findings, @Nullable Live live) {

		private static Model of(ChainCheck.Model model) {
			return new Model(model.target(), model.findings(), (model.live() != null) ? Live.of(model.live()) : null);
		}

	}

	@JsonInclude(Include.NON_NULL)
	record Live(@Nullable String failure, long millis, BigDecimal usd, @Nullable Integer unknownCosts) {

		private static Live of(ChainCheck.Live live) {
			return new Live(live.failure(), live.elapsed().toMillis(), live.spend().known(),
					live.spend().isComplete() ? null : live.spend().unknown());
		}

	}

}
