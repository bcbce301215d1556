/// How far each standby is behind its primary.
@NullMarked
package io.understudy.lag;

import org.jspecify.annotations.NullMarked;
