/// Real parts for tests, and how tests wait.
@NullMarked
package io.understudy.testing;

import org.jspecify.annotations.NullMarked;
