package io.cascade.routing;

import java.util.List;

import io.cascade.Hop;
import io.cascade.LeftOut;

/**
 * What a call would do now.
 *
 * @param hops the requests in order, each sent only if the one before failed
 * @param leftOut the targets that are not asked, and why
 */
record Plan(List<Hop> hops, List<LeftOut> leftOut) {

}
