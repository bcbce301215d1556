/// What the service proves itself with on hosts: SSH keys, SSH passwords and sudo passwords. Their secret parts
/// come in and never go out again.
@NullMarked
package io.understudy.credential;

import org.jspecify.annotations.NullMarked;
