package io.understudy.step;

import io.understudy.problem.ProblemException;
import java.util.List;

/// A check of this preflight. What keeps it from looking is a finding too: a host or a server that does not answer must
/// not
/// hide what the other checks have to say, and what is not known is not well.
public interface PreflightCheck extends Check {
    List<Finding> findings(Target target);

    @Override
    default List<Finding> look(Target target) {
        try {
            return findings(target);
        } catch (ProblemException unknown) {
            return List.of(Finding.blocking(unknown.type(), "unknown", "has to be known", unknown.detail()));
        }
    }
}
