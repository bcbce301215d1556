package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.outbound.CallUrl;
import io.understudy.outbound.HttpCaller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "HTTP_CALL: a service is called, and has done it when it answers 2xx. Only public addresses, and those that the operator of this service allows; no redirect is followed. Each attempt of one promotion has the same Idempotency-Key. Without verifyUrl nobody can know whether the call was made when the service dies meanwhile, so it may be made a second time.")
public record HttpCallStep(
        @Schema(
                description = "Label, unique in the list: a lower-case letter, then up to 39 of a-z, 0-9 and -.",
                examples = "maintenance-off")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name,

        @Schema(description = "When it is done.", examples = "AFTER") @NotNull
        CutOverPhase phase,

        @Schema(description = "How long it may take, in seconds; longer, and it has failed.", examples = "30")
        @NotNull
        @Min(1)
        @Max(3600)
        Integer timeoutSeconds,

        @Schema(description = "What is called.") @NotNull @Valid
        Call call,

        @Schema(
                description =
                        "A URL that only tells: a GET of it answers 2xx when there is nothing to do. It is asked by dry runs too.",
                examples = "https://status.example.org/api/maintenance/off")
        @Nullable
        @Size(max = 2048)
        String verifyUrl,

        @Schema(
                description =
                        "The call that takes it back; it has to do no harm where the other one was not made. Without it a BEFORE step that was done is left for a person when the promotion is put back.")
        @Nullable
        @Valid
        Call undo,

        @Schema(
                description = "Id of a SECRET_VALUE credential, sent as the bearer token of each of these calls.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @Nullable
        String credentialId)
        implements CutOverStep {
    public HttpCallStep {
        if (verifyUrl != null) {
            Call.refuse("verifyUrl", verifyUrl);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "HttpCallRequest", description = "One call.")
    public record Call(
            @Schema(description = "Its method.", examples = "POST") @NotNull
            HttpCaller.Method method,

            @Schema(
                    description =
                            "http or https, a host by name or address, no user, no fragment. Never put a secret in it: it is shown in plans and jobs.",
                    examples = "https://status.example.org/api/maintenance")
            @NotNull
            @Size(max = 2048)
            String url,

            @Schema(
                    description = "JSON that is sent, without a secret in it. Default: no body.",
                    examples = "{\"on\": false}")
            @Nullable
            @Size(max = 16_384)
            String body) {
        public Call {
            if (url != null) {
                refuse("url", url);
            }
        }

        private static void refuse(String field, String text) {
            try {
                CallUrl.parse(text);
            } catch (IllegalArgumentException fault) {
                throw new IllegalArgumentException("%s %s".formatted(field, fault.getMessage()), fault);
            }
        }

        String inWords() {
            return "%s %s".formatted(method, url);
        }
    }

    @Override
    public String inWords() {
        return call.inWords();
    }
}
