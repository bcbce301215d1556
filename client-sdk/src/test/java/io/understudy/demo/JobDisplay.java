package io.understudy.demo;

import io.understudy.client.model.Job;
import io.understudy.client.model.JobProgress;
import io.understudy.client.model.JobStep;
import io.understudy.client.model.JobStepState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// Shows a job while it runs: a line for every step that has changed something or failed, and a bar.
final class JobDisplay implements Consumer<Job> {
    private static final int BAR = 24;
    private static final List<JobStepState> QUIET =
            List.of(JobStepState.PENDING, JobStepState.RUNNING, JobStepState.UNCHANGED);

    private final Screen screen;
    private final Set<String> shown = new HashSet<>();

    JobDisplay(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void accept(Job job) {
        job.getSteps().stream()
                .filter(step -> step.getState() != null && !QUIET.contains(step.getState()))
                .filter(step -> shown.add(step.getState() + " " + step.getName()))
                .forEach(this::line);
        JobProgress progress = job.getProgress();
        if (job.getEndedAt() != null || progress == null) {
            screen.status("");
        } else if (screen.isTerminal()) {
            screen.status(bar(progress));
        } else if (progress.getDoneBytes() != null) {
            screen.line("  %s %s", progress.getStep(), copied(progress));
        }
    }

    private void line(JobStep step) {
        screen.line(
                "  %-9s %-8s %-33s %6s  %s",
                String.valueOf(step.getState()).toLowerCase(Locale.ROOT),
                step.getHost(),
                step.getName(),
                took(step),
                step.getSummary() == null ? "" : step.getSummary());
    }

    private static String took(JobStep step) {
        return step.getStartedAt() == null || step.getEndedAt() == null
                ? ""
                : Screen.seconds(Duration.between(step.getStartedAt(), step.getEndedAt()));
    }

    private static String bar(JobProgress progress) {
        int percent = progress.getPercent() == null ? 0 : progress.getPercent();
        int full = BAR * percent / 100;
        return "  [%s%s] %3d %%  %s  %s"
                .formatted(
                        "#".repeat(full),
                        ".".repeat(BAR - full),
                        percent,
                        progress.getStep() == null ? "" : progress.getStep(),
                        copied(progress));
    }

    private static String copied(JobProgress progress) {
        if (progress.getDoneBytes() == null || progress.getTotalBytes() == null) {
            return "";
        }
        String rate = progress.getBytesPerSecond() == null ? "" : Screen.bytes(progress.getBytesPerSecond()) + "/s";
        String left = progress.getSecondsLeft() == null ? "" : progress.getSecondsLeft() + " s left";
        return "%s of %s  %s  %s"
                .formatted(Screen.bytes(progress.getDoneBytes()), Screen.bytes(progress.getTotalBytes()), rate, left)
                .stripTrailing();
    }
}
