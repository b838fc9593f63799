package io.cascade.test;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the scripted OpenRouter as a process of its own, until it is killed.
 */
public final class ScriptedOpenRouterApplication {

	private static final Logger LOGGER = System.getLogger(ScriptedOpenRouterApplication.class.getName());

	private ScriptedOpenRouterApplication() {
	}

	/** Starts on the port given as the first argument, or on a free one. */
	public static void main(String[] args) throws InterruptedException {
		ScriptedOpenRouter stub = ScriptedOpenRouter.start((args.length > 0) ? Integer.parseInt(args[0]) : 0);
		stub.acceptAnyModel();
		LOGGER.log(Level.INFO, stub.toString());
		CountDownLatch killed = new CountDownLatch(1);
		Runtime.getRuntime().addShutdownHook(new Thread(killed::countDown));
		killed.await();
		stub.close();
	}

}
