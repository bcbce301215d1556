package io.understudy.credential;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The body of `PATCH /credentials/{credentialId}`.
@Schema(
        description =
                "What to change of a credential. For another secret, make another credential and give it to the hosts.")
public record UpdateCredentialRequest(
        @Schema(description = "Its new name.", examples = "deploy-key-2026")
        @NotNull
        @Pattern(regexp = CreateCredentialRequest.NAME, message = CreateCredentialRequest.NAME_RULE)
        String name) {}
