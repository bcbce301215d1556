package io.understudy.lag;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How far standbys were behind over time.
@Schema(description = "How far standbys were behind over time.")
public record LagHistory(
        @Schema(description = "Id of the cluster.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String clusterId,

        @Schema(description = "The stage.", examples = "REPLAYED")
        KeptStage stage,

        @Schema(description = "When the first step begins.", examples = "2026-11-22T10:00:00Z")
        Instant from,

        @Schema(description = "When the last step ends, at most.", examples = "2026-11-22T11:00:00Z")
        Instant to,

        @Schema(
                description =
                        "Length of a step. Where samples are no longer kept, a multiple of 300, whatever was asked for.",
                examples = "60")
        long stepSeconds,

        @Schema(description = "One for each standby, in the order they came.")
        List<LagSeries> series) {

    @Schema(description = "How far one standby was behind over time.")
    public record LagSeries(
            @Schema(description = "Id of the node.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
            String nodeId,

            @Schema(description = "Name of the host it is on.", examples = "db2")
            String host,

            @Schema(description = "Every step, those without a sample too.")
            List<LagPoint> points) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = """
                    One step. Where nothing could be measured the values are absent: that is a gap, and no line belongs \
                    across it.""")
    public record LagPoint(
            @Schema(description = "When the step begins.", examples = "2026-11-22T10:00:00Z")
            Instant at,

            @Schema(description = "How often the standby was looked at in it.", examples = "12")
            int samples,

            @Schema(description = "How many of these looks could not tell the lag.", examples = "0")
            int unknownSamples,

            @Schema(description = "Bytes behind the end of the primary's WAL; absent in a gap.") @Nullable
            LagBytes lagBytes,

            @Schema(description = "Age of the first missing byte; absent in a gap.") @Nullable
            LagSeconds lagSeconds) {}

    @Schema(description = "Bytes of the samples of one step.")
    public record LagBytes(
            @Schema(description = "The least.", examples = "0")
            long min,

            @Schema(description = "The most.", examples = "16777216")
            long max,

            @Schema(description = "The mean.", examples = "1048576")
            long average,

            @Schema(
                    description =
                            "19 of 20 samples are not above it. Over summaries of samples that are no longer kept: the"
                                    + " largest of theirs.",
                    examples = "8388608")
            long p95) {}

    @Schema(description = "Seconds of the samples of one step.")
    public record LagSeconds(
            @Schema(description = "The least.", examples = "0")
            double min,

            @Schema(description = "The most.", examples = "2.5")
            double max,

            @Schema(description = "The mean.", examples = "0.2")
            double average,

            @Schema(description = "19 of 20 samples are not above it, as for bytes.", examples = "1.1")
            double p95) {}
}
