package io.understudy.job;

import io.understudy.problem.FieldProblem;
import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Check;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Place;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One look at everything a procedure asks and does, all side by side and nothing written: the preflight and the plan.
///
/// It is exact up to the first step that is needed; what comes after may turn out otherwise once that step has run.
///
/// @param pointOfNoReturn as in [Procedure]
record Survey(
        List<CheckView> checks,
        List<Looked> steps,
        @Nullable String pointOfNoReturn) {
    /// @param looked false when the step could not look: what a check has found may well be why
    record Looked(Step<?, ?> step, String host, Plan<?> plan, boolean looked) {
        PlannedStep view() {
            return PlannedStep.of(step, host, plan);
        }
    }

    static Survey take(Procedure procedure, Target target) {
        Target look = target.remembering();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<CheckView>>> checks = start(threads, procedure.checks(), check -> look(check, look));
            List<Future<Looked>> steps = start(threads, procedure.steps(), step -> look(step, look));
            return new Survey(
                    finish(checks).stream().flatMap(List::stream).toList(), finish(steps), procedure.pointOfNoReturn());
        }
    }

    private static List<CheckView> look(Check check, Target target) {
        String host = check.place(target).host();
        return check.look(target).stream()
                .map(finding -> CheckView.of(check, host, finding))
                .toList();
    }

    private static <F, C> Looked look(Step<F, C> step, Target target) {
        Place place = step.place(target);
        try {
            return new Looked(step, place.host(), step.foreseen(step.observe(target)), true);
        } catch (ProblemException failed) {
            // Without a node nothing can be said; another host is one obstacle among others.
            if (failed.type() == ProblemType.HOST_UNREACHABLE && place instanceof Node) {
                throw failed.with("host", place.host()).with("step", step.name());
            }
            return new Looked(step, place.host(), new Plan.Blocked<>(failed.type(), failed.detail()), false);
        }
    }

    private static <T, R> List<Future<R>> start(ExecutorService threads, List<T> questions, Function<T, R> answer) {
        return questions.stream()
                .map(question -> threads.submit(() -> answer.apply(question)))
                .toList();
    }

    private static <R> List<R> finish(List<Future<R>> answers) {
        List<R> finished = new ArrayList<>();
        for (Future<R> answer : answers) {
            try {
                finished.add(answer.get());
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof ProblemException problem) {
                    throw problem;
                }
                throw new IllegalStateException(failed.getCause());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
        return finished;
    }

    /// Every obstacle in one problem: its own code when there is one kind of obstacle only,
    /// [ProblemType#PREFLIGHT_FAILED] else.
    Optional<ProblemException> obstacles() {
        boolean refused = checks.stream().anyMatch(check -> check.severity() == Check.Severity.BLOCKING);
        List<FieldProblem> errors = Stream.concat(
                        checks.stream()
                                .filter(check -> check.severity() == Check.Severity.BLOCKING)
                                .map(check -> new FieldProblem(
                                        "",
                                        String.valueOf(check.code()),
                                        "%s: %s (found %s, limit %s)"
                                                .formatted(
                                                        check.host(), check.detail(), check.value(), check.limit()))),
                        steps.stream()
                                .filter(looked -> looked.plan() instanceof Plan.Blocked<?>)
                                .filter(looked -> looked.looked() || !refused)
                                .map(Looked::view)
                                .map(step -> new FieldProblem(
                                        "", String.valueOf(step.code()), step.host() + ": " + step.summary())))
                .toList();
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        List<String> codes = errors.stream().map(FieldProblem::code).distinct().toList();
        ProblemType type = codes.size() == 1 ? ProblemType.valueOf(codes.getFirst()) : ProblemType.PREFLIGHT_FAILED;
        String detail =
                String.join("; ", errors.stream().map(FieldProblem::message).toList());
        return Optional.of(new ProblemException(type, detail).with("errors", errors));
    }

    List<Problem> warnings() {
        return checks.stream()
                .filter(check -> check.severity() == Check.Severity.WARNING)
                .map(check -> Problem.of(
                        new ProblemException(ProblemType.valueOf(String.valueOf(check.code())), check.detail())
                                .with("host", check.host())))
                .toList();
    }

    JobPlan plan(String planId) {
        List<PlannedStep> planned = steps.stream().map(Looked::view).toList();
        List<EffectView> effects =
                planned.stream().flatMap(step -> step.effects().stream()).toList();
        return new JobPlan(
                planId,
                obstacles().isEmpty(),
                effects.stream()
                        .anyMatch(effect -> effect.kind() == Effect.Kind.RESTART && effect.side() == Side.PRIMARY),
                effects.stream()
                        .filter(effect -> effect.kind() == Effect.Kind.BASE_BACKUP)
                        .mapToLong(effect -> Long.parseLong(String.valueOf(effect.after())))
                        .sum(),
                pointOfNoReturn,
                checks,
                planned);
    }
}
