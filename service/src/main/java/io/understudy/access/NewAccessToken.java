package io.understudy.access;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The one answer that holds a token in clear.
@Schema(description = "A token that was just made. Its secret is shown this once and cannot be read again.")
public record NewAccessToken(
        @Schema(description = "What was made.") AccessToken token,

        @Schema(
                description = "Send this as Authorization: Bearer.",
                format = "password",
                examples = "und_Zm9yLWRvY3VtZW50YXRpb24tb25seS1ub3QtYS10b2tlbg")
        String secret) {

    @Override
    public String toString() {
        return "NewAccessToken[token=" + token + ", secret=hidden]";
    }
}
