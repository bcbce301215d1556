/** The typed client of the Understudy API. */
@NullMarked
package io.understudy.client;

import org.jspecify.annotations.NullMarked;
