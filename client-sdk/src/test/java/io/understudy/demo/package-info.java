/// The program that `./demo` runs: a user of the client like any other.
@NullMarked
package io.understudy.demo;

import org.jspecify.annotations.NullMarked;
