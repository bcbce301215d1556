package io.understudy.cutover;

import io.understudy.cutover.PgbouncerConsole.Pool;
import io.understudy.cutover.PgbouncerIni.Server;
import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.standby.CheckSudo;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A database of a pgbouncer leads to the new primary, in its file and in the process.
record EnsurePoolPointed(PgbouncerStep asked)
        implements CutOverWork<EnsurePoolPointed.Facts, EnsurePoolPointed.Change>,
                Step.Onward<EnsurePoolPointed.Facts, EnsurePoolPointed.Change> {
    private static final List<String> PROGRAMS = List.of("find", "test", "install", "dd", "mv", "rm");

    record Facts(Server inFile, Pool loaded, Server wanted) {
        boolean leads() {
            return inFile.equals(wanted) && new Server(loaded.host(), loaded.port()).equals(wanted);
        }
    }

    record Change(Server wanted) {}

    private PgbouncerConsole console(Target target) {
        return PgbouncerConsole.of(target.other(asked.hostId()).ssh(), asked);
    }

    private HostFiles files(Target target) {
        return target.other(asked.hostId()).files();
    }

    @Override
    public List<Finding> findings(Target target) {
        List<Finding> findings = new ArrayList<>(console(target).rights());
        findings.addAll(CheckSudo.findings(target.other(asked.hostId()).ssh(), Map.of("root", PROGRAMS)));
        findings.add(Finding.ok(
                "%s in %s: %s"
                        .formatted(
                                asked.database(), asked.file(), observe(target).inFile()),
                "an entry with a server"));
        return findings;
    }

    @Override
    public Facts observe(Target target) {
        Node primary = target.standby();
        return new Facts(
                new PgbouncerIni(file(target).text()).server(asked.database()).orElseThrow(this::noEntry),
                console(target).pool(asked.database()),
                new Server(primary.address(), primary.instance().port()));
    }

    private HostFile file(Target target) {
        if (files(target).isLink(asked.file())) {
            throw new ProblemException(
                    ProblemType.CUT_OVER_STEP_UNFIT, asked.file() + " is a symbolic link: name the file itself");
        }
        return files(target).read(asked.file()).orElseThrow(this::noEntry);
    }

    private ProblemException noEntry() {
        return new ProblemException(
                ProblemType.CUT_OVER_STEP_UNFIT,
                "%s has no entry %s in [databases]".formatted(asked.file(), asked.database()));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        return facts.leads()
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(
                        new Change(facts.wanted()),
                        asked.inWords(),
                        new Effect(
                                Effect.Kind.POOL,
                                side(),
                                "%s in %s".formatted(asked.database(), asked.file()),
                                facts.inFile().toString(),
                                facts.wanted().toString()));
    }

    @Override
    public void apply(Target target, Change change) {
        HostFile file = file(target);
        PgbouncerIni pointed = new PgbouncerIni(file.text()).pointed(asked.database(), change.wanted());
        files(target).write(asked.file(), file.withText(pointed.text()));
        console(target).reload();
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
