/// Makes a host a streaming standby of a cluster's primary. [io.understudy.setup.ReplicationSetup] is the list of
/// steps.
@NullMarked
package io.understudy.setup;

import org.jspecify.annotations.NullMarked;
