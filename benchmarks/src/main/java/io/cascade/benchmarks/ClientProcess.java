package io.cascade.benchmarks;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The process of one contender: does the rounds that it is told to do, and ends with the
 * one that started it.
 */
final class ClientProcess {

	private static final int END = -1;

	private ClientProcess() {
	}

	/**
	 * Arguments: port, scenario, client, where the server is, and the file of the
	 * recording if there is to be one.
	 */
	public static void main(String[] args) throws Exception {
		Scenario scenario = Scenario.valueOf(args[1]);
		Client client = Client.valueOf(args[2]);
		String url = args[3] + scenario.path(client.transport());
		try (Socket starter = Fork.connect(args[0]);
				ConfigurableApplicationContext application = application(scenario, client, url);
				Profile profile = new Profile((args.length > 4) ? args[4] : "")) {
			Contender contender = client.contender(scenario, application, url);
			DataOutputStream out = new DataOutputStream(starter.getOutputStream());
			out.writeInt(0);
			DataInputStream in = new DataInputStream(starter.getInputStream());
			for (int calls = in.readInt(); calls != END; calls = in.readInt()) {
				Round round = new Round(contender, calls, in.readInt());
				boolean measured = in.readBoolean();
				Resources.settle();
				profile.calls(measured ? calls : 0);
				(measured && scenario.isHeld() ? round.hold() : round.work()).write(out);
			}
		}
	}

	private static ConfigurableApplicationContext application(Scenario scenario, Client client, String url) {
		return CascadeApplication.start(url,
				"cascade.chains.assistant.transport=" + client.transport().name().toLowerCase(Locale.ROOT),
				"cascade.max-models-per-request=" + (scenario.isFailing() ? 1 : 3));
	}

	/** Has a round done, as the one that started it. */
	static Cost order(Fork fork, int calls, int concurrency, boolean measured) throws IOException {
		fork.out().writeInt(calls);
		fork.out().writeInt(concurrency);
		fork.out().writeBoolean(measured);
		return Cost.read(fork.in());
	}

	static void end(Fork fork) throws IOException {
		fork.out().writeInt(END);
		fork.in().read();
	}

}
