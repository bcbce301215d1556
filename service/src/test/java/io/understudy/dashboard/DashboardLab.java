package io.understudy.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.client.Understudy;
import io.understudy.client.model.AcknowledgeRequest;
import io.understudy.client.model.Alarm;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The page as a person meets it: in a real browser, of a real cluster. The first test makes the standby that the
/// others look at.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardLab {
    private static final LabPair PAIR = new LabPair("looked-a", "looked-b");
    private static final LabService SERVICE = new LabService("dashboard");
    private static final String UNIT = "postgresql@15-main";

    /// In milliseconds: two intervals of sampling, within which the page says what is wrong.
    private static final double TWO_INTERVALS = 10_000;

    private static final double A_WHILE = 60_000;
    private static final Path UNREADABLE = Path.of("src/test/resources/dashboard/unreadable.js");
    private static final String MARKUP = "<img src=x onerror=\"document.title = 'run'\">";

    private static TestingBrowser browser;
    private static LabCluster cluster;

    @BeforeAll
    static void aClusterWithoutStandby() {
        PAIR.fresh("15");
        SERVICE.start();
        cluster = new LabCluster(SERVICE::client, PAIR);
        browser = new TestingBrowser(SERVICE.uri());
    }

    @AfterAll
    static void leaveNothing() {
        browser.close();
        SERVICE.close();
        PAIR.close();
    }

    @AfterEach
    void theBrowserHadNothingToComplainOf() {
        assertEquals(List.of(), browser.complaints);
    }

    @Test
    @Order(1)
    void aJobIsSeenAsItGoesOn() throws IOException {
        Page page = signedIn(1200, ColorScheme.LIGHT);
        String id = cluster.begin(cluster.request().build()).jobId();
        show(page, "jobs/" + id);

        assertThat(status(page)).hasText("running", within(A_WHILE));
        assertThat(status(page)).hasText("succeeded", within(A_WHILE));
        assertThat(page.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("value", "100");
        assertThat(page.locator("[role=log] > div").last()).containsText("systemctl --no-block start " + UNIT);
        assertThat(page.locator(".steps > li").getByText("ensure-streaming")).isVisible();
        assertThat(page.locator(".steps > .pending")).hasCount(0);
    }

    @Test
    @Order(2)
    void aStoppedStandbyIsSaidWithinTwoIntervals() throws IOException {
        Page page = signedIn(1200, ColorScheme.LIGHT);
        show(page, "clusters/" + cluster.clusterId());
        Locator node = page.getByLabel(Pattern.compile("^looked-b, standby"));
        assertThat(node).hasAttribute("aria-label", Pattern.compile("streaming, lag 0 B"), attribute(A_WHILE));
        assertThat(status(page)).hasText("healthy", within(A_WHILE));

        PAIR.standby().exec("systemctl", "stop", UNIT);

        assertThat(node).hasAttribute("aria-label", Pattern.compile("down, lag unknown"), attribute(TWO_INTERVALS));
        assertThat(status(page)).hasText("degraded", within(TWO_INTERVALS));
        assertThat(page.getByText("STANDBY_DOWN")).isVisible();
        assertThat(page.getByRole(AriaRole.ROW)
                        .filter(new Locator.FilterOptions().setHasText("looked-b"))
                        .first())
                .containsText("unknown");
        textStaysText(page);

        PAIR.standby().exec("systemctl", "start", UNIT);
        assertThat(status(page)).hasText("healthy", within(A_WHILE));
    }

    private static void textStaysText(Page page) {
        try (Understudy api = SERVICE.client()) {
            Alarm alarm = api.problems()
                    .listProblems(null, cluster.clusterId(), null, null)
                    .getItems()
                    .getFirst();
            api.problems().acknowledgeProblem(alarm.getId(), new AcknowledgeRequest().comment(MARKUP));
        }
        assertThat(page.getByText(MARKUP)).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(A_WHILE));
        assertThat(page.locator("img[src=x]")).hasCount(0);
        assertEquals("lab · Understudy", page.title());
    }

    @Test
    @Order(3)
    void aKeyboardIsEnough() throws IOException {
        Page page = browser.open(1200, ColorScheme.LIGHT);
        assertThat(page.getByLabel("Access token")).isFocused();
        page.keyboard().type("not-a-token");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("The service does not know this token.");
        page.keyboard().press("Control+A");
        page.keyboard().type(token());
        page.keyboard().press("Enter");

        assertThat(heading(page, "Clusters")).isVisible();
        tabTo(page, "lab");
        page.keyboard().press("Enter");
        assertThat(heading(page, "lab")).isVisible();
        tabTo(page, "Time");
        page.keyboard().press("ArrowRight");
        assertThat(page.getByLabel("Bytes")).isChecked();
        tabTo(page, "Last 15 minutes");
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator("output").first()).hasText(Pattern.compile("\\d\\d:\\d\\d:\\d\\d: looked-b .*"));
        tabTo(page, "Replication setup");
        page.keyboard().press("Enter");
        assertThat(heading(page, "Replication setup")).isVisible();

        page.reload();
        assertThat(heading(page, "Replication setup")).isVisible();
        tabTo(page, "Skip to the content");
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        page.reload();
        tabTo(page, "Sign out");
        page.keyboard().press("Enter");
        assertThat(heading(page, "Sign in")).isVisible();
        assertEquals(0, page.evaluate("sessionStorage.length + localStorage.length + document.cookie.length"));
    }

    /// Presses Tab until the element of this name has the focus; where it has, is to be seen all the way.
    private static void tabTo(Page page, String name) {
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("Tab");
            if (focusedName(page).startsWith(name)) {
                return;
            }
        }
        throw new AssertionError("Tab does not lead to " + name);
    }

    private static String focusedName(Page page) {
        return ((String) page.evaluate("""
                () => {
                  const it = document.activeElement;
                  if (it === document.body) return '';
                  if (getComputedStyle(it).outlineStyle === 'none') throw new Error(`unseen focus: ${it.outerHTML}`);
                  return it.ariaLabel ?? it.labels?.[0]?.innerText ?? it.innerText;
                }""")).strip();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    @Order(4)
    void aPhoneIsWideEnoughAndAllCanBeRead(ColorScheme scheme) throws IOException {
        Page page = signedIn(360, scheme);
        fitsAndCanBeRead(page, "", "Clusters");
        fitsAndCanBeRead(page, "jobs", "Jobs");
        fitsAndCanBeRead(page, "clusters/" + cluster.clusterId(), "lab");
        fitsAndCanBeRead(page, "jobs/" + lastJob(), "Replication setup");
        assertEquals(
                scheme == ColorScheme.DARK,
                page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]) < 128"));
    }

    private static void fitsAndCanBeRead(Page page, String part, String heading) throws IOException {
        show(page, part);
        assertThat(heading(page, heading)).isVisible();
        assertThat(page.locator("main .badge").first()).isVisible();
        assertEquals(360, page.evaluate("document.documentElement.scrollWidth"), heading);
        assertEquals(List.of(), page.evaluate(Files.readString(UNREADABLE)), heading);
    }

    private static String lastJob() {
        try (Understudy api = SERVICE.client()) {
            return api.jobs()
                    .listJobs(cluster.clusterId(), null, 1, null, null)
                    .getItems()
                    .getFirst()
                    .getId();
        }
    }

    private static Page signedIn(int width, ColorScheme scheme) throws IOException {
        Page page = browser.open(width, scheme);
        page.getByLabel("Access token").fill(token());
        page.keyboard().press("Enter");
        assertThat(heading(page, "Clusters")).isVisible();
        return page;
    }

    private static void show(Page page, String part) {
        page.navigate(SERVICE.uri() + "/#/" + part);
    }

    private static String token() throws IOException {
        return Files.readString(SERVICE.tokenFile()).strip();
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setLevel(1).setName(name).setExact(true));
    }

    private static Locator status(Page page) {
        return page.locator("main [role=status]");
    }

    private static LocatorAssertions.HasTextOptions within(double milliseconds) {
        return new LocatorAssertions.HasTextOptions().setTimeout(milliseconds);
    }

    private static LocatorAssertions.HasAttributeOptions attribute(double milliseconds) {
        return new LocatorAssertions.HasAttributeOptions().setTimeout(milliseconds);
    }
}
