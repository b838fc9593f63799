/**
 * The scripted OpenRouter: a real server that speaks the protocol and fails on command.
 */
@NullMarked
package io.cascade.test;

import org.jspecify.annotations.NullMarked;
