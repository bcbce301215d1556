/// What is done to the application around a promotion: a cluster's list of cut-over steps, and how each becomes a step
/// of
/// the procedure.
@NullMarked
package io.understudy.cutover;

import org.jspecify.annotations.NullMarked;
