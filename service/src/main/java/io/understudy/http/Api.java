package io.understudy.http;

import io.understudy.problem.Problem;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;

/// Where the API begins, and the head of its document.
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Understudy",
                        version = "1",
                        description =
                                "Makes a PostgreSQL streaming standby out of two hosts and an SSH key, watches over"
                                        + " it, and hands the primary's part over. Every failure is an application/problem+json with a stable code."
                                        + " Work that takes time is a job: the answer is 202 with the job, and its"
                                        + " address in Location."),
        servers = @Server(url = "/", description = "The service that gave this document."),
        security = @SecurityRequirement(name = "bearer"),
        components = @Components(schemas = @Schema(name = "Problem", implementation = Problem.class)))
@SecurityScheme(
        securitySchemeName = "bearer",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "A token made by POST /api/v1/tokens, or the first one, from the file admin-token.")
public class Api extends Application {}
