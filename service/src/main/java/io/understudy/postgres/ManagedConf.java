package io.understudy.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of `conf.d/understudy.conf`: the settings that the product holds for an instance, and no others.
public record ManagedConf(SequencedMap<String, String> settings) {
    private static final String HEAD = "# Written by Understudy. Edit through its API: changes by hand are lost.\n";
    private static final Pattern LINE = Pattern.compile("(?m)^([a-z_][a-z0-9_.]*) = '((?:[^'\\\\]|''|\\\\\\\\)*)'$");

    public static ManagedConf parse(String text) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        Matcher lines = LINE.matcher(text);
        while (lines.find()) {
            settings.put(lines.group(1), lines.group(2).replace("''", "'").replace("\\\\", "\\"));
        }
        return new ManagedConf(settings);
    }

    /// What is there stays, what is given is added or replaced.
    public ManagedConf with(Iterable<Setting> wanted) {
        SequencedMap<String, String> merged = new LinkedHashMap<>(settings);
        wanted.forEach(setting -> merged.put(setting.name(), setting.value()));
        return new ManagedConf(merged);
    }

    public String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Map.Entry<String, String> entry : settings.entrySet()) {
            text.append(new Setting(entry.getKey(), entry.getValue()).line()).append('\n');
        }
        return text.toString();
    }
}
