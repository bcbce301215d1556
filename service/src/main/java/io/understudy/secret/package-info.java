/// Secrets that cannot be printed, and their sealing under a key that is not in the store.
@NullMarked
package io.understudy.secret;

import org.jspecify.annotations.NullMarked;
