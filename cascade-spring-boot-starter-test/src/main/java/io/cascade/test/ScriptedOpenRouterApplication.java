package io.cascade.test;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the scripted OpenRouter as a process of its own, until it is killed. It answers
 * for any model.
 */
public final class ScriptedOpenRouterApplication {

	private static final Logger LOGGER = System.getLogger(ScriptedOpenRouterApplication.class.getName());

	private static final String USAGE = "Arguments: [port, 0 for a free one] [address, such as 0.0.0.0 in a container]";

	private ScriptedOpenRouterApplication() {
	}

	/**
	 * Starts on the port given as the first argument, or on a free one, at the address
	 * given as the second argument, or on the loopback address, where no other machine
	 * can reach it.
	 */
	public static void main(String[] args) throws InterruptedException {
		ScriptedOpenRouter stub = ScriptedOpenRouter.start((args.length > 1) ? args[1] : "127.0.0.1", port(args));
		stub.acceptAnyModel();
		LOGGER.log(Level.INFO, stub.toString());
		CountDownLatch killed = new CountDownLatch(1);
		Runtime.getRuntime().addShutdownHook(new Thread(killed::countDown));
		killed.await();
		stub.close();
	}

	private static int port(String[] args) {
		try {
			return (args.length > 0) ? Integer.parseInt(args[0]) : 0;
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(USAGE + ", not " + String.join(" ", args), ex);
		}
	}

}
