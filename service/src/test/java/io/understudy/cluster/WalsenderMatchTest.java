package io.understudy.cluster;

import static io.understudy.cluster.TestingReadings.answered;
import static io.understudy.cluster.TestingReadings.following;
import static io.understudy.cluster.TestingReadings.primary;
import static io.understudy.cluster.TestingReadings.reading;
import static io.understudy.cluster.TestingReadings.receiver;
import static io.understudy.cluster.TestingReadings.sender;
import static io.understudy.cluster.TestingReadings.standby;
import static io.understudy.cluster.TestingReadings.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalsenderMatchTest {
    private static final NodeReading PRIMARY = answered("db1", NodeRole.PRIMARY, primary());

    @Test
    void theSlotDecidesWhereverTheStreamComesFrom() {
        NodeReading standby = follower("db2", receiver("for_db2", "15/main"));
        Walsender behindNat = sender(7, "192.168.9.9", "15/main", "streaming", "for_db2");

        assertEquals(Optional.of(behindNat), match(List.of(behindNat), standby).senderOf(standby.node()));
    }

    @Test
    void whatTheStandbySaysOfItsSlotOverrulesWhatWasDeclared() {
        NodeReading standby = reading(
                "db2",
                NodeRole.STANDBY,
                "declared",
                new NodeReading.Seen.Answered(standby(3, receiver("real", "15/main"))));
        Walsender other = sender(7, "10.0.0.9", "15/main", "streaming", "declared");
        Walsender own = sender(8, "10.0.0.2", "15/main", "streaming", "real");

        assertEquals(Optional.of(own), match(List.of(other, own), standby).senderOf(standby.node()));
    }

    @Test
    void withoutSlotTheAddressDecides() {
        NodeReading two = answered("db2", NodeRole.STANDBY, following());
        NodeReading three = answered("db3", NodeRole.STANDBY, following());
        Walsender toTwo = sender(7, "10.0.0.2", "15/main", "streaming", null);
        Walsender toThree = sender(8, "10.0.0.3", "15/main", "streaming", null);

        WalsenderMatch match = match(List.of(toThree, toTwo), two, three);

        assertEquals(Optional.of(toTwo), match.senderOf(two.node()));
        assertEquals(Optional.of(toThree), match.senderOf(three.node()));
    }

    @Test
    void aHostThatDoesNotAnswerIsStillMatchedByItsAddress() {
        NodeReading standby = unreachable("db2", NodeRole.STANDBY);
        Walsender sender = sender(7, "10.0.0.2", "15/main", "streaming", null);

        assertEquals(Optional.of(sender), match(List.of(sender), standby).senderOf(standby.node()));
    }

    @Test
    void theNameTellsAStandbyFromAnotherProgramOfItsHost() {
        NodeReading standby = answered("db2", NodeRole.STANDBY, following());
        Walsender archiver = sender(7, "10.0.0.2", "pg_receivewal", "streaming", null);
        Walsender own = sender(8, "10.0.0.2", "15/main", "streaming", null);

        WalsenderMatch match = match(List.of(archiver, own), standby);

        assertEquals(Optional.of(own), match.senderOf(standby.node()));
        assertEquals(List.of(archiver), match.unmatched());
    }

    @Test
    void twoStandbysOfOneHostThatLookAlikeAreNotGuessed() {
        NodeReading one = answered("db2", NodeRole.STANDBY, following());
        NodeReading other = new NodeReading(
                new ClusterNode(
                        "node-other",
                        "host-db2",
                        "db2",
                        "other",
                        one.node().version(),
                        5433,
                        "/var/lib/postgresql/15/other",
                        NodeRole.STANDBY,
                        null),
                one.addresses(),
                one.seen(),
                one.measuredAt());
        List<Walsender> senders = List.of(
                sender(7, "10.0.0.2", "15/main", "streaming", null),
                sender(8, "10.0.0.2", "15/main", "streaming", null));

        WalsenderMatch match = match(senders, one, other);

        assertEquals(Optional.empty(), match.senderOf(one.node()));
        assertEquals(Optional.empty(), match.senderOf(other.node()));
        assertEquals(senders, match.unmatched());
    }

    @Test
    void oneStreamIsNotGivenToTwoStandbys() {
        NodeReading one = unreachable("db2", NodeRole.STANDBY);
        NodeReading other = new NodeReading(
                new ClusterNode(
                        "node-other",
                        "host-db2",
                        "db2",
                        "other",
                        one.node().version(),
                        5433,
                        "/var/lib/postgresql/15/other",
                        NodeRole.STANDBY,
                        null),
                one.addresses(),
                one.seen(),
                one.measuredAt());
        Walsender sender = sender(7, "10.0.0.2", "15/main", "streaming", null);

        WalsenderMatch match = match(List.of(sender), one, other);

        assertEquals(Optional.empty(), match.senderOf(one.node()));
        assertEquals(Optional.empty(), match.senderOf(other.node()));
    }

    @Test
    void aBaseBackupIsNoStandby() {
        NodeReading standby = unreachable("db2", NodeRole.STANDBY);
        Walsender backup = sender(7, "10.0.0.2", "pg_basebackup", "backup", null);

        WalsenderMatch match = match(List.of(backup), standby);

        assertEquals(Optional.empty(), match.senderOf(standby.node()));
        assertEquals(List.of(backup), match.unmatched());
    }

    @Test
    void theUnixSocketAndLoopbackMeanThePrimarysOwnHost() {
        NodeReading elsewhere = unreachable("db2", NodeRole.STANDBY);
        Walsender local = sender(7, null, "15/second", "streaming", null);
        Walsender loopback = sender(8, "127.0.0.1", "15/second", "streaming", null);

        assertEquals(
                List.of(local, loopback),
                match(List.of(local, loopback), elsewhere).unmatched());
    }

    private static NodeReading follower(String host, ServerFacts.Walreceiver receiver) {
        return answered(host, NodeRole.STANDBY, standby(3, receiver));
    }

    private static WalsenderMatch match(List<Walsender> senders, NodeReading... standbys) {
        return new WalsenderMatch(PRIMARY, senders, List.of(standbys));
    }
}
