package io.understudy.testing;

import io.restassured.RestAssured;
import io.understudy.client.ProblemException;
import io.understudy.client.Understudy;
import io.understudy.client.invoker.ApiResponse;
import io.understudy.client.model.CreateAccessTokenRequest;
import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.Role;
import io.understudy.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/// The generated client, with the service under test behind it.
public final class TestingClient {
    private TestingClient() {}

    public static Understudy admin() {
        return Understudy.builder()
                .baseUri(uri())
                .tokenFile(Path.of("target/test-data/admin-token"))
                .build();
    }

    public static Understudy with(String token) {
        return Understudy.builder().baseUri(uri()).token(token).build();
    }

    /// Somebody with this role.
    public static Understudy as(Role role) {
        CreateAccessTokenRequest request =
                new CreateAccessTokenRequest().name(TestingApi.uniqueName()).role(role);
        try (Understudy admin = admin()) {
            return with(admin.tokens().createToken(request).getSecret());
        }
    }

    public static CreateCredentialRequest password(CredentialKind kind, Secret password) {
        return new CreateCredentialRequest()
                .name(TestingApi.uniqueName())
                .kind(kind)
                .password(password.value());
    }

    public static CreateCredentialRequest key(Secret privateKey) {
        return new CreateCredentialRequest()
                .name(TestingApi.uniqueName())
                .kind(CredentialKind.SSH_PRIVATE_KEY)
                .privateKey(privateKey.value());
    }

    /// A host to add, with a credential of its own.
    public static CreateHostRequest host(String address, int port, String user, CreateCredentialRequest login) {
        try (Understudy admin = admin()) {
            return new CreateHostRequest()
                    .name(TestingApi.uniqueName())
                    .address(address)
                    .port(port)
                    .user(user)
                    .credentialId(
                            admin.credentials().createCredential(login, null).getId());
        }
    }

    /// Where the answer says that what it made is.
    public static String location(ApiResponse<?> answer) {
        return URI.create(header(answer, "Location")).getPath();
    }

    public static String header(ApiResponse<?> answer, String name) {
        return answer.getHeaders().getOrDefault(name, List.of()).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no header " + name));
    }

    /// The call is refused with this.
    public static ProblemException refused(int status, String code, Executable call) {
        ProblemException refused = Assertions.assertThrows(ProblemException.class, call);
        Assertions.assertEquals(code, refused.code(), refused.getMessage());
        Assertions.assertEquals(status, refused.status());
        return refused;
    }

    private static URI uri() {
        return URI.create("http://127.0.0.1:" + RestAssured.port);
    }
}
