package io.understudy.testing;

import io.understudy.client.JobFailedException;
import io.understudy.client.JobPoller;
import io.understudy.client.Understudy;
import io.understudy.client.model.AdoptClusterRequest;
import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.Job;
import io.understudy.client.model.ReplicationSetupRequest;
import io.understudy.client.model.TrustHostKeyRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.Supplier;

/// A service that knows two lab hosts and has adopted the primary on one of them; all through the client.
public final class LabCluster {
    public static final Duration LIMIT = Duration.ofMinutes(4);

    private final Supplier<Understudy> client;
    private final String credentialId;
    private final String standbyHostId;
    private final String clusterId;

    /// @param client asked anew for each call, because the service may be another process by then
    public LabCluster(Supplier<Understudy> client, LabPair pair) {
        this.client = client;
        try (Understudy api = client.get()) {
            credentialId = api.credentials()
                    .createCredential(key("lab", Files.readString(LabHost.key())), null)
                    .getId();
            String primaryHostId = host(api, pair.primary());
            standbyHostId = host(api, pair.standby());
            AdoptClusterRequest adopt = AdoptClusterRequest.builder()
                    .name("lab")
                    .hostId(primaryHostId)
                    .build();
            clusterId = api.clusters().adoptCluster(adopt, null).getId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static CreateCredentialRequest key(String name, String privateKey) {
        return CreateCredentialRequest.builder()
                .name(name)
                .kind(CredentialKind.SSH_PRIVATE_KEY)
                .privateKey(privateKey)
                .build();
    }

    /// Registers a host and trusts the key that it really has.
    public String host(Understudy api, LabHost host) {
        String id = register(api, host, credentialId);
        api.hosts()
                .trustHostKey(
                        id,
                        TrustHostKeyRequest.builder()
                                .fingerprint(host.fingerprint())
                                .build());
        return id;
    }

    /// Registers a host; no key of it is trusted.
    public static String register(Understudy api, LabHost host, String credentialId) {
        CreateHostRequest request = CreateHostRequest.builder()
                .name(host.name())
                .address(host.address())
                .user("deploy")
                .credentialId(credentialId)
                .build();
        return api.hosts().createHost(request, null).getId();
    }

    public String clusterId() {
        return clusterId;
    }

    public String standbyHostId() {
        return standbyHostId;
    }

    /// A request for the pair's standby that may restart the primary.
    public ReplicationSetupRequest.Builder request() {
        return ReplicationSetupRequest.builder().standbyHostId(standbyHostId).allowPrimaryRestart(true);
    }

    public JobPoller begin(ReplicationSetupRequest request) {
        return client.get().setUp(clusterId, request);
    }

    /// Runs a setup to its end.
    ///
    /// @return the job, failed or not
    public Job run(ReplicationSetupRequest request) {
        return end(begin(request));
    }

    public Job end(JobPoller poller) {
        try {
            return poller.waitForCompletion(LIMIT);
        } catch (JobFailedException failed) {
            return failed.job();
        }
    }
}
