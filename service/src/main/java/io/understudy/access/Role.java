package io.understudy.access;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What a token may do. Each role may do all that the ones before it may.
@Schema(
        description = "What a token may do: a VIEWER reads, an OPERATOR also changes hosts and clusters, an ADMIN also"
                + " gives out tokens.")
public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN;

    /// The words for `@RolesAllowed`.
    public static final String MAY_VIEW = "VIEWER";

    public static final String MAY_OPERATE = "OPERATOR";
    public static final String MAY_ADMINISTER = "ADMIN";
}
