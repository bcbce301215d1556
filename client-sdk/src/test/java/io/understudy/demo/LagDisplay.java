package io.understudy.demo;

import io.understudy.client.model.ClusterLag;
import io.understudy.client.model.LagStage;
import io.understudy.client.model.StandbyLag;
import org.jspecify.annotations.Nullable;

/// Shows how far the standbys of a cluster are behind. What was not measured is not shown as 0.
record LagDisplay(Screen screen) {
    void show(ClusterLag lag) {
        lag.getStandbys().forEach(this::line);
    }

    private void line(StandbyLag standby) {
        screen.line(
                "  %s  %s: sent %s, written %s, flushed %s, replayed %s",
                standby.getHost(),
                standby.getState(),
                said(standby.getSent()),
                said(standby.getWritten()),
                said(standby.getFlushed()),
                said(standby.getReplayed()));
        standby.getUnknown()
                .forEach(unknown -> screen.line(
                        "    unknown: %s (%s)", String.join(", ", unknown.getFields()), unknown.getReason()));
    }

    private static String said(@Nullable LagStage stage) {
        if (stage == null) {
            return "unknown";
        }
        Double seconds = stage.getLagSeconds();
        String time = seconds == null ? "" : " (%d ms)".formatted(Math.round(seconds * 1000));
        return Screen.bytes(stage.getLagBytes()) + time;
    }
}
