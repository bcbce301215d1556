package io.understudy.lag;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.understudy.access.Role;
import io.understudy.cluster.ClusterStore;
import io.understudy.http.EventData;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The samples of one cluster as a stream. They are read from the store, so any replica can serve them, whichever
/// takes them.
///
/// Its tag ends in "events", which keeps it out of generated clients: they would wait for the end of the stream.
@Path("/clusters/{clusterId}/lag/stream")
@Tag(name = "Lag events", description = "How far standbys are behind, as it is measured.")
public class LagEventsResource {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int HEARTBEAT_EVERY_LOOKS = 30;

    private final ClusterStore clusters;
    private final LagStore store;
    private final EventData data;

    LagEventsResource(ClusterStore clusters, LagStore store, EventData data) {
        this.clusters = clusters;
        this.store = store;
        this.data = data;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(operationId = "streamClusterLag", summary = "Follow how far the standbys are behind", description = """
            Server-sent events `lag`: the newest sample at once, then each one as it is taken. A comment every 15 s keeps the \
            connection alive. It has no end. What was missed is in the history.""")
    @APIResponse(
            responseCode = "200",
            description = "The stream.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = ClusterLag.class)))
    public Multi<OutboundSseEvent> follow(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId, @Context Sse sse) {
        clusters.get(clusterId);
        AtomicReference<Instant> seen = new AtomicReference<>(Instant.EPOCH);
        return Multi.createFrom()
                .ticks()
                .every(LOOK_EVERY)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .transformToIterable(look -> news(clusterId, seen, look, sse));
    }

    private List<OutboundSseEvent> news(String clusterId, AtomicReference<Instant> seen, long look, Sse sse) {
        List<ClusterLag> newer = store.newest(clusterId, seen.get()).stream().toList();
        newer.forEach(sample -> seen.set(sample.measuredAt()));
        return newer.isEmpty() && look % HEARTBEAT_EVERY_LOOKS == 0
                ? List.of(sse.newEventBuilder().comment("alive").build())
                : newer.stream().map(sample -> event(sample, sse)).toList();
    }

    private OutboundSseEvent event(ClusterLag sample, Sse sse) {
        return sse.newEventBuilder()
                .name("lag")
                .reconnectDelay(2000)
                .data(data.of(sample))
                .build();
    }
}
