/**
 * How much may be spent, and what was spent: budgets, their windows and the ledger.
 * <p>
 * SPI: applications may implement {@link SpendLedger}, over the types that its methods
 * name; the rest is internal.
 */
@NullMarked
package io.cascade.budget;

import org.jspecify.annotations.NullMarked;
