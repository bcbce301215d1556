package io.understudy.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.understudy.problem.Problem;
import io.understudy.store.Page;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;

/// Adds to the API document, while the service is built, what is true of every operation and every record.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
    private static final DotName RENAMED = DotName.createSimple("com.fasterxml.jackson.annotation.JsonProperty");
    private static final DotName SCHEMA =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");

    private final Map<String, ClassInfo> records;

    public ApiDocument(IndexView index) {
        records = index.getKnownClasses().stream()
                .filter(type -> type.isRecord() && type.name().packagePrefix().startsWith("io.understudy."))
                .collect(Collectors.toMap(ApiDocument::nameInDocument, type -> type, (first, _) -> first));
    }

    private static String nameInDocument(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        AnnotationValue name = schema == null ? null : schema.value("name");
        return name == null ? type.simpleName() : name.asString();
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        schemas.forEach(this::requireWhatIsNeverNull);
        schemas.values().forEach(ApiDocument::saySimply);
        document.getComponents().removeSchema("Instant");
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(ApiDocument::addProblems);
    }

    /// Java says with `@Nullable` what may be missing; the document says what may not.
    private void requireWhatIsNeverNull(String name, Schema schema) {
        ClassInfo type = records.get(name.startsWith("Page") ? Page.class.getSimpleName() : name);
        if (type != null && schema.getProperties() != null) {
            List<String> always = type.recordComponentsInDeclarationOrder().stream()
                    .filter(part -> !part.type().hasAnnotation(NULLABLE))
                    .map(part -> nameOnTheWire(type, part))
                    .filter(schema.getProperties()::containsKey)
                    .toList();
            schema.required(always.isEmpty() ? null : always);
        }
    }

    /// A record's component hands `@JsonProperty` on to its field.
    private static String nameOnTheWire(ClassInfo type, RecordComponentInfo part) {
        AnnotationInstance renamed = type.field(part.name()).annotation(RENAMED);
        return renamed == null ? part.name() : renamed.value().asString();
    }

    /// A time is a string with a format wherever it stands; beside a reference no type is said again. Generators of
    /// clients stumble over both. What can only be written is a secret, and has the format that keeps generated
    /// code
    /// from printing it.
    private static void saySimply(Schema schema) {
        Map<String, Schema> properties = schema.getProperties() == null ? Map.of() : schema.getProperties();
        for (Schema property : properties.values()) {
            if (Boolean.TRUE.equals(property.getWriteOnly())) {
                property.format("password");
            }
            if (property.getRef() == null) {
                continue;
            }
            property.setType(null);
            if (property.getRef().endsWith("/Instant")) {
                property.ref(null).addType(Schema.SchemaType.STRING).format("date-time");
            }
        }
    }

    private static void addProblems(Operation operation) {
        operation.getResponses().removeAPIResponse("401");
        operation.getResponses().removeAPIResponse("403");
        operation.getResponses().addAPIResponse("4XX", problem("The request is refused; code says why."));
        operation.getResponses().addAPIResponse("5XX", problem("The service or a host failed; code says how."));
    }

    private static APIResponse problem(String description) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("Problem"))));
    }
}
