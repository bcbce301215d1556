package io.understudy.cutover;

import io.understudy.step.Check;
import io.understudy.step.Step;
import java.util.List;
import java.util.stream.Stream;

/// A list of cut-over steps as parts of a procedure.
public final class CutOver {
    public static final CutOver NONE = new CutOver(List.of());

    private final List<CutOverWork<?, ?>> works;

    CutOver(List<CutOverWork<?, ?>> works) {
        this.works = List.copyOf(works);
    }

    /// What a procedure's step is called.
    ///
    /// @param label the operator's
    public static String stepName(String label) {
        return "ensure-cut-over-" + label;
    }

    static String checkName(String label) {
        return "check-cut-over-" + label;
    }

    public List<Check> checks() {
        return works.stream().<Check>map(CheckCutOver::new).toList();
    }

    /// All of them: those before the promotion, then those after it.
    public List<Step<?, ?>> steps() {
        return Stream.of(CutOverPhase.values())
                .flatMap(phase -> steps(phase).stream())
                .toList();
    }

    /// Those of one phase, in their order.
    public List<Step<?, ?>> steps(CutOverPhase phase) {
        return works.stream()
                .filter(work -> work.asked().phase() == phase)
                .<Step<?, ?>>map(work -> work)
                .toList();
    }
}
