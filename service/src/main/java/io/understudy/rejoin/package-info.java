/// `/clusters/{id}/rejoins`: brings a stray old primary back as a standby. `Rejoin` is the list of checks
/// and steps.
@NullMarked
package io.understudy.rejoin;

import org.jspecify.annotations.NullMarked;
