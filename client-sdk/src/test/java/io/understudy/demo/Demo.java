package io.understudy.demo;

import io.understudy.client.JobFailedException;
import io.understudy.client.JobPoller;
import io.understudy.client.ProblemException;
import io.understudy.client.SetupPlan;
import io.understudy.client.Understudy;
import io.understudy.client.model.HostFacts;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.ReplicationSetupRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Makes one lab host the standby of another, through the client alone, and tells what it does. It may be run again:
/// then it shows that nothing is left to do.
///
/// Arguments: the file that lists primary and standby, the SSH key for both, the lab's script, the columns of the
/// terminal (0 for none). The environment names service and token.
final class Demo {
    private static final Duration LOOK_LIMIT = Duration.ofMinutes(1);
    private static final Duration SETUP_LIMIT = Duration.ofMinutes(15);

    private final Understudy understudy;
    private final Screen screen;

    private Demo(Understudy understudy, Screen screen) {
        this.understudy = understudy;
        this.screen = screen;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Screen screen = new Screen(Integer.parseInt(args[3]));
        List<LabHost> hosts = LabHost.in(Path.of(args[0]));
        boolean done;
        try (Understudy understudy = Understudy.fromEnvironment()) {
            done = new Demo(understudy, screen)
                    .run(hosts.get(0), hosts.get(1), Path.of(args[1]), new SampleRows(args[2]));
        } catch (ProblemException refused) {
            screen.status("");
            screen.line("%s", refused.getMessage());
            done = false;
        }
        System.exit(done ? 0 : 1);
    }

    /// @return whether there is a standby now
    private boolean run(LabHost primary, LabHost standby, Path key, SampleRows rows)
            throws IOException, InterruptedException {
        screen.heading("Registering the hosts, and the key to log in with");
        Inventory inventory = new Inventory(understudy, screen);
        String credential = inventory.credential("demo-key", key);
        String primaryId = inventory.host(primary, credential);
        String standbyId = inventory.host(standby, credential);

        screen.heading("Looking at the hosts");
        probe(primary, primaryId);
        probe(standby, standbyId);
        String cluster = inventory.cluster("demo", primaryId);

        screen.heading("The plan (a dry run: nothing is written on any host)");
        ReplicationSetupRequest request =
                new ReplicationSetupRequest().standbyHostId(standbyId).allowPrimaryRestart(true);
        SetupPlan plan = understudy.plan(cluster, request, LOOK_LIMIT);
        new PlanDisplay(screen).show(plan.plan());
        if (!plan.plan().getPossible()) {
            return false;
        }

        screen.heading("Exactly that plan, carried out");
        if (!setUp(plan)) {
            return false;
        }

        screen.heading("Rows, with psql on the hosts");
        String written = rows.write(primary.name());
        screen.line("  %s: %s rows, 1000 of them new", primary.name(), written);
        screen.line("  %s: %s", standby.name(), rows.await(standby.name(), written));

        screen.heading("How far behind");
        new LagDisplay(screen).show(understudy.lag(cluster).waitForBelow(0, Duration.ofMinutes(1)));
        return true;
    }

    private void probe(LabHost lab, String hostId) {
        Job job =
                understudy.job(understudy.hosts().probeHost(hostId, null, null)).waitForCompletion(LOOK_LIMIT);
        HostFacts facts = job.getResult() == null ? null : job.getResult().getFacts();
        if (facts == null) {
            throw new IllegalStateException("the probe of " + lab.name() + " has found nothing");
        }
        screen.line(
                "  %s  %s, sudo refuses %s",
                lab.name(),
                facts.getOperatingSystem().getName(),
                facts.getSudo().getRefused().isEmpty()
                        ? "nothing"
                        : facts.getSudo().getRefused());
        facts.getInstances()
                .forEach(instance -> screen.line(
                        "    PostgreSQL %s %s  %s, system identifier %s",
                        instance.getMajor(), instance.getName(), instance.getRole(), instance.getSystemIdentifier()));
    }

    /// @return whether it has succeeded
    private boolean setUp(SetupPlan plan) {
        JobPoller setup = understudy.apply(plan).onProgress(new JobDisplay(screen));
        screen.line("  job %s", setup.jobId());
        CancelOnExit cancel = new CancelOnExit(setup.jobId());
        try {
            Job job = setup.waitForCompletion(SETUP_LIMIT);
            screen.line(
                    "  %s, outcome %s%s%s",
                    job.getState(),
                    job.getOutcome(),
                    job.getEndedAt() == null
                            ? ""
                            : " in " + Screen.seconds(Duration.between(job.getCreatedAt(), job.getEndedAt())),
                    job.getOutcome() == JobOutcome.UNCHANGED
                            ? ": all of it was in place; nothing was written, restarted or reloaded"
                            : "");
            return true;
        } catch (JobFailedException failed) {
            screen.line("  %s", failed.getMessage());
            return false;
        } finally {
            cancel.notNeeded();
        }
    }
}
