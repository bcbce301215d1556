package io.understudy.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostSurveyTest {
    private static final String SEEN = """
            Welcome to db1, where the shell greets even programs!
            id\tdebian
            version\t12
            name\tDebian GNU/Linux 12 (bookworm)
            kernel\t6.1.0-28-amd64
            architecture\tx86_64
            glibc\tglibc 2.36
            installation /usr/lib/postgresql/15/bin\tpostgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)
            installation /usr/lib/postgresql/9.6/bin\tpostgres (PostgreSQL) 9.6.24
            installation /usr/lib/postgresql/19/bin\tpostgres (PostgreSQL) 19beta1
            installation /usr/lib/postgresql/7/bin\tSegmentation fault
            instance\t/etc/postgresql/15/main
            setting\tdata_directory = '/srv/it''s data'  # use data in another directory
            setting\tport = 5432\t# (change requires restart)
            setting\tport=5433
            instance\t/etc/postgresql/9.6/second
            setting\t  port 5434
            unreadable\t/etc/postgresql/15/closed/postgresql.conf
            disk\text4 107374182400 53687091200 /var/lib/post gresql
            """;

    @Test
    void everyLineIsUnderstood() {
        HostSurvey survey = HostSurvey.parse(SEEN);

        assertEquals("debian", survey.value("id"));
        assertEquals("glibc 2.36", survey.value("glibc"));
        assertNull(survey.value("codename"));
        assertEquals(
                List.of("15 15.13", "9.6 9.6.24", "19 19beta1"),
                survey.installations().stream()
                        .map(found -> found.major() + " " + found.version())
                        .toList());
        assertEquals("/usr/lib/postgresql/9.6/bin", survey.binDirectory("9.6"));
        assertEquals(List.of("/etc/postgresql/15/closed/postgresql.conf"), survey.unreadable());
        assertEquals(
                new FileSystemFacts("/var/lib/post gresql", "ext4", 107_374_182_400L, 53_687_091_200L),
                HostSurvey.disk(survey.values().getOrDefault("disk", "")));
    }

    @Test
    void lastSettingCountsAsInPostgresql() {
        List<ConfiguredInstance> instances = HostSurvey.parse(SEEN).instances();

        assertEquals("/srv/it's data", instances.getFirst().dataDirectory());
        assertEquals(5433, instances.getFirst().port());
        assertEquals("postgresql@15-main.service", instances.getFirst().unit());
        assertEquals(5434, instances.getLast().port());
        assertEquals(false, instances.getLast().isComplete());
    }

    @Test
    void whatIsNoLineOfDfIsNoDisk() {
        assertNull(HostSurvey.disk(""));
        assertNull(HostSurvey.disk("df: unrecognized option '--output'"));
    }
}
