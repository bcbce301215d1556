package io.understudy.cutover;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.standby.CheckSudo;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One key of an env file reads as the credential says. The file as it was is kept beside it.
///
/// @param value asked each time, and never kept
record EnsureEnvKey(EnvFileStep asked, Supplier<Secret> value)
        implements CutOverWork<EnsureEnvKey.Facts, EnsureEnvKey.Change> {
    private static final List<String> PROGRAMS = List.of("find", "test", "install", "dd", "mv", "rm");

    /// @param unfit why it cannot be done; empty when it can
    record Facts(Optional<String> unfit, boolean reads) {}

    record Change(String path, String key, String kept) {}

    @Override
    public List<Finding> findings(Target target) {
        List<Finding> findings =
                new ArrayList<>(CheckSudo.findings(target.other(asked.hostId()).ssh(), Map.of("root", PROGRAMS)));
        String limit = "a file with one line for %s".formatted(asked.key());
        findings.add(observe(target)
                .unfit()
                .map(why -> Finding.blocking(ProblemType.CUT_OVER_STEP_UNFIT, asked.path(), limit, why))
                .orElseGet(() -> Finding.ok(asked.path(), limit)));
        return findings;
    }

    private HostFiles files(Target target) {
        return target.other(asked.hostId()).files();
    }

    @Override
    public Facts observe(Target target) {
        if (files(target).isLink(asked.path())) {
            return new Facts(Optional.of(asked.path() + " is a symbolic link: name the file itself"), false);
        }
        Optional<EnvFile> file =
                files(target).read(asked.path()).map(HostFile::text).map(EnvFile::new);
        if (file.isEmpty()) {
            return new Facts(Optional.of("there is no file " + asked.path()), false);
        }
        EnvFile env = file.get();
        String wanted = value.get().value();
        Optional<String> unfit = env.unfit(asked.key()).or(() -> env.unfit(asked.key(), wanted));
        return new Facts(
                unfit.map(why -> "%s: %s".formatted(asked.path(), why)),
                unfit.isEmpty() && env.value(asked.key()).equals(wanted));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (facts.unfit().isPresent()) {
            return new Plan.Blocked<>(
                    ProblemType.CUT_OVER_STEP_UNFIT, facts.unfit().get());
        }
        if (facts.reads()) {
            return new Plan.InPlace<>();
        }
        return new Plan.Needed<>(
                new Change(asked.path(), asked.key(), "%s.understudy-%s".formatted(asked.path(), asked.name())),
                asked.inWords(),
                new Effect(
                        Effect.Kind.ENV_KEY,
                        side(),
                        "%s %s".formatted(asked.path(), asked.key()),
                        "hidden",
                        "credential %s".formatted(asked.credentialId())));
    }

    /// Reads the file again: what somebody else wrote since the look must not be lost.
    @Override
    public void apply(Target target, Change change) {
        HostFile file = file(target);
        EnvFile env = new EnvFile(file.text());
        String wanted = value.get().value();
        if (env.unfit(change.key()).isPresent() || env.value(change.key()).equals(wanted)) {
            return;
        }
        files(target).write(change.kept(), file);
        files(target)
                .write(
                        change.path(),
                        file.withText(env.with(change.key(), wanted).text()));
    }

    private HostFile file(Target target) {
        return files(target)
                .read(asked.path())
                .orElseThrow(() ->
                        new ProblemException(ProblemType.CUT_OVER_STEP_FAILED, "%s is gone".formatted(asked.path())));
    }

    /// Puts back the one value, not the file, which others may have changed since. A key that does not read as we
    /// would have written it was not written by us.
    @Override
    public Undo undo(Target target, Change change) {
        HostFile file = file(target);
        EnvFile env = new EnvFile(file.text());
        if (env.unfit(change.key()).isPresent()
                || !env.value(change.key()).equals(value.get().value())) {
            return new Undo.PutBack("%s has another value of %s than ours".formatted(change.path(), change.key()));
        }
        Optional<EnvFile> old = files(target)
                .read(change.kept())
                .map(HostFile::text)
                .map(EnvFile::new)
                .filter(kept -> kept.unfit(change.key()).isEmpty());
        if (old.isEmpty()) {
            return new Undo.Kept("%s does not say what %s was before".formatted(change.kept(), change.key()));
        }
        files(target)
                .write(
                        change.path(),
                        file.withText(env.withThatOf(change.key(), old.get()).text()));
        files(target).remove(change.kept());
        return new Undo.PutBack("put %s in %s back".formatted(change.key(), change.path()));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
