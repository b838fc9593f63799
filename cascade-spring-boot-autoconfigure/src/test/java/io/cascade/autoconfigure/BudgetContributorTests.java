package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.cascade.budget.Budget;
import io.cascade.budget.BudgetContributor;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.OpenRuns;
import io.cascade.budget.RollingWindow;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendWindow;
import io.cascade.health.CascadeHealth;
import io.cascade.observation.MoneyGauges;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Budgets that other modules bring, and budgets of one value of a tag.
 */
class BudgetContributorTests {

	private static final String YAML = """
			cascade:
			  api-key: k
			  chains: { good: { models: [openai/gpt-4.1-mini] } }
			  budgets:
			    all: { limit: 5 }
			    acme: { limit: 2, tag: tenant, tag-value: acme }
			    stepping: { limit: 2, step-down-to: good }
			    patient: { limit: 2, step-down-to: good, max-wait: 3s }
			""";

	private static final Budget KEY = Budget.of("key-a", BigDecimal.ONE, SpendWindow.of("day", ZoneOffset.UTC))
		.withTag("key", "team-a");

	private static ApplicationContextRunner runner(Budget... budgets) {
		return YamlContext.runner(YAML).withBean(BudgetContributor.class, () -> () -> List.of(budgets));
	}

	@Test
	@DisplayName("a budget that a bean brings counts beside those of the configuration")
	void aBeanBringsBudgets() {
		runner(KEY).run((context) -> {
			Budgets budgets = context.getBean(Budgets.class);
			assertThat(budgets.all()).extracting(Budget::name)
				.containsExactly("all", "acme", "stepping", "patient", "key-a");
			assertThat(budgets.accounts("good", Map.of("key", "team-a"))).contains(new SpendAccount(KEY, null));
			assertThat(budgets.accounts("good", Map.of("key", "team-b"))).doesNotContain(new SpendAccount(KEY, null));
			assertThat(budgets.accounts("good", Map.of())).doesNotContain(new SpendAccount(KEY, null));
		});
	}

	@Test
	@DisplayName("a budget of one value of a tag has one limit, that gauges and health know from the start")
	void aBudgetOfOneValueHasOneLimit() {
		runner(KEY).run((context) -> {
			Budgets budgets = context.getBean(Budgets.class);
			assertThat(budgets.rooms(KEY)).singleElement()
				.satisfies((room) -> assertThat(room.left()).isEqualByComparingTo("1"));
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new MoneyGauges(budgets, context.getBean(CascadeHealth.class), context.getBean(OpenRuns.class))
				.bindTo(registry);
			assertThat(registry.get("cascade.budget.used").tag("cascade.budget", "key-a").gauge().value()).isZero();
			assertThat(registry.get("cascade.budget.used").tag("cascade.budget", "acme").gauge().value()).isZero();
		});
	}

	@Test
	@DisplayName("calls wait for a budget for ten seconds, and not for one that steps down, if nothing is set")
	void waitsByDefault() {
		runner().run((context) -> assertThat(context.getBean(Budgets.class).all()).extracting(Budget::maxWait)
			.containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(3)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			all   | Budget 'all': there are two of this name
			wait  | Budget 'wait'.max-wait: it must be at least 0, not -1000ms
			limit | Budget 'limit'.limit: it must be at least 0, not -1
			warn  | Budget 'warn'.warn-at: it must be more than 0 and at most 1, not 2.0
			chain | Budget 'chain'.chain: there is no chain 'none'
			steps | Budget 'steps'.step-down-to: there is no chain 'none'
			value | Budget 'value'.tag-value: it is the value of no tag
			""")
	@DisplayName("a budget of a bean that can't work keeps the application from starting, and is named")
	void checksThem(String name, String problem) {
		UnaryOperator<Budget> change = switch (name) {
			case "wait" -> (budget) -> budget.withMaxWait(Duration.ofSeconds(-1));
			case "limit" -> (budget) -> Budget.of("limit", new BigDecimal(-1), budget.window());
			case "warn" -> (budget) -> budget.withWarnAt(2);
			case "chain" -> (budget) -> budget.withChain("none");
			case "steps" -> (budget) -> budget.withStepDownTo("none");
			case "value" -> (budget) -> budget.withTag(null, "acme");
			default -> UnaryOperator.identity();
		};
		runner(change.apply(Budget.of(name, BigDecimal.ONE, KEY.window())))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(problem));
	}

	@Test
	@DisplayName("a window is read as it is written")
	void readsWindows() {
		assertThat(SpendWindow.of(" Week ", ZoneOffset.UTC))
			.isEqualTo(new CalendarWindow(CalendarWindow.Unit.WEEK, ZoneOffset.UTC));
		assertThat(SpendWindow.of("24h", ZoneOffset.UTC)).isEqualTo(new RollingWindow(Duration.ofDays(1)));
		assertThat(SpendWindow.of("PT90M", ZoneOffset.UTC)).isEqualTo(new RollingWindow(Duration.ofMinutes(90)));
		assertThat(SpendWindow.of("60000ms", ZoneOffset.UTC)).isEqualTo(new RollingWindow(Duration.ofMinutes(1)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "fortnight", "24", "59s", "367d", "-1h", "P1Y", "999999999999d", "1h30m" })
	@DisplayName("what is no window is refused")
	void refusesWhatIsNoWindow(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SpendWindow.of(text, ZoneOffset.UTC))
			.withMessage("'%s' is no window", text);
	}

}
