package io.understudy.promotion;

import io.understudy.client.Understudy;
import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.CutOverPhase;
import io.understudy.client.model.CutOverStep;
import io.understudy.client.model.DnsRecordType;
import io.understudy.client.model.DnsUpdateStep;
import io.understudy.client.model.EnvFileStep;
import io.understudy.client.model.HbaEntryStep;
import io.understudy.client.model.Host;
import io.understudy.client.model.HttpCallMethod;
import io.understudy.client.model.HttpCallRequest;
import io.understudy.client.model.HttpCallStep;
import io.understudy.client.model.PgbouncerAction;
import io.understudy.client.model.PgbouncerStep;
import io.understudy.client.model.SystemdUnitStep;
import io.understudy.client.model.UnitAction;
import io.understudy.testing.LabApp;
import io.understudy.testing.LabDns;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabService;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Cut-over steps for the lab's application, as a person would write them.
final class AppSteps {
    private static final int SECONDS = 20;

    private final LabService service;
    private final LabDns dns;

    AppSteps(LabService service, LabDns dns) {
        this.service = service;
        this.dns = dns;
    }

    private String hostId(LabHost host) {
        try (Understudy api = service.client()) {
            return api.hosts().listHosts(null, 200).getItems().stream()
                    .filter(known -> known.getName().equals(host.name()))
                    .map(Host::getId)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Keeps a secret.
    ///
    /// @return the id of its credential
    String secret(String name, String value) {
        try (Understudy api = service.client()) {
            CreateCredentialRequest request = CreateCredentialRequest.builder()
                    .name(name)
                    .kind(CredentialKind.SECRET_VALUE)
                    .value(value)
                    .build();
            return api.credentials().createCredential(request, null).getId();
        }
    }

    CutOverStep unit(CutOverPhase phase, UnitAction action, LabHost host, String unit) {
        return SystemdUnitStep.builder()
                .hostId(hostId(host))
                .unit(unit + ".service")
                .action(action)
                .name("%s-%s-%s".formatted(action.getValue().toLowerCase(Locale.ROOT), unit, host.name()))
                .phase(phase)
                .timeoutSeconds(SECONDS)
                .build();
    }

    CutOverStep admit(LabHost client) {
        return HbaEntryStep.builder()
                .address(client.address())
                .database("qstn")
                .role("qstn")
                .name("admit-" + client.name())
                .phase(CutOverPhase.BEFORE)
                .timeoutSeconds(SECONDS)
                .build();
    }

    CutOverStep point(LabHost host, String credentialId) {
        return EnvFileStep.builder()
                .hostId(hostId(host))
                .path(LabApp.ENV_FILE)
                .key("DATABASE_URL")
                .credentialId(credentialId)
                .name("point-" + host.name())
                .phase(CutOverPhase.AFTER)
                .timeoutSeconds(SECONDS)
                .build();
    }

    CutOverStep dns(CutOverPhase phase, String address, String credentialId) {
        return DnsUpdateStep.builder()
                .server(dns.host().address())
                .zone(LabDns.ZONE)
                .recordName(LabDns.NAME)
                .recordType(DnsRecordType.A)
                .values(List.of(address))
                .keyName(LabDns.KEY_NAME)
                .credentialId(credentialId)
                .name("dns")
                .phase(phase)
                .timeoutSeconds(SECONDS)
                .build();
    }

    CutOverStep pool(CutOverPhase phase, PgbouncerAction action, LabHost host) {
        return PgbouncerStep.builder()
                .hostId(hostId(host))
                .action(action)
                .database("qstn")
                .name(action.getValue().toLowerCase(Locale.ROOT))
                .phase(phase)
                .timeoutSeconds(5)
                .build();
    }

    static CutOverStep call(CutOverPhase phase, String url, @Nullable String undoUrl, @Nullable String credentialId) {
        return HttpCallStep.builder()
                .call(HttpCallRequest.builder()
                        .method(HttpCallMethod.POST)
                        .url(url)
                        .body("{}")
                        .build())
                .undo(
                        undoUrl == null
                                ? null
                                : HttpCallRequest.builder()
                                        .method(HttpCallMethod.POST)
                                        .url(undoUrl)
                                        .build())
                .credentialId(credentialId)
                .name("call")
                .phase(phase)
                .timeoutSeconds(2)
                .build();
    }
}
