package io.understudy.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Place;
import io.understudy.step.Step;
import io.understudy.step.StepRunner;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes back what a job changed, last change first. What cannot be taken back is left and told.
final class ProcedureUndo {
    private final Procedure procedure;
    private final Target target;
    private final JobRun run;
    private final JobRecord record;
    private final Patience patience;
    private final ObjectMapper json;
    private final Set<Place> gone = new HashSet<>();

    ProcedureUndo(
            Procedure procedure, Target target, JobRun run, JobRecord record, Patience patience, ObjectMapper json) {
        this.procedure = procedure;
        this.target = target;
        this.run = run;
        this.record = record;
        this.patience = patience;
        this.json = json;
    }

    /// @param jobId whose changes
    /// @return what is left for a person, one sentence each
    List<String> undo(String jobId) {
        List<String> left = new ArrayList<>();
        for (JobRecord.StoredChange stored : record.changesToUndo(jobId)) {
            Step<?, ?> step = procedure.step(stored.step());
            Undo undo = takeBack(step, stored);
            switch (undo) {
                case Undo.PutBack(String summary) ->
                    note(jobId, step, ChangeView.State.PUT_BACK, StepView.State.PUT_BACK, summary);
                case Undo.Kept(String reason) -> {
                    note(jobId, step, ChangeView.State.LEFT, StepView.State.LEFT, reason);
                    left.add("%s on %s: %s"
                            .formatted(step.name(), step.place(target).host(), reason));
                }
            }
        }
        return left;
    }

    private void note(String jobId, Step<?, ?> step, ChangeView.State change, StepView.State state, String remark) {
        record.mark(jobId, step.name(), change, remark);
        run.ends(step.name(), state, remark);
    }

    private Undo takeBack(Step<?, ?> step, JobRecord.StoredChange stored) {
        if (gone.contains(step.place(target))) {
            return new Undo.Kept("the host cannot be reached");
        }
        long givesUp = System.nanoTime() + patience.forHost().toNanos();
        while (true) {
            try {
                Object change = json.treeToValue(stored.change(), step.changeType());
                return new StepRunner(target, (_, _) -> {}).undo(step, change);
            } catch (ProblemException failed) {
                if (failed.type() != ProblemType.HOST_UNREACHABLE) {
                    return new Undo.Kept(failed.detail());
                }
                if (System.nanoTime() > givesUp) {
                    gone.add(step.place(target));
                    return new Undo.Kept("the host cannot be reached: " + failed.detail());
                }
            } catch (JsonProcessingException unreadable) {
                throw new IllegalStateException("stored change of " + step.name() + " cannot be read", unreadable);
            }
            run.pause(Duration.ofSeconds(1));
        }
    }
}
