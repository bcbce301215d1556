package io.understudy.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// What people read: lines, and on a terminal one more line below them that is drawn again and again.
final class Screen {
    private static final String BACK_TO_AN_EMPTY_LINE = "\r\033[K";

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final int columns;
    private String status = "";

    /// @param columns of the terminal; 0 where there is none
    Screen(int columns) {
        this.columns = columns;
    }

    boolean isTerminal() {
        return columns > 0;
    }

    void heading(String text) {
        line("%n== %s", text);
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation would need a library of its own.
    void line(String format, Object... values) {
        String drawnAgain = status;
        status("");
        out.println(format.formatted(values).stripTrailing());
        status(drawnAgain);
    }

    /// Draws the line at the bottom; an empty text takes it away. Nothing happens where there is no terminal.
    void status(String text) {
        if (isTerminal() && !(status.isEmpty() && text.isEmpty())) {
            // The last column stays free: a full line would make the terminal scroll.
            status = text.length() < columns ? text : text.substring(0, columns - 1);
            out.print(BACK_TO_AN_EMPTY_LINE + status);
            out.flush();
        }
    }

    static String bytes(long count) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = count;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
