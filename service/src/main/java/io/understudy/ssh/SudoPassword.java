package io.understudy.ssh;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How sudo and the host's sudo password get on.
@Schema(
        description =
                "Whether sudo asks for a password: NOT_NEEDED, never; ACCEPTED, yes, and it takes the one given; MISSING, yes,"
                        + " and the host has no sudo credential; WRONG, yes, and it does not take the one given.")
public enum SudoPassword {
    NOT_NEEDED,
    ACCEPTED,
    MISSING,
    WRONG
}
