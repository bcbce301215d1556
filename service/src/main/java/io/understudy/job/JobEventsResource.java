package io.understudy.job;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.understudy.access.Role;
import io.understudy.http.EventData;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The events of one job as a stream. They are read from the store, so any replica can serve them and a client
/// that comes back with the last id it saw misses nothing.
///
/// Its tag ends in "events", which keeps it out of generated clients: they would wait for the end of the stream.
@Path("/jobs/{id}/events")
@Tag(name = "Job events", description = "What happens in a job, as it happens.")
public class JobEventsResource {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final int HEARTBEAT_EVERY_LOOKS = 60;
    private static final int AT_ONCE = 500;

    private final JobStore store;
    private final JobEventStore events;
    private final EventData data;

    JobEventsResource(JobStore store, JobEventStore events, EventData data) {
        this.store = store;
        this.events = events;
        this.data = data;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(operationId = "streamJobEvents", summary = "Follow a job", description = """
            Server-sent events `state` (it begins to run, goes on on another replica, or is asked to stop), `step`, `progress`, `log`, \
            `change`, `warning` and `end`, each with an id; the stream closes after `end`. A comment every 15 s keeps the connection alive. Come back with the last id as `Last-Event-ID`.""")
    @APIResponse(
            responseCode = "200",
            description = "The stream.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = JobEvent.class)))
    public Multi<OutboundSseEvent> follow(
            @Parameter(description = "Id of the job.") @PathParam("id") String id,
            @Parameter(description = "Only events behind this id.") @HeaderParam("Last-Event-ID") @Nullable Long last,
            @Context Sse sse) {
        store.get(id);
        AtomicLong seen = new AtomicLong(last == null ? 0 : last);
        return Multi.createFrom()
                .ticks()
                .every(LOOK_EVERY)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .transformToIterable(look -> news(id, seen, look, sse))
                .select()
                .first(event -> !"closed".equals(event.getComment()));
    }

    private List<OutboundSseEvent> news(String id, AtomicLong seen, long look, Sse sse) {
        boolean ended = store.get(id).state().ended();
        List<JobEvent> found = events.list(id, seen.get(), null, null, AT_ONCE);
        found.forEach(event -> seen.set(event.id()));
        Stream<OutboundSseEvent> told = found.stream().map(event -> event(event, sse));
        if (ended && found.size() < AT_ONCE) {
            return Stream.concat(told, Stream.of(comment(sse, "closed"))).toList();
        }
        return found.isEmpty() && look % HEARTBEAT_EVERY_LOOKS == 0 ? List.of(comment(sse, "alive")) : told.toList();
    }

    private static OutboundSseEvent comment(Sse sse, String text) {
        return sse.newEventBuilder().comment(text).build();
    }

    private OutboundSseEvent event(JobEvent event, Sse sse) {
        return sse.newEventBuilder()
                .id(Long.toString(event.id()))
                .name(event.type())
                .reconnectDelay(2000)
                .data(data.of(event))
                .build();
    }
}
