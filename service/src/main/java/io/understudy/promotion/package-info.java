/// `/clusters/{id}/promotions`: hands the primary's part over to a standby. `Switchover` is the list of
/// checks and steps.
@NullMarked
package io.understudy.promotion;

import org.jspecify.annotations.NullMarked;
