package io.understudy.setup;

import java.util.Locale;

/// A number of bytes as people read it: `1.5 GiB`.
record Bytes(long count) {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    @Override
    public String toString() {
        if (count < 1024) {
            return count + " bytes";
        }
        int power = (63 - Long.numberOfLeadingZeros(count)) / 10;
        return String.format(Locale.ROOT, "%.1f %s", Math.scalb((double) count, -10 * power), UNITS[power - 1]);
    }
}
