package io.understudy.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.understudy.problem.Problem;
import io.understudy.store.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
        schemas.forEach((name, schema) -> inherit(name, schema, schemas));
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
            schema.getProperties().forEach((property, of) -> {
                // Generators send an empty list for one that was left out, unless it may be null.
                if (!always.contains(property)
                        && of.getType() != null
                        && of.getType().contains(Schema.SchemaType.ARRAY)) {
                    of.addType(Schema.SchemaType.NULL);
                }
            });
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

    /// A choice of several kinds becomes a schema that has what they have in common, and each kind one that adds to it:
    /// of these, generators make classes that inherit, and of a bare choice a wrapper that has to be taken apart.
    private static void inherit(String name, Schema base, Map<String, Schema> schemas) {
        if (base.getDiscriminator() == null) {
            return;
        }
        String type = base.getDiscriminator().getPropertyName();
        List<Schema> kinds = base.getDiscriminator().getMapping().values().stream()
                .map(ref -> Objects.requireNonNull(schemas.get(ref.substring(ref.lastIndexOf('/') + 1)), ref))
                .toList();
        Map<String, Schema> common = new LinkedHashMap<>(kinds.getFirst().getProperties());
        kinds.forEach(kind -> common.keySet().retainAll(kind.getProperties().keySet()));
        List<String> always = new ArrayList<>(kinds.getFirst().getRequired());
        always.retainAll(common.keySet());
        base.oneOf(null).type(List.of(Schema.SchemaType.OBJECT));
        base.addProperty(
                type,
                OASFactory.createSchema()
                        .type(List.of(Schema.SchemaType.STRING))
                        .description("Which kind it is.")
                        .examples(List.of(base.getDiscriminator()
                                .getMapping()
                                .keySet()
                                .iterator()
                                .next())));
        common.forEach(base::addProperty);
        base.addRequired(type);
        always.forEach(base::addRequired);
        kinds.forEach(kind -> addTo(name, common.keySet(), kind));
    }

    private static void addTo(String base, Set<String> common, Schema kind) {
        Schema own = OASFactory.createSchema().type(List.of(Schema.SchemaType.OBJECT));
        kind.getProperties().forEach((name, property) -> {
            if (!common.contains(name)) {
                own.addProperty(name, property);
            }
        });
        kind.getRequired().stream().filter(name -> !common.contains(name)).forEach(own::addRequired);
        kind.properties(null).required(null).type(null);
        kind.addAllOf(OASFactory.createSchema().ref(base)).addAllOf(own);
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
