/**
 * The seam: an exchange performs a call, and everything that stands around it is an
 * exchange too. The call, its journal, its chain and the guards around the application's
 * own code are what all stages share.
 * <p>
 * SPI: applications may put an {@link Exchange} of their own around the others by an
 * {@link ExchangeCustomizer}, or in place of all, which reads the {@link Call} that it
 * gets, and implement {@link FeedbackSink} and {@link Forgetful}. What they keep for a
 * while ends with an {@link Expiry}, by the clocks of {@link Time}. The rest is internal.
 */
@NullMarked
package io.cascade.exchange;

import org.jspecify.annotations.NullMarked;
