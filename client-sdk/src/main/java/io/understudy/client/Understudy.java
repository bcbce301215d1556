package io.understudy.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.client.api.ClustersApi;
import io.understudy.client.api.CredentialsApi;
import io.understudy.client.api.CutOverStepsApi;
import io.understudy.client.api.HostsApi;
import io.understudy.client.api.HostsApi.APICreateHostRequest;
import io.understudy.client.api.HostsApi.APIGetHostRequest;
import io.understudy.client.api.HostsApi.APITrustHostKeyRequest;
import io.understudy.client.api.JobsApi;
import io.understudy.client.api.LagApi;
import io.understudy.client.api.ProblemsApi;
import io.understudy.client.api.PromotionsApi;
import io.understudy.client.api.PromotionsApi.APICreatePromotionRequest;
import io.understudy.client.api.RejoinsApi;
import io.understudy.client.api.RejoinsApi.APICreateRejoinRequest;
import io.understudy.client.api.ReplicationSetupsApi;
import io.understudy.client.api.ReplicationSetupsApi.APICreateReplicationSetupRequest;
import io.understudy.client.api.TokensApi;
import io.understudy.client.invoker.ApiClient;
import io.understudy.client.invoker.ApiResponse;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.Host;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobPlan;
import io.understudy.client.model.JobResult;
import io.understudy.client.model.PromotionRequest;
import io.understudy.client.model.RejoinRequest;
import io.understudy.client.model.ReplicationSetupRequest;
import io.understudy.client.model.TrustHostKeyRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A client of one Understudy service. Safe for use by many threads; make one and keep it.
///
/// Calls block. They throw [ProblemException] for an answer that is not a success,
/// [java.io.UncheckedIOException] where no answer came, and [io.understudy.client.invoker.ApiException]
/// where the answer cannot be read or the thread is interrupted (which stays set). All are unchecked.
public final class Understudy implements AutoCloseable {
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(5);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ClustersApi clusters;
    private final CredentialsApi credentials;
    private final CutOverStepsApi cutOverSteps;
    private final HostsApi hosts;
    private final JobsApi jobs;
    private final LagApi lag;
    private final ProblemsApi problems;
    private final PromotionsApi promotions;
    private final RejoinsApi rejoins;
    private final ReplicationSetupsApi replicationSetups;
    private final TokensApi tokens;
    private final JobPoller.Calls polling;
    private final LagPoller.Calls lagPolling;
    private final JobEvents events;

    Understudy(UnderstudyBuilder settings) {
        ObjectMapper json = ApiClient.createDefaultObjectMapper();
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout)
                // Over plain HTTP the JDK would otherwise ask for an upgrade with every new connection.
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        Transport.Connection connection =
                new Transport.Connection(settings.baseUri.getRawPath(), settings.token, json, closed);
        Transport transport = new Transport(http, connection, settings.retries);
        ApiClient calls = calls(transport, settings.baseUri, settings.timeout);
        clusters = new ClustersApi(calls);
        credentials = new CredentialsApi(calls);
        cutOverSteps = new CutOverStepsApi(calls);
        hosts = new HostsApi(calls);
        jobs = new JobsApi(calls);
        lag = new LagApi(calls);
        problems = new ProblemsApi(calls);
        promotions = new PromotionsApi(calls);
        rejoins = new RejoinsApi(calls);
        replicationSetups = new ReplicationSetupsApi(calls);
        tokens = new TokensApi(calls);
        Duration look = shorter(LONGEST_LOOK, settings.timeout);
        ApiClient looks = calls(new Transport(http, connection, RetryPolicy.none()), settings.baseUri, look);
        polling = new JobPoller.Calls(jobs, new JobsApi(looks), transport, look.dividedBy(2));
        lagPolling = new LagPoller.Calls(lag, new LagApi(looks), transport, look.dividedBy(2));
        events = new JobEvents(
                transport,
                json,
                jobs,
                settings.baseUri,
                new JobEvents.Patience(settings.timeout, settings.silence, LONGEST_ABSENCE));
    }

    /// Begins a client. It needs a token at least.
    public static UnderstudyBuilder builder() {
        return new UnderstudyBuilder();
    }

    /// A client of the service that the environment names: `UNDERSTUDY_URL`, and `UNDERSTUDY_TOKEN` or
    /// `UNDERSTUDY_TOKEN_FILE`.
    public static Understudy fromEnvironment() {
        return builder().fromEnvironment().build();
    }

    /// Primaries with their standbys.
    public ClustersApi clusters() {
        return clusters;
    }

    /// What the service logs in to hosts with.
    public CredentialsApi credentials() {
        return credentials;
    }

    /// What is done to the application around a promotion.
    public CutOverStepsApi cutOverSteps() {
        return cutOverSteps;
    }

    /// The machines that SSH reaches, and which host key is trusted on each.
    public HostsApi hosts() {
        return hosts;
    }

    /// Work on hosts. To wait for a job, take [#job(String)].
    public JobsApi jobs() {
        return jobs;
    }

    /// How far standbys are behind, now and over time. To wait for them, take [#lag(String)].
    public LagApi lag() {
        return lag;
    }

    /// Hands the primary's part over. Shorter for the usual cases: [#promote], and [#plan] with [#apply].
    public PromotionsApi promotions() {
        return promotions;
    }

    /// Watches how far the standbys of a cluster are behind.
    public LagPoller lag(String clusterId) {
        return new LagPoller(lagPolling, clusterId, null);
    }

    /// What is wrong with clusters, and since when.
    public ProblemsApi problems() {
        return problems;
    }

    /// Brings old primaries back as standbys. Shorter for the usual cases: [#rejoin], and [#plan] with [#apply].
    public RejoinsApi rejoins() {
        return rejoins;
    }

    /// Makes hosts standbys. Shorter for the usual cases: [#setUp], [#plan] and [#apply].
    public ReplicationSetupsApi replicationSetups() {
        return replicationSetups;
    }

    /// Who may call the service.
    public TokensApi tokens() {
        return tokens;
    }

    /// Adds a host and trusts the key that has this fingerprint.
    ///
    /// @param fingerprint as `ssh-keygen -lf` prints it on the host itself
    /// @throws ConflictException `HOST_KEY_NOT_SHOWN` when the host shows no such key. It is added then, and
    ///     not trusted
    public Host addHost(CreateHostRequest request, String fingerprint) {
        Host added = hosts.createHost(
                APICreateHostRequest.newBuilder().createHostRequest(request).build());
        hosts.trustHostKey(APITrustHostKeyRequest.newBuilder()
                .hostId(added.getId())
                .trustHostKeyRequest(new TrustHostKeyRequest().fingerprint(fingerprint))
                .build());
        return hosts.getHost(
                APIGetHostRequest.newBuilder().hostId(added.getId()).build());
    }

    /// Watches a job, whoever began it.
    public JobPoller job(String jobId) {
        return new JobPoller(polling, jobId);
    }

    /// Watches a job that a call has just begun: `client.job(client.hosts().probeHost(...))`.
    public JobPoller job(Job begun) {
        return job(begun.getId());
    }

    /// What happens in a job, as it happens.
    public JobEvents events() {
        return events;
    }

    /// Begins to make a host a standby of the cluster.
    public JobPoller setUp(String clusterId, ReplicationSetupRequest request) {
        return job(begin(clusterId, request, false));
    }

    /// Finds out what [#setUp] would do; writes nothing on any host.
    ///
    /// @param limit how long to wait for the plan
    /// @return the plan, also when it is not possible: `plan().getPossible()` and its checks say so
    /// @throws JobFailedException when the hosts could not be looked at
    /// @throws JobTimeoutException when there is no plan in time
    public SetupPlan plan(String clusterId, ReplicationSetupRequest request, Duration limit) {
        JobPlan plan = planned(begin(clusterId, request, true), limit);
        return new SetupPlan(
                clusterId, request.toBuilder().planId(plan.getPlanId()).build(), plan);
    }

    private JobPlan planned(Job dryRun, Duration limit) {
        JobResult result = job(dryRun).waitForCompletion(limit).getResult();
        JobPlan plan = result == null ? null : result.getPlan();
        if (plan == null) {
            throw new IllegalStateException("job " + dryRun.getId() + " was a dry run and has no plan");
        }
        return plan;
    }

    /// Begins exactly what was planned.
    ///
    /// @throws ConflictException `PLAN_STALE`, with `differences`, when it would no longer be that
    public JobPoller apply(SetupPlan plan) {
        return setUp(plan.clusterId(), plan.request());
    }

    /// Begins to make a standby the primary.
    ///
    /// @throws PreconditionFailedException `PRIMARY_CHANGED` when another node is the primary than the request
    ///     expects
    public JobPoller promote(String clusterId, PromotionRequest request) {
        return job(begin(clusterId, request, false));
    }

    /// Finds out what [#promote] would do; writes nothing on any host.
    ///
    /// @param limit how long to wait for the plan
    /// @return the plan, also when it is not possible: `plan().getPossible()` and its checks say so
    /// @throws JobFailedException when the hosts could not be looked at
    /// @throws JobTimeoutException when there is no plan in time
    public PromotionPlan plan(String clusterId, PromotionRequest request, Duration limit) {
        JobPlan plan = planned(begin(clusterId, request, true), limit);
        return new PromotionPlan(
                clusterId, request.toBuilder().planId(plan.getPlanId()).build(), plan);
    }

    /// Begins exactly what was planned.
    ///
    /// @throws ConflictException `PLAN_STALE`, with `differences`, when it would no longer be that
    public JobPoller apply(PromotionPlan plan) {
        return promote(plan.clusterId(), plan.request());
    }

    /// Begins to bring an old primary, or a standby that was left out, back as a standby.
    public JobPoller rejoin(String clusterId, RejoinRequest request) {
        return job(begin(clusterId, request, false));
    }

    /// Finds out what [#rejoin] would do; writes nothing on any host.
    ///
    /// @param limit how long to wait for the plan
    /// @return the plan, also when it is not possible: its check `check-histories` says how the node could come
    ///     back, and what would be discarded
    /// @throws JobFailedException when the hosts could not be looked at
    /// @throws JobTimeoutException when there is no plan in time
    public RejoinPlan plan(String clusterId, RejoinRequest request, Duration limit) {
        JobPlan plan = planned(begin(clusterId, request, true), limit);
        return new RejoinPlan(
                clusterId, request.toBuilder().planId(plan.getPlanId()).build(), plan);
    }

    /// Begins exactly what was planned.
    ///
    /// @throws ConflictException `PLAN_STALE`, with `differences`, when it would no longer be that
    public JobPoller apply(RejoinPlan plan) {
        return rejoin(plan.clusterId(), plan.request());
    }

    private Job begin(String clusterId, RejoinRequest request, boolean dryRun) {
        return rejoins.createRejoin(APICreateRejoinRequest.newBuilder()
                .clusterId(clusterId)
                .rejoinRequest(request)
                .dryRun(dryRun)
                .build());
    }

    private Job begin(String clusterId, PromotionRequest request, boolean dryRun) {
        return promotions.createPromotion(APICreatePromotionRequest.newBuilder()
                .clusterId(clusterId)
                .promotionRequest(request)
                .dryRun(dryRun)
                .build());
    }

    private Job begin(String clusterId, ReplicationSetupRequest request, boolean dryRun) {
        return replicationSetups.createReplicationSetup(APICreateReplicationSetupRequest.newBuilder()
                .clusterId(clusterId)
                .replicationSetupRequest(request)
                .dryRun(dryRun)
                .build());
    }

    /// What to send as `ifMatch` to change just the version that was read.
    ///
    /// @param read the answer of a call whose name ends in `WithHttpInfo`
    /// @throws IllegalArgumentException when the answer has no ETag
    public static String etag(ApiResponse<?> read) {
        List<String> tags = read.getHeaders().get("ETag");
        if (tags == null || tags.isEmpty()) {
            throw new IllegalArgumentException("the answer has no ETag");
        }
        return tags.get(0);
    }

    /// Ends what waits in this client, with an [IllegalStateException], and refuses further calls. No job
    /// is stopped by it.
    @Override
    public void close() {
        closed.countDown();
    }

    private static ApiClient calls(Transport transport, URI baseUri, Duration timeout) {
        ApiClient calls = new ApiClient() {
            @Override
            public HttpClient getHttpClient() {
                return transport;
            }
        };
        calls.updateBaseUri(baseUri.toString());
        return calls.setReadTimeout(timeout);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
