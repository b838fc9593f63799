package io.cascade.exchange;

import io.cascade.Plan;

/**
 * Tells what a call would do now, without doing it.
 */
@FunctionalInterface
public interface Planner {

	/**
	 * Plans a call. Changes nothing and sends no request.
	 * @param call the call
	 * @return the plan
	 */
	Plan plan(Call call);

}
