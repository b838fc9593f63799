/**
 * How much may be spent, and what was spent: budgets, their windows and the ledger.
 */
@NullMarked
package io.cascade.budget;

import org.jspecify.annotations.NullMarked;
