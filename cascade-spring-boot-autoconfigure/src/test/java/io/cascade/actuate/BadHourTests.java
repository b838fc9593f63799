package io.cascade.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.StreamRules.OnBreak;
import io.cascade.exchange.Time;
import io.cascade.health.MovableClock;
import io.cascade.quality.Gates;
import io.cascade.resilience.OpenCalls;
import io.cascade.test.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.netty.http.HttpResources;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log of one bad hour, as {@code docs/observability.md} shows it.
 * {@code -Dcascade.write-documents=true} writes it.
 */
class BadHourTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "observability.md");

	private static final Pattern BLOCK = Pattern.compile("(<!-- bad-hour -->\\n\\n```\\n)(.*?)(```\\n)",
			Pattern.DOTALL);

	private static final Duration STEP = Duration.ofSeconds(1);

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final OneAtATime SCHEDULER = new OneAtATime();

	private static final MovableClock CLOCK = new MovableClock();

	private final Lines lines = new Lines();

	@Test
	@DisplayName("the document shows the log of one bad hour, and no line of it contradicts itself or has a secret")
	void reportsABadHour() throws IOException {
		Logger logger = (Logger) LoggerFactory.getLogger("io.cascade");
		try (RunningApplication application = RunningApplication.with(Hour.class,
				"cascade.chains.cheap.models[0].id=openai/dear", "cascade.chains.cheap.models[0].price.prompt=2",
				"cascade.chains.cheap.models[0].price.completion=8", "cascade.chains.cheap.models[1].id=google/cheap",
				"cascade.chains.cheap.models[1].price.prompt=0.1",
				"cascade.chains.cheap.models[1].price.completion=0.4", "cascade.chains.cheap.options.max-tokens=1000",
				"cascade.budgets.tenants.limit=0.005", "cascade.budgets.tenants.tag=tenant",
				"cascade.catalog.enabled=false")) {
			this.lines.start();
			logger.addAppender(this.lines);
			hour(application);
		}
		finally {
			logger.detachAppender(this.lines);
		}
		String told = this.lines.told.stream().collect(Collectors.joining("\n", "", "\n"));
		assertThat(told).doesNotContain("sk-or-v1", "secret prompt", "null", "error_type")
			.doesNotContainPattern("\\b1 (?!ms\\b)[a-z]+s\\b");
		assertDocumented(told);
	}

	private void hour(RunningApplication application) {
		application.ask("main", 1);
		pass(Duration.ofMinutes(4));
		application.server().failsEveryRequest(Fault.status(400).message("max_tokens is too large: 70000").times(1));
		ask(application, CascadeRequest.of("a secret prompt of mine").chain("main").tag("tenant", "acme"));
		application.server().reset();
		pass(Duration.ofMinutes(7));
		ask(application, CascadeRequest.of("Why?").chain("alone").gates(Gates.minLength(10_000)));
		pass(Duration.ofMinutes(6));
		for (int i = 0; i < 5; i++) {
			ask(application, CascadeRequest.of("Why?").chain("cheap").tag("tenant", "acme"));
			pass(Duration.ofSeconds(20));
		}
		pass(Duration.ofMinutes(6));
		application.server().model("google/a").fails(Fault.cutAfter(2));
		application.cascade()
			.stream(CascadeRequest.of("Why?").chain("main").streaming((rules) -> rules.withOnBreak(OnBreak.RESTART)))
			.materialize()
			.blockLast(LIMIT);
		application.server().reset();
		pass(Duration.ofMinutes(5));
		outage(application);
		pass(Duration.ofMinutes(20));
		shutdown(application);
	}

	private void outage(RunningApplication application) {
		application.server().failsEveryRequest(Fault.status(503).message("Provider overloaded"));
		for (int i = 0; i < 60; i++) {
			ask(application, CascadeRequest.of("Why?").chain("main"));
			pass(Duration.ofMillis(250));
		}
		pass(Duration.ofSeconds(20));
		application.server().reset();
		for (int i = 0; i < 4; i++) {
			ask(application, CascadeRequest.of("Why?").chain("main"));
			pass(Duration.ofSeconds(10));
		}
	}

	private void shutdown(RunningApplication application) {
		application.server().model("google/a").fails(Fault.stallAfter(2));
		List<CascadeChunk> received = new CopyOnWriteArrayList<>();
		Disposable open = application.cascade()
			.stream(CascadeRequest.of("Why?").chain("alone").tag("tenant", "acme"))
			.onErrorComplete()
			.subscribe(received::add);
		Awaitility.await().atMost(LIMIT).until(() -> received.size() >= 2);
		application.bean(OpenCalls.class).endAll();
		Awaitility.await().atMost(LIMIT).until(open::isDisposed);
	}

	private static void ask(RunningApplication application, CascadeRequest request) {
		application.cascade().exchange(request).materialize().block(LIMIT);
	}

	/**
	 * Second by second, so that what is due is told at its time. The loops have done with
	 * the calls before, so that their timers are set.
	 */
	private static void pass(Duration time) {
		HttpResources.get().onClient(true).forEach((loop) -> loop.submit(() -> {
		}).syncUninterruptibly());
		Duration left = time;
		while (!left.isZero()) {
			Duration step = (left.compareTo(STEP) < 0) ? left : STEP;
			CLOCK.move(step);
			SCHEDULER.pass(step);
			left = left.minus(step);
		}
	}

	private static void assertDocumented(String told) throws IOException {
		String document = Files.readString(DOCUMENT);
		Matcher block = BLOCK.matcher(document);
		assertThat(block.find()).isTrue();
		if (Boolean.getBoolean("cascade.write-documents")) {
			Files.writeString(DOCUMENT,
					document.substring(0, block.start(2)) + told + document.substring(block.end(2)));
			return;
		}
		assertThat(block.group(2)).isEqualTo(told);
	}

	/**
	 * Lines as an operator sees them; how long something really took is left out.
	 */
	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm:ss");

		private final List<String> told = Collections.synchronizedList(new ArrayList<>());

		@Override
		protected void append(ILoggingEvent event) {
			String name = event.getLoggerName();
			if (name.startsWith("io.cascade.test") || name.startsWith("io.cascade.autoconfigure")) {
				return;
			}
			String words = event.getFormattedMessage().replaceAll("after \\d+ ms", "after 9 ms");
			this.told.add("%s %-5s %s : %s".formatted(HOUR.format(LocalTime.ofInstant(CLOCK.instant(), ZoneOffset.UTC)),
					event.getLevel(), name.substring(name.lastIndexOf('.') + 1), words));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hour extends RunningApplication.Application {

		@Bean
		@Override
		MovableClock movableClock() {
			return CLOCK;
		}

		@Bean
		@Override
		Time time(MovableClock clock) {
			return new Time(clock, SCHEDULER);
		}

	}

}
