package io.understudy.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "db1",
                "db1.example.com",
                "1st.example",
                "10.0.0.7",
                "255.255.255.255",
                "::1",
                "2001:db8::7",
                "::ffff:10.0.0.7",
                "a-b.c",
                "xn--bcher-kva.example"
            })
    void usualAddressesAreTaken(String address) {
        assertEquals(true, HostAddress.isValid(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-oProxyCommand=id",
                "-a",
                "a-",
                "a..b",
                ".a",
                "a.",
                "a b",
                "a;b",
                "$(id)",
                "`id`",
                "user@host",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "256.1.1.1",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3",
                "db1:22",
                "[::1]",
                "fe80::1%eth0",
                ":::",
                "1:2",
                "a\n",
                "a\u0000",
                "żółw",
                "h/x?socketFactory=y",
                "a_b"
            })
    void everythingElseIsRefused(String address) {
        assertEquals(false, HostAddress.isValid(address));
    }
}
