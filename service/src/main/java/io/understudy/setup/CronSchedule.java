package io.understudy.setup;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When cron runs something: minute, hour, day of month, month, day of week (crontab(5)). cron ignores a file
/// with a mistake, and says so in its log only.
record CronSchedule(String text) {
    private static final Pattern ELEMENT =
            Pattern.compile("(?:\\*|([0-9]{1,2})-([0-9]{1,2}))(?:/([0-9]{1,2}))?|([0-9]{1,2})");
    private static final int[] LEAST = {0, 0, 1, 1, 0};
    private static final int[] MOST = {59, 23, 31, 12, 7};

    boolean isValid() {
        List<String> fields = List.of(text.split(" ", -1));
        return fields.size() == LEAST.length
                && IntStream.range(0, LEAST.length)
                        .allMatch(i -> Stream.of(fields.get(i).split(",", -1))
                                .allMatch(element -> isValid(element, LEAST[i], MOST[i])));
    }

    private static boolean isValid(String element, int least, int most) {
        Matcher parts = ELEMENT.matcher(element);
        if (!parts.matches()) {
            return false;
        }
        int single = number(parts.group(4), least);
        int from = number(parts.group(1), least);
        int to = number(parts.group(2), most);
        return within(single, least, most)
                && within(from, least, to)
                && within(to, from, most)
                && number(parts.group(3), 1) > 0;
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static boolean within(int number, int least, int most) {
        return number >= least && number <= most;
    }
}
