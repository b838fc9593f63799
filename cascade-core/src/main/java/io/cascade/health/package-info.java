/**
 * How the targets and accounts stand: state that the stages read and write.
 */
@NullMarked
package io.cascade.health;

import org.jspecify.annotations.NullMarked;
