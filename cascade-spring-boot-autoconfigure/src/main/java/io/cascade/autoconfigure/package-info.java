/**
 * Properties, checks and wiring for Spring Boot; nobody depends on it.
 */
@NullMarked
package io.cascade.autoconfigure;

import org.jspecify.annotations.NullMarked;
