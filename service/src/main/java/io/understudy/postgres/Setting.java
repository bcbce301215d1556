package io.understudy.postgres;

/// A setting and the value it shall have.
///
/// @param value in the unit of `pg_settings.unit`, written as `pg_settings.setting` shows it, so that both can be
/// compared
public record Setting(String name, String value) {
    public Setting {
        if (!name.matches("[a-z_][a-z0-9_.]*")) {
            throw new IllegalArgumentException("not the name of a setting: " + name);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("control characters in the value of " + name);
        }
    }

    /// As a line of `postgresql.conf`. Quotes and backslashes are doubled: the file knows backslash escapes.
    public String line() {
        return "%s = '%s'".formatted(name, value.replace("\\", "\\\\").replace("'", "''"));
    }
}
