/**
 * Properties, checks and wiring for Spring Boot; nobody depends on it.
 * <p>
 * SPI: applications may implement {@link CascadeConnectionDetails}; the rest is internal.
 */
@NullMarked
package io.cascade.autoconfigure;

import org.jspecify.annotations.NullMarked;
