package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "40 7 * * *",
                "*/15 * * * *",
                "0 0 1,15 * 7",
                "0-30/10 8-18 * 1-12 0",
                "59 23 31 12 7",
                "0,30 * * * 1-5"
            })
    void takesWhatCronTakes(String schedule) {
        assertTrue(new CronSchedule(schedule).isValid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "60 7 * * *",
                "0 24 * * *",
                "0 0 0 * *",
                "0 0 32 * *",
                "0 0 * 13 *",
                "0 0 * * 8",
                "0 0 * *",
                "0 0 * * * *",
                "@daily",
                "30-10 * * * *",
                "*/0 * * * *",
                "5/10 * * * *",
                "1, * * * *",
                "-1 * * * *",
                "0 0 * * * ",
                "",
                "a b c d e"
            })
    void refusesWhatCronWouldIgnore(String schedule) {
        assertFalse(new CronSchedule(schedule).isValid());
    }
}
