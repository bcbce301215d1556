package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Secrets to search for, each in every form in which careless code would have written it down.
final class Canaries {
    private final Map<String, List<String>> forms = new LinkedHashMap<>();

    /// @param name what a failed test calls it
    void add(String name, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        forms.put(
                name,
                Stream.of(
                                secret,
                                new String(JsonStringEncoder.getInstance().quoteAsString(secret)),
                                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                                secret.replace("'", "'\\''"),
                                secret.replace("'", "''"),
                                // The last digit also holds bits of whatever comes next.
                                base64.substring(0, base64.length() - 1),
                                HexFormat.of().formatHex(bytes))
                        .distinct()
                        .toList());
    }

    /// Every line of a key's own text; the frame around it is no secret.
    void addKey(String name, String privateKey) {
        String[] lines = privateKey.split("\n", -1);
        // What is left of the last line is too short to be anything of its own.
        for (int line = 1; line < lines.length - 3; line++) {
            add(name + ", line " + line, lines[line]);
        }
    }

    List<String> all() {
        return forms.values().stream().flatMap(List::stream).distinct().toList();
    }

    /// @param place what a failed test calls it
    void assertNotIn(String place, String text) {
        List<String> found = forms.entrySet().stream()
                .filter(secret -> secret.getValue().stream().anyMatch(text::contains))
                .map(Map.Entry::getKey)
                .toList();
        assertEquals(List.of(), found, place);
    }

    void assertNotIn(String place, byte[] bytes) {
        assertNotIn(place, new String(bytes, StandardCharsets.UTF_8));
        assertNotIn(place, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return Arrays.toString(forms.keySet().toArray());
    }
}
