/**
 * The scripted OpenRouter: a real server that speaks the protocol and fails on command.
 * <p>
 * Supported API: tests of applications name what is public here.
 */
@NullMarked
package io.cascade.test;

import org.jspecify.annotations.NullMarked;
