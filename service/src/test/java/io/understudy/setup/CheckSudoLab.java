package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.step.Check.Finding;
import io.understudy.step.Check.Severity;
import io.understudy.step.Side;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the check says about sudo is what sudo does, under each kind of rules.
class CheckSudoLab {
    private static final LabPair PAIR = new LabPair("sudo-a", "sudo-b");
    private static final LabHost STANDBY = PAIR.standby();
    private static final Secret PASSWORD = new Secret("correct horse battery staple");

    /// As in `docs/how-to/give-sudo-rights.md`.
    private static final String ROOT =
            "/usr/bin/dd, /usr/bin/du, /usr/bin/find, /usr/bin/install, /usr/bin/mv, /usr/bin/pg_createcluster, /usr/bin/rm, /usr/bin/rmdir, /usr/bin/systemctl, /usr/bin/systemd-run, /usr/bin/tail, /usr/bin/test";
    private static final String POSTGRES = "/usr/lib/postgresql/15/bin/psql, /usr/lib/postgresql/15/bin/pg_ctl";
    private static final String LISTED = "deploy ALL=(root) %s" + ROOT + "\ndeploy ALL=(postgres) %s" + POSTGRES;

    @BeforeAll
    static void stockHosts() {
        PAIR.fresh("15");
        for (LabHost host : List.of(PAIR.primary(), STANDBY)) {
            host.exec("sh", "-c", "echo \"deploy:$0\" | chpasswd", PASSWORD.value());
        }
    }

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    @Test
    void everythingWithoutAPassword() {
        rules(STANDBY, "deploy ALL=(ALL) NOPASSWD: ALL");
        assertEquals(Severity.OK, ask(setup()).severity());
    }

    @Test
    void theListOfTheHowToWithoutAPassword() {
        rules(STANDBY, LISTED.formatted("NOPASSWD: ", "NOPASSWD: "));
        assertEquals(Severity.OK, ask(setup()).severity());
    }

    @Test
    void withoutPgCtlAsPostgres() {
        rules(STANDBY, LISTED.formatted("NOPASSWD: ", "NOPASSWD: ").replace(", /usr/lib/postgresql/15/bin/pg_ctl", ""));
        assertRefused("/usr/lib/postgresql/15/bin/pg_ctl as postgres", ask(setup()));
    }

    @Test
    void allButOne() {
        rules(STANDBY, "deploy ALL=(ALL) NOPASSWD: ALL, !/usr/bin/systemd-run");
        assertRefused("systemd-run as root", ask(setup()));
    }

    @Test
    void aRuleThatWantsAPasswordThatWeDoNotHave() {
        rules(
                STANDBY,
                "deploy ALL=(ALL) ALL\n"
                        + LISTED.formatted("NOPASSWD: ", "NOPASSWD: ").replace("/usr/bin/rm, ", ""));
        Finding finding = ask(setup());
        assertRefused("rm as root", finding);
        assertEquals(ProblemType.SUDO_PASSWORD_NEEDED, finding.problem());
    }

    @Test
    void noneOfThemWithAWrongPassword() {
        rules(STANDBY, "deploy ALL=(ALL) ALL");
        Finding finding = ask(setup().sudoPassword(new Secret("wrong")));
        assertEquals("13 refused", finding.value());
        assertEquals(ProblemType.SUDO_PASSWORD_NEEDED, finding.problem());
    }

    @Test
    void aWholeSetupWithAPassword() {
        rules(PAIR.primary(), LISTED.formatted("", ""));
        rules(STANDBY, LISTED.formatted("", ""));
        SetupTarget setup = setup().sudoPassword(PASSWORD);
        assertEquals(Severity.OK, ask(setup).severity());
        setup.steps().forEach(setup::run);
        PAIR.awaitReplayed();
        assertEquals("t", STANDBY.sql("SELECT pg_is_in_recovery()"));
    }

    private static SetupTarget setup() {
        return new SetupTarget(PAIR, "15");
    }

    private static Finding ask(SetupTarget setup) {
        return setup.checks().stream()
                .filter(check -> check.name().equals("check-sudo") && check.side() == Side.STANDBY)
                .map(check -> check.look(setup.target()).getFirst())
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(String what, Finding finding) {
        assertEquals("1 refused", finding.value(), finding.detail());
        assertTrue(finding.detail().endsWith(" run " + what), finding.detail());
    }

    /// In place of the rule that the lab gives the login user.
    private static void rules(LabHost host, String rules) {
        host.exec(
                "sh",
                "-c",
                "rm -f /etc/sudoers.d/*; umask 337; echo \"$0\" >/etc/sudoers.d/deploy && visudo -cq",
                rules);
    }
}
