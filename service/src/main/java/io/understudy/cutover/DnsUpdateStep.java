package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.outbound.DnsEntry;
import io.understudy.outbound.NameServer;
import io.understudy.outbound.RecordSet;
import io.understudy.outbound.TsigKey;
import io.understudy.secret.Secret;
import io.understudy.ssh.HostAddress;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "DNS_UPDATE: the records of one name and type are replaced on the zone's authoritative server (RFC 2136), signed with a TSIG key. The server changes nothing unless it still has the records that were seen before. It has worked when that server, asked itself, has the new ones.")
public record DnsUpdateStep(
        @Schema(
                description = "Label, unique in the list: a lower-case letter, then up to 39 of a-z, 0-9 and -.",
                examples = "switch-dns")
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

        @Schema(
                description = "The authoritative server that takes updates: a DNS name or an IP address.",
                examples = "10.0.0.53")
        @NotNull
        @Size(max = 253)
        String server,

        @Schema(description = "Its port, over TCP. Default: 53.", examples = "53") @Nullable @Min(1) @Max(65_535)
        Integer port,

        @Schema(description = "The zone, without a dot at the end.", examples = "example.org")
        @NotNull
        @Pattern(regexp = DOMAIN, message = DOMAIN_RULE)
        String zone,

        @Schema(description = "The name in full, in the zone.", examples = "shop.example.org")
        @NotNull
        @Pattern(regexp = DOMAIN, message = DOMAIN_RULE)
        String recordName,

        @Schema(description = "The type of the records.", examples = "A") @NotNull
        DnsEntry.Type recordType,

        @Schema(
                description =
                        "All records that the name is to have of that type: IP addresses, or for CNAME one name in full.",
                examples = "[\"10.0.0.20\"]")
        @NotNull
        @Size(min = 1, max = 20)
        List<@NotNull @Size(max = 253) String> values,

        @Schema(
                description = "Their time to live in seconds. Default: as it is; 300 where there is no record yet.",
                examples = "60")
        @Nullable
        @Min(0)
        @Max(604_800)
        Integer ttlSeconds,

        @Schema(description = "The name of the TSIG key, as the server knows it.", examples = "understudy")
        @NotNull
        @Pattern(regexp = DOMAIN, message = DOMAIN_RULE)
        String keyName,

        @Schema(description = "The key's algorithm. Default: HMAC_SHA256.", examples = "HMAC_SHA256")
        TsigKey.@Nullable Algorithm keyAlgorithm,

        @Schema(
                description = "Id of the SECRET_VALUE credential that holds the key in base64.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @NotNull
        String credentialId)
        implements CutOverStep {
    private static final int PORT = 53;
    private static final long NEW_TTL = 300;
    /// For one message; a server that is well answers at once.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String DOMAIN =
            "(?=.{1,253}$)(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*";
    private static final String DOMAIN_RULE = "must be a DNS name in full, without a dot at the end";

    public DnsUpdateStep {
        if (server != null && !HostAddress.isValid(server)) {
            throw new IllegalArgumentException("server must be a DNS name or an IP address");
        }
        if (isDomain(zone) && isDomain(recordName) && !isWithin(recordName, zone)) {
            throw new IllegalArgumentException("recordName must be in the zone");
        }
        if (recordType != null && values != null) {
            refuseOther(recordType, values);
        }
    }

    /// False for what the patterns refuse by the field's own name.
    private static boolean isDomain(@Nullable String text) {
        return text != null && text.matches(DOMAIN);
    }

    private static boolean isWithin(String name, String zone) {
        return ("." + name).toLowerCase(Locale.ROOT).endsWith("." + zone.toLowerCase(Locale.ROOT));
    }

    private static void refuseOther(DnsEntry.Type type, List<String> values) {
        boolean fit = values.stream()
                .allMatch(value -> value != null
                        && switch (type) {
                            case A -> HostAddress.isIpAddress(value) && !value.contains(":");
                            case AAAA -> HostAddress.isIpAddress(value) && value.contains(":");
                            case CNAME -> value.matches(DOMAIN);
                        });
        if (!fit) {
            throw new IllegalArgumentException(
                    switch (type) {
                        case A -> "values of A must be IPv4 addresses";
                        case AAAA -> "values of AAAA must be IPv6 addresses";
                        case CNAME -> "values of CNAME must be DNS names in full, without a dot at the end";
                    });
        }
        if (type == DnsEntry.Type.CNAME && values.size() > 1) {
            throw new IllegalArgumentException("a name has one CNAME at most");
        }
    }

    DnsEntry entry() {
        return new DnsEntry(zone, recordName, recordType);
    }

    /// @param found what decides on the TTL where none is asked for
    RecordSet wanted(RecordSet found) {
        long kept = found.values().isEmpty() ? NEW_TTL : found.ttlSeconds();
        return entry().of(values, ttlSeconds == null ? kept : ttlSeconds);
    }

    NameServer server(Secret secret) {
        Duration limit = Duration.ofSeconds(timeoutSeconds);
        return new NameServer(
                server,
                Objects.requireNonNullElse(port, PORT),
                new TsigKey(keyName, Objects.requireNonNullElse(keyAlgorithm, TsigKey.Algorithm.HMAC_SHA256), secret),
                PATIENCE.compareTo(limit) < 0 ? PATIENCE : limit);
    }

    @Override
    public String inWords() {
        return "let %s be %s".formatted(entry(), String.join(", ", values));
    }
}
