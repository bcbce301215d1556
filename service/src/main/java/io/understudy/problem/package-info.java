/// Every failure the service can speak of: a closed list of codes, and how each becomes an answer of RFC 9457.
@NullMarked
package io.understudy.problem;

import org.jspecify.annotations.NullMarked;
