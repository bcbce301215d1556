package io.understudy.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/// A resource as any feature has one, so that what is common to all can be tested before and without them.
@Path("/testing-things")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ThingResource {
    static final String SECRET_TEXT = "hunter2-in-an-exception";
    static volatile CountDownLatch entered = new CountDownLatch(1);
    static volatile CountDownLatch mayGo = new CountDownLatch(0);
    private static final AtomicInteger MADE = new AtomicInteger();
    private static volatile Thing present = new Thing("first", 1, List.of(), null);

    record Thing(
            @NotBlank String name,
            @NotNull @Min(1) @Max(65535) Integer port,
            @NotNull List<@NotNull @Valid Part> parts,
            @Nullable Instant since) {}

    record Part(@NotNull PartKind kind) {
        Part {
            if (kind == PartKind.REFUSED) {
                throw new IllegalArgumentException("a part is never REFUSED");
            }
        }
    }

    enum PartKind {
        GOOD,
        REFUSED
    }

    private final Idempotency idempotency;

    ThingResource(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed("OPERATOR")
    @Operation(hidden = true)
    public Response create(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @QueryParam("fail") boolean fail,
            @NotNull @Valid Thing request) {
        return idempotency.once(key, request, () -> {
            int number = MADE.incrementAndGet();
            entered.countDown();
            await();
            if (fail) {
                throw new ProblemException(ProblemType.JOB_CONFLICT, "busy").with("conflictingJobId", "j1");
            }
            return Response.created(URI.create("testing-things/" + number))
                    .entity(new Thing(request.name(), number, request.parts(), request.since()))
                    .build();
        });
    }

    @GET
    @RolesAllowed("VIEWER")
    @Operation(hidden = true)
    public Thing read(@QueryParam("limit") @Max(3) @Nullable Integer limit) {
        return present;
    }

    @PUT
    @RolesAllowed("OPERATOR")
    @Operation(hidden = true)
    public Thing replace(@HeaderParam("If-Match") @Nullable String ifMatch, @NotNull @Valid Thing request) {
        ETags.require(ifMatch, present);
        present = request;
        return present;
    }

    @GET
    @Path("/unforeseen")
    @RolesAllowed("VIEWER")
    @Operation(hidden = true)
    public Thing unforeseen() {
        throw new IllegalArgumentException(SECRET_TEXT);
    }

    /// Has no `@RolesAllowed`, by mistake.
    @GET
    @Path("/forgotten")
    @Operation(hidden = true)
    public Thing forgotten() {
        return present;
    }

    private static void await() {
        try {
            if (!mayGo.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
