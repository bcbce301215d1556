package io.understudy.job;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.host.HostStore;
import io.understudy.http.Idempotency;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/hosts/{id}/probe")
@Tag(name = "Hosts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ProbeResource {
    private final HostStore hosts;
    private final JobAnswers answers;
    private final Idempotency idempotency;
    private final SecurityIdentity caller;

    ProbeResource(HostStore hosts, JobAnswers answers, Idempotency idempotency, SecurityIdentity caller) {
        this.hosts = hosts;
        this.answers = answers;
        this.idempotency = idempotency;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "probeHost", summary = "Look at a host", description = """
            Starts a job that reads, and writes nothing on the host: operating system, sudo rights, disk, clock, PostgreSQL \
            installations and instances. The facts are in the job's result and then on the host.""")
    @APIResponseSchema(value = Job.class, responseCode = "202", responseDescription = "The job that looks.")
    public Response probe(
            @Parameter(description = "Id of the host.") @PathParam("id") String id,
            @Parameter(
                            description =
                                    "Makes the call safe to repeat for 24 h: the same key gives the first answer again.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
            @Parameter(description = "`wait=N`: answer when the job has ended, or after N seconds (at most 30).")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer) {
        return answers.accepted(
                idempotency,
                key,
                id,
                prefer,
                () -> new NewJob(
                        JobType.HOST_PROBE,
                        null,
                        hosts.get(id).id(),
                        id,
                        false,
                        caller.getPrincipal().getName(),
                        null,
                        null));
    }
}
