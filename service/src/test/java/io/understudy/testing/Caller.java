package io.understudy.testing;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/// Calls the service under test over plain HTTP, for what a client hides: headers, media types, broken bodies.
public final class Caller {
    private Caller() {}

    /// A JSON request with the first admin token.
    public static RequestSpecification admin() {
        return given().auth().oauth2(adminToken()).contentType("application/json");
    }

    public static RequestSpecification nobody() {
        return given().contentType("application/json");
    }

    /// The token that the service wrote at its first start.
    public static String adminToken() {
        String folder = ConfigProvider.getConfig().getValue("understudy.data-dir", String.class);
        try {
            return Files.readString(Path.of(folder, "admin-token")).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the service has written no admin token", e);
        }
    }
}
