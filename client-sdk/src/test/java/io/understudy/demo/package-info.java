/// The program that `./demo` runs: a user of the client like any other.
package io.understudy.demo;
