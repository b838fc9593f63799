/**
 * Answers and failures on their way to a browser.
 */
@NullMarked
package io.cascade.web;

import org.jspecify.annotations.NullMarked;
