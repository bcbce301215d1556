package io.understudy.cluster;

import io.understudy.host.Host;
import io.understudy.host.HostProber;
import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemException;
import io.understudy.ssh.SshSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Finds the standbys that a primary has: from the addresses that stream from it to the hosts that have them, and from
/// there to the instances in recovery that hold the same database.
@ApplicationScoped
class StandbySearch {
    private static final Duration NAME_LOOK_UP = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final HostStore hosts;
    private final HostProber prober;
    private final HostSessions sessions;

    StandbySearch(HostStore hosts, HostProber prober, HostSessions sessions) {
        this.hosts = hosts;
        this.prober = prober;
        this.sessions = sessions;
    }

    /// @param reasons why nothing was found behind an address, by address as PostgreSQL writes it
    record Result(List<FoundNode> found, Map<String, String> reasons) {}

    private record Addressed(Host host, Set<InetAddress> addresses, boolean primarys) {
        boolean feeds(Walsender sender) {
            return !sender.copying() && sender.comesFrom(addresses, primarys);
        }
    }

    /// @param found empty, with a word on why, when nothing was
    private record Looked(Addressed at, List<FoundNode> found, String why) {}

    Result of(FoundNode primary, ServerFacts facts) {
        List<Addressed> candidates = addressed(primary).stream()
                .filter(host -> facts.senders().stream().anyMatch(host::feeds))
                .toList();
        List<Looked> looked = new SideBySide(LOOK)
                .ask(
                        candidates,
                        host -> look(host, primary, facts.systemIdentifier()),
                        host -> new Looked(host, List.of(), "gave no answer within " + LOOK.toSeconds() + " s"));
        return new Result(eachOnce(looked), reasons(facts.senders(), looked));
    }

    /// One machine may be registered twice, by its name and by its address.
    private static List<FoundNode> eachOnce(List<Looked> looked) {
        List<FoundNode> once = new ArrayList<>();
        looked.stream()
                .flatMap(l -> l.found().stream())
                .filter(found -> once.stream().noneMatch(found::isSameAs))
                .forEachOrdered(once::add);
        return once;
    }

    private List<Addressed> addressed(FoundNode primary) {
        return new SideBySide(NAME_LOOK_UP)
                .ask(
                        hosts.all(),
                        host -> new Addressed(
                                host,
                                HostAddresses.of(host.address()),
                                host.id().equals(primary.host().id())),
                        host -> new Addressed(host, Set.of(), false));
    }

    private Looked look(Addressed at, FoundNode primary, String systemIdentifier) {
        try (SshSession ssh = sessions.open(at.host().id())) {
            List<FoundNode> found = prober.probe(at.host().id()).instances().stream()
                    .filter(instance -> systemIdentifier.equals(instance.systemIdentifier()))
                    .filter(instance -> Boolean.TRUE.equals(instance.running()))
                    .map(Instances::of)
                    .filter(instance -> !at.primarys() || !instance.equals(primary.instance()))
                    .flatMap(instance -> inRecovery(ssh, at, instance).stream())
                    .toList();
            return new Looked(at, found, "has no running standby of this database");
        } catch (ProblemException why) {
            return new Looked(at, List.of(), "could not be looked at: " + why.detail());
        }
    }

    private static Optional<FoundNode> inRecovery(SshSession ssh, Addressed at, Instance instance) {
        return InstanceReader.look(ssh, instance) instanceof NodeReading.Seen.Answered seen
                        && seen.facts().inRecovery()
                ? Optional.of(new FoundNode(at.host(), instance, at.addresses(), seen, Instant.now()))
                : Optional.empty();
    }

    private static Map<String, String> reasons(List<Walsender> senders, List<Looked> looked) {
        Map<String, String> reasons = new HashMap<>();
        for (Walsender sender : senders) {
            List<Looked> there =
                    looked.stream().filter(l -> l.at().feeds(sender)).toList();
            if (sender.clientAddress() != null && there.isEmpty() && !sender.copying()) {
                reasons.put(sender.clientAddress(), "No registered host has this address.");
            }
            there.stream()
                    .filter(l -> l.found().isEmpty())
                    .forEach(l -> reasons.put(
                            Objects.requireNonNullElse(sender.clientAddress(), ""),
                            "Host %s has this address and %s."
                                    .formatted(l.at().host().name(), l.why())));
        }
        return reasons;
    }
}
