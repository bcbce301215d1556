package io.understudy.dashboard;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page is open to all, and says what a browser may do with it.
@QuarkusTest
class DashboardContractTest {
    private static final Pattern SCRIPT = Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern OWN_FILE = Pattern.compile("(?:src|href)=\"(/static/[^\"]+)\"");

    @Test
    void thePageMayRunNothingButItsBundle() {
        guarded("/").header("Content-Type", startsWith("text/html")).header("Cache-Control", equalTo("no-cache"));
        List<MatchResult> scripts = SCRIPT.matcher(page()).results().toList();

        assertEquals(1, scripts.size());
        assertTrue(scripts.getFirst().group(1).contains("src=\"/static/bundle/"), page());
        assertEquals("", scripts.getFirst().group(2));
    }

    @Test
    void whatItIsMadeOfComesFromHere() {
        List<String> files =
                OWN_FILE.matcher(page()).results().map(file -> file.group(1)).toList();

        assertEquals(3, files.size(), "script, style and icon in " + files);
        files.forEach(DashboardContractTest::guarded);
        assertTrue(!page().contains("//"), "a foreign address in " + page());
    }

    private static String page() {
        return given().get("/").then().extract().asString();
    }

    private static ValidatableResponse guarded(String path) {
        return given().get(path)
                .then()
                .statusCode(200)
                .header(
                        "Content-Security-Policy",
                        allOf(
                                containsString("default-src 'none'"),
                                containsString("script-src 'self';"),
                                containsString("frame-ancestors 'none'"),
                                containsString("require-trusted-types-for 'script'"),
                                not(containsString("unsafe"))))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }
}
