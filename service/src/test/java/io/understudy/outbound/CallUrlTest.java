package io.understudy.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.1/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://2130706433/",
                "http://017700000001/",
                "http://0177.0.0.1/",
                "http://127.0.0.1./",
                "http://localhost./",
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[::1/",
                "http://[v1.x]/",
                "http://user@hooks.example.org/",
                "http://user:password@hooks.example.org/",
                "http://hooks.example.org@127.0.0.1/",
                "http://hooks.example.org\\@127.0.0.1/",
                "http://hooks.example.org#@127.0.0.1/",
                "http://hooks.example.org/#part",
                "http://hooks_example.org/",
                "http://höoks.example.org/",
                "http://①②⑦.⓪.⓪.①/",
                "http://hooks.example.org:0/",
                "http://hooks.example.org:65536/",
                "http://hooks.example.org:99999999999/",
                "http://hooks.example.org:-1/",
                "http://hooks.example.org/a b",
                "http://hooks.example.org/\r\nHost: other",
                "http://hooks.example.org/\u0000",
                "http:///path",
                "http:hooks.example.org",
                "http://",
                "//hooks.example.org/",
                "hooks.example.org",
                "",
                "file:///etc/passwd",
                "ftp://hooks.example.org/",
                "gopher://hooks.example.org/",
                "jar:http://hooks.example.org/!/",
                "javascript:alert(1)",
                "HTTP://hooks.example.org/"
            })
    void whatProgramsReadInDifferentWaysIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> CallUrl.parse(text));
    }

    @Test
    void thePartsOfACall() {
        URI plain = CallUrl.parse("https://hooks.example.org");
        assertEquals("hooks.example.org", CallUrl.host(plain));
        assertEquals(443, CallUrl.port(plain));
        assertEquals("/", CallUrl.target(plain));

        URI full = CallUrl.parse("http://[2001:4860::8888]:8080/a%20b?c=d&e");
        assertEquals("2001:4860::8888", CallUrl.host(full));
        assertEquals(8080, CallUrl.port(full));
        assertEquals("/a%20b?c=d&e", CallUrl.target(full));
    }
}
