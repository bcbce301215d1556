/// What is reached over the network and is neither a host nor the store: name servers, and HTTP services,
/// which are called only where the operator of this service lets them be.
@NullMarked
package io.understudy.outbound;

import org.jspecify.annotations.NullMarked;
