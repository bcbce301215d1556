/// What a standby needs to follow an upstream, as steps and checks that more than one procedure is made of.
@NullMarked
package io.understudy.standby;

import org.jspecify.annotations.NullMarked;
