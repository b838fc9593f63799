/**
 * What users name: requests, answers, failures, and the seam that every stage decorates.
 */
@NullMarked
package io.cascade;

import org.jspecify.annotations.NullMarked;
