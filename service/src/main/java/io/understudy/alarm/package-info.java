/// What is wrong with clusters, from when to when: raised and cleared by whoever looks at them, acknowledged and muted
/// by
/// people.
@NullMarked
package io.understudy.alarm;

import org.jspecify.annotations.NullMarked;
