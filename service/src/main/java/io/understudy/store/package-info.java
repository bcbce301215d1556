/// The service's own PostgreSQL: an embedded one when none is configured, and what every table shares.
@NullMarked
package io.understudy.store;

import org.jspecify.annotations.NullMarked;
