package io.understudy.cutover;

import io.understudy.outbound.CallUrl;
import io.understudy.outbound.HttpCaller;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Elsewhere;
import io.understudy.step.Place;
import io.understudy.step.Plan;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A service was called and answered 2xx.
final class EnsureHttpCalled implements CutOverWork<EnsureHttpCalled.Facts, EnsureHttpCalled.Change> {
    private final HttpCallStep asked;
    private final HttpCaller caller;
    private final Supplier<Optional<Secret>> token;
    private final String label;
    private volatile boolean called;

    /// @param token asked each time, and never kept
    /// @param label of the promotion: the same for each attempt, another for the next promotion
    EnsureHttpCalled(HttpCallStep asked, HttpCaller caller, Supplier<Optional<Secret>> token, String label) {
        this.asked = asked;
        this.caller = caller;
        this.token = token;
        this.label = label;
    }

    /// @param done as `verifyUrl` says; without it, whether we have called since the job was last taken up
    record Facts(boolean done) {}

    record Change(HttpCallStep.@Nullable Call undo) {}

    @Override
    public HttpCallStep asked() {
        return asked;
    }

    @Override
    public Place place(Target target) {
        return new Elsewhere(host());
    }

    private String host() {
        return URI.create(asked.call().url()).getHost();
    }

    /// Connects to the other side, and to that of the way back, and sends nothing.
    @Override
    public List<Finding> findings(Target target) {
        caller.reach(CallUrl.parse(asked.call().url()), limit());
        HttpCallStep.Call undo = asked.undo();
        if (undo != null) {
            caller.reach(CallUrl.parse(undo.url()), limit());
        }
        return List.of(Finding.ok("%s takes connections".formatted(host()), "the address is open, and it answers"));
    }

    @Override
    public Facts observe(Target target) {
        String verify = asked.verifyUrl();
        return new Facts(
                verify == null
                        ? called
                        : isWell(status(new HttpCallStep.Call(HttpCaller.Method.GET, verify, null), "verify")));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        return facts.done()
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(
                        new Change(asked.undo()),
                        asked.inWords(),
                        new Effect(Effect.Kind.HTTP_CALL, side(), asked.inWords(), null, null));
    }

    @Override
    public void apply(Target target, Change change) {
        call(asked.call(), "call");
        called = true;
    }

    /// Also after a failure: the other side may have acted before it failed.
    @Override
    public Undo undo(Target target, Change change) {
        if (change.undo() == null) {
            return new Undo.Kept("it has no undo: see whether \"%s\" has to be taken back".formatted(asked.inWords()));
        }
        call(change.undo(), "undo");
        return new Undo.PutBack(change.undo().inWords());
    }

    private void call(HttpCallStep.Call call, String part) {
        int status = status(call, part);
        if (!isWell(status)) {
            throw new ProblemException(
                    ProblemType.HTTP_CALL_FAILED, "%s answered %d".formatted(call.inWords(), status));
        }
    }

    private int status(HttpCallStep.Call call, String part) {
        return caller.status(new HttpCaller.Call(
                call.method(),
                CallUrl.parse(call.url()),
                call.body(),
                token.get().orElse(null),
                "%s-%s-%s".formatted(label, asked.name(), part),
                limit()));
    }

    private static boolean isWell(int status) {
        return status >= 200 && status < 300;
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
