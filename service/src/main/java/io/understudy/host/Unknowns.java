package io.understudy.host;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gathers what a probe cannot find out, from all its threads.
final class Unknowns {
    /// Problems that another command on the same host need not have.
    private static final Set<ProblemType> ONLY_THIS_COMMAND = EnumSet.of(
            ProblemType.SUDO_DENIED,
            ProblemType.SUDO_PASSWORD_NEEDED,
            ProblemType.REMOTE_COMMAND_FAILED,
            ProblemType.REMOTE_COMMAND_TIMED_OUT);

    private final ConcurrentLinkedQueue<UnknownFact> facts = new ConcurrentLinkedQueue<>();

    void add(String pointer, String reason) {
        facts.add(new UnknownFact(pointer, reason));
    }

    /// The answer, or null and a note why there is none. A host that cannot be reached any more ends the probe.
    ///
    /// @param pointers what the answer would have told
    <T> @Nullable T ask(Supplier<@Nullable T> question, String... pointers) {
        try {
            return question.get();
        } catch (ProblemException e) {
            if (!ONLY_THIS_COMMAND.contains(e.type())) {
                throw e;
            }
            for (String pointer : pointers) {
                add(pointer, e.detail());
            }
            return null;
        }
    }

    /// Notes it when something was looked for in vain.
    <T> @Nullable T found(String pointer, @Nullable T value, String reason) {
        if (value == null) {
            add(pointer, reason);
        }
        return value;
    }

    List<UnknownFact> facts() {
        return facts.stream().sorted(Comparator.comparing(UnknownFact::pointer)).toList();
    }
}
