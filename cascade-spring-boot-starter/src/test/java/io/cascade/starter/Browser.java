package io.cascade.starter;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

/**
 * A headless Chromium, driven over its DevTools protocol. It reaches the loopback address
 * only.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools
 * Protocol</a>
 */
final class Browser implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

	private static final List<String> FLAGS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
			"--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
			"--remote-debugging-port=0");

	private final Process process;

	private final Path profile;

	private final Connection connection;

	private Browser(Process process, Path profile, Connection connection) {
		this.process = process;
		this.profile = profile;
		this.connection = connection;
	}

	/** The one that {@code -Dbrowser.path} names, else the first on the path. */
	static Optional<Path> find() {
		String named = System.getProperty("browser.path");
		Stream<Path> candidates = (named != null) ? Stream.of(Path.of(named))
				: Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
					.flatMap((folder) -> NAMES.stream().map((name) -> Path.of(folder, name)));
		return candidates.filter(Files::isExecutable).findFirst();
	}

	/** Fails with what it said, where a program of that name is no browser. */
	static Browser start(Path program) throws IOException {
		Path profile = Files.createTempDirectory("browser");
		List<String> command = Stream
			.concat(Stream.concat(Stream.of(program.toString()), FLAGS.stream()),
					Stream.of("--user-data-dir=" + profile, "about:blank"))
			.toList();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		CompletableFuture<URI> address = new CompletableFuture<>();
		Thread output = new Thread(() -> read(process, address), "browser-output");
		output.setDaemon(true);
		output.start();
		try {
			return new Browser(process, profile,
					Connection.open(address.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join()));
		}
		catch (CompletionException ex) {
			process.destroyForcibly();
			throw new IOException(program + " does not start: " + ex.getCause(), ex);
		}
	}

	/** All that it says is read, so that it is never held up. */
	private static void read(Process process, CompletableFuture<URI> address) {
		StringBuilder said = new StringBuilder();
		process.inputReader().lines().forEach((line) -> {
			Matcher found = ADDRESS.matcher(line);
			if (found.find()) {
				address.complete(URI.create(found.group(1)));
			}
			else if (!address.isDone()) {
				said.append(line).append('\n');
			}
		});
		address.completeExceptionally(new IllegalStateException(said.toString()));
	}

	Tab open(String url) {
		String target = this.connection.send(null, "Target.createTarget", Map.of("url", url))
			.path("targetId")
			.asString();
		String session = this.connection
			.send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
			.path("sessionId")
			.asString();
		Tab tab = new Tab(this.connection, target, session);
		Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(tab::isLoaded);
		return tab;
	}

	/** Its children write into the profile until they have ended, too. */
	@Override
	public void close() {
		List<ProcessHandle> children = this.process.descendants().toList();
		this.process.destroy();
		Awaitility.await().atMost(LIMIT).until(() -> !this.process.isAlive());
		children.forEach(ProcessHandle::destroyForcibly);
		Awaitility.await().atMost(LIMIT).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
		Awaitility.await()
			.atMost(LIMIT)
			.ignoreException(DirectoryNotEmptyException.class)
			.until(() -> FileSystemUtils.deleteRecursively(this.profile) || Files.notExists(this.profile));
	}

	/**
	 * A page.
	 *
	 * @param connection leads to the browser
	 * @param target names the page
	 * @param session names who looks at it
	 */
	record Tab(Connection connection, String target, String session) implements AutoCloseable {

		String eval(String expression) {
			JsonNode answer = this.connection.send(this.session, "Runtime.evaluate",
					Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
			if (answer.has("exceptionDetails")) {
				throw new IllegalStateException(answer.path("exceptionDetails").toString());
			}
			return answer.path("result").path("value").asString("");
		}

		boolean isLoaded() {
			return eval("String(location.href !== 'about:blank' && document.readyState === 'complete')").equals("true");
		}

		String text(String selector) {
			return eval("document.querySelector('%s')?.textContent ?? ''".formatted(selector));
		}

		void click(String selector) {
			eval("document.querySelector('%s').click()".formatted(selector));
		}

		byte[] screenshot() {
			JsonNode picture = this.connection.send(this.session, "Page.captureScreenshot", Map.of());
			return picture.path("data").binaryValue();
		}

		@Override
		public void close() {
			this.connection.send(null, "Target.closeTarget", Map.of("targetId", this.target));
		}

	}

	/** Commands and their results, over one socket. */
	static final class Connection implements WebSocket.Listener {

		private final JsonMapper json = JsonMapper.shared();

		private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

		private final AtomicInteger ids = new AtomicInteger();

		private final StringBuilder parts = new StringBuilder();

		private final CompletableFuture<WebSocket> socket;

		private Connection(URI address) {
			this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, this);
		}

		static Connection open(URI address) {
			return new Connection(address);
		}

		JsonNode send(@Nullable String session, String method, Map<String, Object> parameters) {
			int id = this.ids.incrementAndGet();
			CompletableFuture<JsonNode> answer = new CompletableFuture<>();
			this.asked.put(id, answer);
			Map<String, Object> command = (session != null)
					? Map.of("id", id, "method", method, "params", parameters, "sessionId", session)
					: Map.of("id", id, "method", method, "params", parameters);
			synchronized (this) {
				WebSocket open = this.socket.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
				open.sendText(this.json.writeValueAsString(command), true).join();
			}
			return answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.parts.append(data);
			if (last) {
				JsonNode message = this.json.readTree(this.parts.toString());
				this.parts.setLength(0);
				CompletableFuture<JsonNode> answer = this.asked.remove(message.path("id").asInt(-1));
				if (answer != null) {
					answer.complete(message.path("result"));
				}
			}
			webSocket.request(1);
			return null;
		}

	}

}
