package io.understudy.cluster;

import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is wrong with a cluster, found in a reading alone.
final class TopologyProblems {
    private final ClusterReading reading;
    private final List<Problem> found = new ArrayList<>();

    TopologyProblems(ClusterReading reading) {
        this.reading = reading;
    }

    List<Problem> all() {
        primaries();
        for (NodeReading node : reading.nodes()) {
            switch (node.seen()) {
                case NodeReading.Seen.Unknown(ProblemException why) -> add(node, why);
                case NodeReading.Seen.Down() -> down(node);
                case NodeReading.Seen.Answered(ServerFacts facts) -> running(node, facts);
            }
            reading.slotOwner(node).ifPresent(owner -> slot(node, owner));
        }
        return found;
    }

    private void primaries() {
        List<NodeReading> primaries = reading.primaries();
        if (primaries.size() > 1) {
            add(
                    ProblemType.TWO_PRIMARIES,
                    "These nodes take writes, each for itself: "
                            + primaries.stream().map(TopologyProblems::name).collect(Collectors.joining(", ")));
        }
        NodeReading declared = reading.nodes().getFirst();
        if (primaries.isEmpty() && declared.role() == ObservedRole.STANDBY) {
            add(
                    declared,
                    ProblemType.NO_PRIMARY,
                    "%s was declared to be the primary and is in recovery; no other node was seen to take writes"
                            .formatted(name(declared)));
        }
    }

    private void down(NodeReading node) {
        boolean primary = node.node().role() == NodeRole.PRIMARY;
        add(
                node,
                primary ? ProblemType.PRIMARY_DOWN : ProblemType.STANDBY_DOWN,
                "no server runs on %s of %s".formatted(node.node().dataDirectory(), name(node)));
    }

    private void running(NodeReading node, ServerFacts facts) {
        if (!reading.ours(node)) {
            add(
                    node,
                    ProblemType.SYSTEM_IDENTIFIER_MISMATCH,
                    "%s holds the database %s, not this cluster's %s"
                            .formatted(
                                    name(node),
                                    facts.systemIdentifier(),
                                    reading.cluster().systemIdentifier()));
            return;
        }
        if (reading.primaries().size() == 1
                && !node.role().name().equals(node.node().role().name())) {
            add(
                    node,
                    ProblemType.ROLE_CHANGED,
                    "%s was declared %s and is %s"
                            .formatted(name(node), node.node().role(), node.role()));
        }
        reading.primary()
                .flatMap(NodeReading::facts)
                .filter(_ -> facts.inRecovery())
                .ifPresent(primary -> following(node, facts, primary));
    }

    private void following(NodeReading node, ServerFacts facts, ServerFacts primary) {
        Optional<Walsender> sender = reading.senderOf(node);
        if (!facts.receiverUp() || !sender.map(Walsender::streaming).orElse(false)) {
            String receiver =
                    facts.receiver() == null ? "none" : facts.receiver().status();
            add(
                    node,
                    ProblemType.STANDBY_NOT_STREAMING,
                    "%s: its walsender is in state %s, its walreceiver in state %s"
                            .formatted(name(node), sender.map(Walsender::state).orElse("none"), receiver));
        }
        if (facts.timeline() != primary.timeline()) {
            add(
                    node,
                    ProblemType.TIMELINE_MISMATCH,
                    "%s is on timeline %d, the primary on %d"
                            .formatted(name(node), facts.timeline(), primary.timeline()));
        }
    }

    private void slot(NodeReading node, ServerFacts owner) {
        String name = node.node().slot();
        if (name == null || reading.primary().filter(node::equals).isPresent()) {
            return;
        }
        Optional<ServerFacts.Slot> slot = owner.slot(name);
        if (slot.isEmpty()) {
            add(node, ProblemType.SLOT_MISSING, "its upstream has no physical slot %s".formatted(name));
        } else if (!slot.get().active()) {
            Long kept = owner.bytesBehind(slot.get().restart());
            add(
                    node,
                    ProblemType.SLOT_INACTIVE,
                    kept == null
                            ? "nobody uses slot %s".formatted(name)
                            : "nobody uses slot %s, and the primary keeps %d bytes of WAL for it"
                                    .formatted(name, kept));
        }
    }

    private static String name(NodeReading reading) {
        return "%s on %s"
                .formatted(reading.node().instanceName(), reading.node().host());
    }

    private void add(ProblemType type, String detail) {
        found.add(Problem.of(new ProblemException(type, detail)));
    }

    private void add(NodeReading node, ProblemType type, String detail) {
        add(node, new ProblemException(type, detail));
    }

    private void add(NodeReading node, ProblemException problem) {
        found.add(Problem.of(problem.with("host", node.node().host())
                .with("nodeId", node.node().id())));
    }
}
