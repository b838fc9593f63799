package io.cascade.conformance;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The way to an upstream: TLS with a certificate of one's own, and a proxy.
 */
class TlsAndProxyTests {

	private static final String CHAT = "/v1/chat/completions";

	@TempDir
	static Path directory;

	private static WireMockServer wireMock;

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		Path keyStore = directory.resolve("server.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-storepass", "changeit",
				"-keystore", keyStore.toString())
			.redirectErrorStream(true)
			.start();
		assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(keyStore).isNotEmptyFile();
		wireMock = new WireMockServer(options().dynamicPort()
			.dynamicHttpsPort()
			.keystorePath(keyStore.toString())
			.keystoreType("PKCS12")
			.keystorePassword("changeit")
			.keyManagerPassword("changeit"));
		wireMock.start();
		wireMock.stubFor(post(CHAT).willReturn(okJson("""
				{"id":"gen-1","model":"%s","choices":[{"message":{"content":"Safe."},"finish_reason":"stop"}]}"""
			.formatted(Models.A))));
	}

	@AfterAll
	static void stop() {
		wireMock.stop();
	}

	private static URI httpsUrl() {
		return URI.create("https://localhost:" + wireMock.httpsPort() + "/v1");
	}

	private static String[] bundle(String... more) {
		String prefix = "spring.ssl.bundle.jks.own.truststore.";
		String[] properties = { prefix + "location=file:" + directory.resolve("server.p12"),
				prefix + "password=changeit", prefix + "type=PKCS12" };
		String[] all = new String[properties.length + more.length];
		System.arraycopy(properties, 0, all, 0, properties.length);
		System.arraycopy(more, 0, all, properties.length, more.length);
		return all;
	}

	@Test
	@DisplayName("An SSL bundle makes a certificate of one's own trusted")
	void trustsTheCertificateOfTheBundle() {
		wireMock.resetRequests();
		try (Client client = Client.of(httpsUrl(), bundle("cascade.connection.ssl-bundle=own"))) {
			assertThat(client.cascade().ask("Why?").block(Stack.PATIENCE)).isEqualTo("Safe.");
		}
		wireMock.verify(1, postRequestedFor(urlEqualTo(CHAT)));
	}

	@Test
	@DisplayName("A04 A certificate that is not trusted is a failure of the connection")
	void refusesACertificateThatIsNotTrusted() {
		wireMock.resetRequests();
		try (Client client = Client.of(httpsUrl())) {
			StepVerifier.create(client.cascade().ask("Why?"))
				.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(CascadeException.class,
						(refused) -> assertThat(refused.kind()).isEqualTo(FailureKind.CONNECTION)))
				.verify(Stack.PATIENCE);
		}
		wireMock.verify(0, postRequestedFor(urlEqualTo(CHAT)));
	}

	@Test
	@DisplayName("An SSL bundle that is not there stops the start and is named")
	void namesABundleThatIsNotThere() {
		assertThatException()
			.isThrownBy(() -> Client.of(httpsUrl(), bundle("cascade.connection.ssl-bundle=missing")).close())
			.havingRootCause()
			.withMessageContaining("cascade.connection.ssl-bundle")
			.withMessageContaining("missing");
	}

	@Test
	@DisplayName("A further upstream has a bundle of its own")
	void trustsTheBundleOfAFurtherUpstream() {
		try (Client client = Client.of(httpsUrl(),
				bundle("cascade.upstreams.own.base-url=" + httpsUrl(),
						"cascade.upstreams.own.connection.ssl-bundle=own",
						"cascade.chains.only.models=" + Models.A + ",own/llama3.1:8b"))) {
			StepVerifier.create(client.cascade().exchange(CascadeRequest.of("Why?"))).assertNext((response) -> {
				assertThat(response.text()).isEqualTo("Safe.");
				assertThat(response.attempts()).hasSize(2);
				assertThat(response.attempts().get(0).kind()).isEqualTo(FailureKind.CONNECTION);
			}).expectComplete().verify(Stack.PATIENCE);
		}
	}

	@Test
	@DisplayName("A proxy is used for the upstream that names it")
	void goesThroughTheProxy() throws IOException {
		try (TunnelProxy proxy = new TunnelProxy();
				ScriptedOpenRouter server = ScriptedOpenRouter.start();
				Client client = Client.of(server.baseUrl(), "cascade.connection.proxy.host=127.0.0.1",
						"cascade.connection.proxy.port=" + proxy.port())) {
			assertThat(client.cascade().ask("Why?").block(Stack.PATIENCE)).isEqualTo("Hello from " + Models.A + ".");
			assertThat(proxy.targets()).containsExactly("127.0.0.1:" + server.port());
			assertThat(server.lastRequest().header("Authorization")).isEqualTo("Bearer " + Stack.KEY);
		}
	}

	@Test
	@DisplayName("Hosts that are excepted are reached directly")
	void goesDirectlyToExceptedHosts() throws IOException {
		try (TunnelProxy proxy = new TunnelProxy();
				ScriptedOpenRouter server = ScriptedOpenRouter.start();
				Client client = Client.of(server.baseUrl(), "cascade.connection.proxy.host=127.0.0.1",
						"cascade.connection.proxy.port=" + proxy.port(),
						"cascade.connection.proxy.non-proxy-hosts=127\\.0\\.0\\.1")) {
			assertThat(client.cascade().ask("Why?").block(Stack.PATIENCE)).startsWith("Hello");
			assertThat(proxy.targets()).isEmpty();
		}
	}

}
