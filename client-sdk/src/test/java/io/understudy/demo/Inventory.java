package io.understudy.demo;

import io.understudy.client.Paged;
import io.understudy.client.Understudy;
import io.understudy.client.model.AdoptClusterRequest;
import io.understudy.client.model.Cluster;
import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.Credential;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.Host;
import io.understudy.client.model.HostKeys;
import io.understudy.client.model.PageCluster;
import io.understudy.client.model.PageCredential;
import io.understudy.client.model.PageHost;
import io.understudy.client.model.PublicHostKey;
import io.understudy.client.model.TrustHostKeyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the demo has registered at the service. Names are unique there, so a second run finds what the first one made.
record Inventory(Understudy understudy, Screen screen) {
    private static final String USER = "deploy";

    /// @return the id of the credential
    String credential(String name, Path privateKey) throws IOException {
        Optional<Credential> known = Paged.of(
                        cursor -> understudy.credentials().listCredentials(cursor, null),
                        PageCredential::getItems,
                        PageCredential::getNextCursor)
                .stream()
                .filter(credential -> credential.getName().equals(name))
                .findFirst();
        CreateCredentialRequest request = new CreateCredentialRequest()
                .name(name)
                .kind(CredentialKind.SSH_PRIVATE_KEY)
                .privateKey(Files.readString(privateKey));
        Credential credential = known.orElseGet(() -> understudy.credentials().createCredential(request, null));
        screen.line("  credential %s  %s%s", name, credential.getFingerprint(), found(known));
        return credential.getId();
    }

    /// @return the id of the host, whose key is trusted
    String host(LabHost lab, String credentialId) {
        Optional<Host> known = Paged.of(
                        cursor -> understudy.hosts().listHosts(cursor, null),
                        PageHost::getItems,
                        PageHost::getNextCursor)
                .stream()
                .filter(host -> host.getName().equals(lab.name()))
                .findFirst();
        CreateHostRequest request = new CreateHostRequest()
                .name(lab.name())
                .address(lab.address())
                .user(USER)
                .credentialId(credentialId);
        Host host = known.orElseGet(() -> understudy.hosts().createHost(request, null));
        screen.line("  host %s  %s@%s%s", host.getName(), host.getUser(), host.getAddress(), found(known));
        trust(host.getId(), lab);
        return host.getId();
    }

    private void trust(String hostId, LabHost lab) {
        HostKeys keys = understudy.hosts().getHostKeys(hostId);
        keys.getScanned().forEach(key -> screen.line("    shows %-20s %s", key.getType(), key.getFingerprint()));
        PublicHostKey trusted = keys.getTrusted();
        if (trusted != null && trusted.getFingerprint().equals(lab.fingerprint())) {
            screen.line("    trusts %s, as before", lab.fingerprint());
            return;
        }
        understudy.hosts().trustHostKey(hostId, new TrustHostKeyRequest().fingerprint(lab.fingerprint()));
        screen.line("    trusts %s, which is what the host itself says", lab.fingerprint());
    }

    /// @return the id of the cluster
    String cluster(String name, String primaryHostId) {
        Optional<String> known = Paged.of(
                        cursor -> understudy.clusters().listClusters(cursor, null),
                        PageCluster::getItems,
                        PageCluster::getNextCursor)
                .stream()
                .filter(cluster -> cluster.getName().equals(name))
                .map(Cluster::getId)
                .findFirst();
        AdoptClusterRequest request = new AdoptClusterRequest().name(name).hostId(primaryHostId);
        String id = known.orElseGet(
                () -> understudy.clusters().adoptCluster(request, null).getId());
        screen.line("  cluster %s%s", name, found(known));
        return id;
    }

    private static String found(Optional<?> known) {
        return known.isPresent() ? "  (was there)" : "";
    }
}
