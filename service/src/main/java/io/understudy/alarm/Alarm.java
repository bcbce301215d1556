package io.understudy.alarm;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.problem.Problem;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/// Something that was seen to be wrong with a cluster.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Something that was seen to be wrong with a cluster, from when to when.")
public record Alarm(
        @Schema(description = "Id of this occurrence.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "Id of the cluster.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String clusterId,

        @Schema(description = "What is wrong, as it was seen first.") @Json
        Problem problem,

        @Schema(description = "When it was seen first.", examples = "2026-11-22T10:15:30Z")
        Instant raisedAt,

        @Schema(
                description = "When it was first seen to be over; absent while it is not.",
                examples = "2026-11-22T10:17:30Z")
        @Nullable
        Instant clearedAt,

        @Schema(
                description = "When somebody said that it is known; absent when nobody has.",
                examples = "2026-11-22T10:16:30Z")
        @Nullable
        Instant acknowledgedAt,

        @Schema(description = "Who said so: the name of the token.", examples = "alice") @Nullable
        String acknowledgedBy,

        @Schema(description = "What was said about it last.", examples = "Disk of db2 is being replaced.") @Nullable
        String comment,

        @Schema(
                description = "Until when nobody wants to hear of it; absent when it is not muted.",
                examples = "2026-11-22T18:00:00Z")
        @Nullable
        Instant mutedUntilAt) {}
