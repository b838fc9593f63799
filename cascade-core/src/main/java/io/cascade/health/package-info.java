/**
 * How the targets and accounts stand: state that the stages read and write.
 * <p>
 * Supported API: applications name {@link Availability}, {@link CascadeHealth} and what
 * these two tell, and may implement {@link CooldownStore}, over the types that its
 * methods name; the rest is internal.
 */
@NullMarked
package io.cascade.health;

import org.jspecify.annotations.NullMarked;
