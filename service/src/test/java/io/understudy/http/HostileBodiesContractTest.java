package io.understudy.http;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.host;
import static io.understudy.testing.TestingApi.keyCredential;
import static io.understudy.testing.TestingApi.passwordCredential;
import static io.understudy.testing.TestingApi.uniqueName;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.secret.Secret;
import io.understudy.testing.RawApi;
import io.understudy.testing.TestingSshd;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every field of every body, one after the other, gets what shells, paths, terminals, databases and JSON readers have
/// stumbled over. The fields are taken from the API document, so that a new one is tried without being named here.
@QuarkusTest
class HostileBodiesContractTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /// Passwords are whatever was typed; they are kept sealed and never part of a command line. An empty text takes the
    /// password of sudo away.
    private static final Set<String> FREE =
            Set.of("createCredential /password", "createCredential /passphrase", "updateHost /sudoCredentialId");

    @Inject
    ClusterStore clusters;

    private final List<String> faults = new ArrayList<>();
    private JsonNode document = MissingNode.getInstance();

    /// A call that is fine as it is.
    private record Call(String operation, String method, String path, Map<String, ?> body) {}

    @BeforeEach
    void read() throws JsonProcessingException {
        document = JSON.readTree(asAdmin().get("/q/openapi?format=json").asString());
    }

    private List<Call> calls() {
        String login = passwordCredential("SSH_PASSWORD", new Secret("x"));
        String sudo = passwordCredential("SUDO_PASSWORD", new Secret("x"));
        String key = SSHD.loginKey().value();
        String hostId = host("127.0.0.1", SSHD.port(), "alice", keyCredential(SSHD.loginKey()), Map.of());
        String setups = "clusters/" + TestingClusters.stored(clusters).id() + "/replication-setups?dryRun=true";
        Map<String, ?> archive =
                Map.of("directory", "/var/lib/pg-archive", "cleanupSchedule", "40 7 * * *", "keepDays", 5);
        return List.of(
                new Call("createToken", "POST", "tokens", Map.of("name", "a", "role", "VIEWER")),
                new Call(
                        "createCredential",
                        "POST",
                        "credentials",
                        Map.of("name", "a", "kind", "SSH_PRIVATE_KEY", "privateKey", key)),
                new Call(
                        "createCredential",
                        "POST",
                        "credentials",
                        Map.of("name", "a", "kind", "SSH_PASSWORD", "password", "x")),
                new Call("updateCredential", "PATCH", "credentials/" + login, Map.of("name", "a")),
                new Call(
                        "createHost",
                        "POST",
                        "hosts",
                        Map.of(
                                "name",
                                "a",
                                "address",
                                "db1",
                                "port",
                                22,
                                "user",
                                "deploy",
                                "credentialId",
                                login,
                                "sudoCredentialId",
                                sudo)),
                new Call("updateHost", "PATCH", "hosts/" + hostId, Map.of("name", "a")),
                new Call(
                        "trustHostKey",
                        "PUT",
                        "hosts/" + hostId + "/host-keys",
                        Map.of("fingerprint", "SHA256:" + "A".repeat(43))),
                new Call(
                        "adoptCluster",
                        "POST",
                        "clusters",
                        Map.of("name", "a", "hostId", hostId, "instance", "main", "port", 5432)),
                new Call(
                        "createReplicationSetup", "POST", setups, Map.of("standbyHostId", hostId, "archive", archive)));
    }

    @Test
    void everyFieldRefusesWhatItIsNotFor() throws JsonProcessingException {
        for (Call call : calls()) {
            hurt(call, JSON.valueToTree(call.body()), schema(call), "");
        }
        assertEquals(List.of(), faults);
    }

    /// @param at pointer of the object whose fields are tried
    private void hurt(Call call, ObjectNode good, JsonNode schema, String at) throws JsonProcessingException {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String pointer = at + "/" + property.getKey();
            JsonNode of = resolved(property.getValue());
            String type = of.path("type").asText();
            if (type.equals("string")) {
                for (String text : HostileValues.TEXTS) {
                    put(call, good, pointer, JSON.getNodeFactory().textNode(text));
                }
            }
            for (String wrong : HostileValues.WRONG.getOrDefault(type, List.of())) {
                put(call, good, pointer, JSON.readTree(wrong));
            }
            if (schema.path("required").toString().contains('"' + property.getKey() + '"')) {
                put(call, good, pointer, JSON.nullNode());
            }
            if (type.equals("object")) {
                hurt(call, good, of, pointer);
            }
        }
        put(call, good, at + "/$(id)", JSON.getNodeFactory().textNode("x"));
        assertTrue(!schema.path("properties").isEmpty(), call + " has no fields");
    }

    private void put(Call call, ObjectNode good, String pointer, JsonNode value) throws JsonProcessingException {
        ObjectNode body = good.deepCopy();
        if (body.has("name")) {
            body.put("name", uniqueName());
        }
        int last = pointer.lastIndexOf('/');
        (last == 0 ? body : body.withObject(pointer.substring(0, last))).set(pointer.substring(last + 1), value);
        HttpResponse<String> answer = send(call, JSON.writeValueAsString(body));
        boolean refused = answer.statusCode() == 400 && pointers(answer).contains(pointer);
        boolean accepted = FREE.contains(call.operation() + " " + pointer) && answer.statusCode() < 300;
        if (!refused && !accepted) {
            String shown = value.toString();
            faults.add("%s %s %s: %d %s"
                    .formatted(
                            call.operation(),
                            pointer,
                            shown.substring(0, Math.min(40, shown.length())),
                            answer.statusCode(),
                            answer.body()));
        }
    }

    @Test
    void whatIsNoSuchBodyIsRefused() throws JsonProcessingException {
        for (Call call : calls()) {
            for (String body : HostileValues.BODIES) {
                HttpResponse<String> answer = send(call, body);
                if (answer.statusCode() != 400 || pointers(answer).isEmpty()) {
                    String shown = body.substring(0, Math.min(40, body.length()));
                    faults.add("%s %s: %d %s".formatted(call.operation(), shown, answer.statusCode(), answer.body()));
                }
            }
        }
        assertEquals(List.of(), faults);
    }

    private static List<String> pointers(HttpResponse<String> answer) throws JsonProcessingException {
        JsonNode problem = JSON.readTree(answer.body());
        return RawApi.isProblem(answer)
                        && List.of("VALIDATION_FAILED", "UNKNOWN_FIELD", "MALFORMED_JSON")
                                .contains(problem.path("code").asText())
                ? problem.path("errors").findValuesAsText("pointer")
                : List.of();
    }

    private static HttpResponse<String> send(Call call, String body) {
        return RawApi.send(call.method(), "/api/v1/" + call.path(), Map.of("If-Match", "*"), body);
    }

    private JsonNode schema(Call call) {
        for (JsonNode path : document.path("paths")) {
            for (JsonNode operation : path) {
                if (operation.path("operationId").asText().equals(call.operation())) {
                    return resolved(operation.at("/requestBody/content/application~1json/schema"));
                }
            }
        }
        throw new AssertionError("no operation " + call.operation());
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode reference = schema.has("$ref") ? schema : schema.at("/allOf/0");
        return reference.has("$ref")
                ? document.at(reference.path("$ref").asText().substring(1))
                : schema;
    }
}
