/// Machines reached over SSH: how to log in, which host key is trusted, and what was found on them. Whoever
/// needs a session with a host gets it from `HostSessions`.
@NullMarked
package io.understudy.host;

import org.jspecify.annotations.NullMarked;
