package io.understudy.http;

import java.util.List;
import java.util.Map;

/// What shells, paths, terminals, databases and JSON readers have stumbled over.
final class HostileValues {
    static final List<String> TEXTS = List.of(
            "$(id)",
            "`id`",
            "a;b",
            "a'b",
            "a\"b",
            "two\nlines",
            "line end\r\n",
            "nul\0",
            "\ud800",
            "\u001b[2J",
            "\u202egpj.sh",
            "-oProxyCommand=x",
            "user@-oProxyCommand=x",
            "../..",
            "/srv/../etc",
            "/srv/pg/../../etc",
            "..%2f..",
            "%00",
            "{{7*7}}",
            "x?loggerFile=/tmp/a",
            "<img src=x onerror=alert(1)>",
            " ",
            "",
            "x".repeat(70_000));

    /// JSON of every kind; what the field is made for is left out.
    static final Map<String, List<String>> WRONG = Map.of(
            "string",
            List.of("7", "1.5", "true", "[]", "[\"a\"]", "{}", "{\"a\": 1}"),
            "integer",
            List.of(
                    "\"22\"",
                    "\"\"",
                    "2.5",
                    "1e400",
                    "0",
                    "-1",
                    "2147483648",
                    "99999999999999999999",
                    "true",
                    "[]",
                    "{}"),
            "boolean",
            List.of("\"true\"", "\"\"", "0", "1", "[]", "{}"),
            "object",
            List.of("\"x\"", "\"\"", "7", "true", "[]"));

    static final List<String> BODIES = List.of(
            "",
            "null",
            "7",
            "\"text\"",
            "[]",
            "{",
            "{]",
            "{} {}",
            "{'name': 1}",
            "{\"name\": \"a\", \"name\": \"b\"}",
            "{\"name\": \"a\0\"}",
            "\ufeff{}x",
            "[".repeat(100_000),
            "{\"name\":".repeat(20_000));

    private HostileValues() {}
}
