package io.understudy.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Something that a probe could not find out.
@Schema(description = "Something that could not be found out.")
public record UnknownFact(
        @Schema(
                description = "What it is, as a JSON pointer into the facts.",
                examples = "/instances/0/systemIdentifier")
        String pointer,

        @Schema(description = "Why it is not known.", examples = "sudo on db1 does not let deploy run find as root")
        String reason) {}
