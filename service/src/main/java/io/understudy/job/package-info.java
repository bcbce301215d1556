/// Durable work on hosts: stored first, run on a virtual thread, taken over by whoever is alive, told of step by step.
///
/// A job that cannot reach its end takes back what it changed, last change first. It ends done or undone; when a host
/// that is gone keeps it from either, it ends [io.understudy.job.JobOutcome#INCOMPLETE] and says what is left.
@NullMarked
package io.understudy.job;

import org.jspecify.annotations.NullMarked;
