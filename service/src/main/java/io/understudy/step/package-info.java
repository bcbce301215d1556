/// The contract of one repeatable change, and the runner that looks, decides, writes and looks again.
///
/// A step knows neither jobs nor the store: its [io.understudy.step.Target] is a few reachable instances.
@NullMarked
package io.understudy.step;

import org.jspecify.annotations.NullMarked;
