package io.understudy.host;

import io.understudy.problem.ProblemException;
import io.understudy.ssh.SshSession;
import io.understudy.ssh.SudoRights;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks at a host without touching it, in a handful of commands that run side by side.
final class HostProbe {
    /// What the steps of this service run as root.
    private static final List<String> NEEDED_AS_ROOT =
            List.of("dd", "du", "find", "install", "mv", "rm", "systemctl", "systemd-run", "tail", "test");

    private final SshSession ssh;
    private final ExecutorService tasks;
    private final Unknowns unknowns = new Unknowns();

    private HostProbe(SshSession ssh, ExecutorService tasks) {
        this.ssh = ssh;
        this.tasks = tasks;
    }

    /// What sudo denies is no failure, but absent and explained.
    ///
    /// @throws ProblemException `HOST_UNREACHABLE` and what else keeps every command from running
    static HostFacts probe(SshSession ssh) {
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            return new HostProbe(ssh, tasks).look();
        }
    }

    private HostFacts look() {
        ClockFacts clock =
                unknowns.found("/clockOffsetMillis", ClockFacts.read(ssh), "date tells no parts of a second");
        Future<SudoRights> root = tasks.submit(() -> ssh.sudoRights("root", NEEDED_AS_ROOT));
        HostSurvey survey = HostSurvey.take(ssh);
        List<String> psql = survey.installations().stream()
                .map(installation -> installation.binDirectory() + "/psql")
                .toList();
        Future<SudoRights> postgres = tasks.submit(() -> ssh.sudoRights("postgres", psql));
        List<Future<InstanceFacts>> instances = instances(survey);
        SudoFacts sudo = sudo(await(root), await(postgres), psql);
        List<InstanceFacts> looked = instances.stream().map(HostProbe::await).toList();
        survey.unreadable().forEach(file -> unknowns.add("/instances", ssh.user() + " may not read " + file));
        return new HostFacts(
                operatingSystem(survey),
                sudo,
                clock == null ? null : clock.offsetMillis(),
                clock == null ? null : clock.uncertaintyMillis(),
                unknowns.found("/defaultDisk", HostSurvey.disk(survey.values().getOrDefault("disk", "")), "df failed"),
                survey.installations(),
                looked,
                unknowns.facts());
    }

    private List<Future<InstanceFacts>> instances(HostSurvey survey) {
        survey.instances().stream()
                .filter(instance -> !instance.isComplete())
                .forEach(instance -> unknowns.add(
                        "/instances", instance.configDirectory() + "/postgresql.conf names no data_directory"));
        List<ConfiguredInstance> complete = survey.instances().stream()
                .filter(ConfiguredInstance::isComplete)
                .toList();
        return IntStream.range(0, complete.size())
                .mapToObj(number -> tasks.submit(() -> instance(survey, complete.get(number), "/instances/" + number)))
                .toList();
    }

    private InstanceFacts instance(HostSurvey survey, ConfiguredInstance configured, String pointer) {
        String bin = unknowns.found(
                pointer + "/binDirectory",
                survey.binDirectory(configured.major()),
                "the programs of PostgreSQL " + configured.major() + " are not installed");
        return new InstanceProbe(ssh, tasks, unknowns, pointer).look(configured, bin);
    }

    private SudoFacts sudo(SudoRights root, SudoRights postgres, List<String> psql) {
        List<String> needed = Stream.concat(named("root", NEEDED_AS_ROOT), named("postgres", psql))
                .toList();
        List<String> allowed = Stream.concat(named("root", root.allowed()), named("postgres", postgres.allowed()))
                .toList();
        return new SudoFacts(
                ssh.user(),
                root.withoutPassword(),
                allowed,
                needed.stream().filter(program -> !allowed.contains(program)).toList());
    }

    private static Stream<String> named(String user, List<String> programs) {
        return programs.stream().map(program -> user + ": " + program);
    }

    private static OperatingSystem operatingSystem(HostSurvey survey) {
        String glibc = survey.value("glibc");
        return new OperatingSystem(
                survey.value("id"),
                survey.value("version"),
                survey.value("name"),
                survey.value("kernel"),
                survey.value("architecture"),
                glibc == null ? null : glibc.replaceFirst("glibc ", ""));
    }

    static <T extends @Nullable Object> T await(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while probing", e);
        }
    }
}
