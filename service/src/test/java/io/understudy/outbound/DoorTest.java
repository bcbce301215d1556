package io.understudy.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {
    private static final String PUBLIC = "93.184.216.34";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "192.0.0.192",
                "192.0.2.1",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a9fe:a9fe",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsNotPublicIsClosed(String address) {
        Door door = door(List.of());
        assertClosed(door, url(address));
        assertClosed(door(List.of(), PUBLIC, address), URI.create("https://hooks.example.org/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {PUBLIC, "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.128.0.1", "2606:2800:220:1::1"})
    void whatIsPublicIsOpen(String address) {
        assertEquals(InetAddress.ofLiteral(address), door(List.of()).through(url(address)));
    }

    @Test
    void aTokenLeavesWithoutTlsOnlyWhereTheOperatorAllowsIt() {
        URI plain = URI.create("http://hooks.example.org/");
        assertClosed(door(List.of(), PUBLIC), plain);
        assertEquals(InetAddress.ofLiteral(PUBLIC), door(List.of(PUBLIC)).through(URI.create("http://" + PUBLIC)));
        assertEquals(
                InetAddress.ofLiteral(PUBLIC),
                door(List.of("hooks.example.org"), PUBLIC).through(plain));
    }

    @Test
    void theOperatorAllowsNetworksAddressesAndNames() {
        Door networks = door(List.of("10.1.0.0/16", " fd00::/8", "127.0.0.1"));
        assertEquals(InetAddress.ofLiteral("10.1.2.3"), networks.through(url("10.1.2.3")));
        assertEquals(InetAddress.ofLiteral("fd12::1"), networks.through(url("fd12::1")));
        assertEquals(InetAddress.ofLiteral("127.0.0.1"), networks.through(url("::ffff:127.0.0.1")));
        assertClosed(networks, url("10.2.0.1"));
        assertClosed(networks, url("127.0.0.2"));

        Door names = door(List.of("Hooks.example.org"), "10.0.0.1");
        assertEquals(InetAddress.ofLiteral("10.0.0.1"), names.through(URI.create("https://hooks.EXAMPLE.org/")));
        assertClosed(names, URI.create("https://hooks.example.org.evil.example/"));
        assertClosed(names, URI.create("https://xhooks.example.org/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0/8", "*", "127.1", "::1%lo", "a b"})
    void anExceptionThatIsNoneKeepsTheServiceFromStarting(String exception) {
        assertThrows(IllegalArgumentException.class, () -> door(List.of(exception)));
    }

    /// A name whose second answer would be another is asked for once.
    @Test
    void aNameIsLookedUpOnce() {
        AtomicInteger asked = new AtomicInteger();
        Door door = new Door(List.of(), _ -> addresses(asked.getAndIncrement() == 0 ? PUBLIC : "127.0.0.1"));
        assertEquals(InetAddress.ofLiteral(PUBLIC), door.through(URI.create("https://hooks.example.org/")));
        assertEquals(1, asked.get());
    }

    @Test
    void aNameWithoutAddress() {
        Door door = new Door(List.of(), name -> {
            throw new UnknownHostException(name);
        });
        ProblemException failed =
                assertThrows(ProblemException.class, () -> door.through(URI.create("https://hooks.example.org/")));
        assertEquals(ProblemType.HTTP_CALL_FAILED, failed.type());
    }

    private static void assertClosed(Door door, URI url) {
        ProblemException refused = assertThrows(ProblemException.class, () -> door.through(url));
        assertEquals(ProblemType.ADDRESS_NOT_ALLOWED, refused.type());
    }

    /// Names lead to these addresses; an address stays itself.
    private static Door door(List<String> allow, String... answers) {
        return new Door(allow, name -> answers.length == 0 ? InetAddress.getAllByName(name) : addresses(answers));
    }

    private static InetAddress[] addresses(String... texts) {
        return Stream.of(texts).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static URI url(String address) {
        return URI.create(
                address.contains(":") ? "https://[%s]/".formatted(address) : "https://%s/".formatted(address));
    }
}
