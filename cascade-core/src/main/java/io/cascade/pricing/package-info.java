/**
 * What models cost, and how many tokens a prompt has: state that the stages read.
 * <p>
 * SPI: applications may implement {@link PriceSource}, {@link TokenCounter} and
 * {@link ModelCatalog}; the rest is internal.
 */
@NullMarked
package io.cascade.pricing;

import org.jspecify.annotations.NullMarked;
