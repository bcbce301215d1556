package io.understudy.cutover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.cluster.ClusterStore;
import io.understudy.http.ETags;
import io.understudy.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The lists that clusters keep.
@ApplicationScoped
@Transactional
class CutOverStore {
    private final Jdbi jdbi;
    private final ClusterStore clusters;
    private final ObjectMapper json;

    CutOverStore(Jdbi jdbi, ClusterStore clusters, ObjectMapper json) {
        this.jdbi = jdbi;
        this.clusters = clusters;
        this.json = json;
    }

    /// @throws ProblemException `NOT_FOUND`
    CutOverSteps get(String clusterId) {
        clusters.get(clusterId);
        List<CutOverStep> steps = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT step::text FROM cut_over_step WHERE cluster_id = :id ORDER BY ordinal")
                .bind("id", clusterId)
                .mapTo(String.class)
                .map(this::read)
                .list());
        return new CutOverSteps(steps);
    }

    /// @param ifMatch the ETag of what the caller has seen
    /// @throws ProblemException `NOT_FOUND`, and what [ETags#require] throws
    CutOverSteps put(String clusterId, CutOverSteps wanted, @Nullable String ifMatch) {
        jdbi.useHandle(handle -> {
            // Two writers of the same moment queue up here, so that the second sees what the first has put.
            handle.execute("SELECT 1 FROM cluster WHERE id = ? FOR UPDATE", clusterId);
            ETags.require(ifMatch, get(clusterId));
            handle.execute("DELETE FROM cut_over_step WHERE cluster_id = ?", clusterId);
            for (int i = 0; i < wanted.steps().size(); i++) {
                insert(handle, clusterId, i, wanted.steps().get(i));
            }
        });
        return wanted;
    }

    private void insert(Handle handle, String clusterId, int ordinal, CutOverStep step) {
        handle.createUpdate("""
                INSERT INTO cut_over_step (cluster_id, ordinal, host_id, credential_id, step)
                VALUES (:cluster, :ordinal, :host, :credential, CAST(:step AS jsonb))
                """)
                .bind("cluster", clusterId)
                .bind("ordinal", ordinal)
                .bind("host", step.hostId())
                .bind("credential", step.credentialId())
                .bind("step", write(step))
                .execute();
    }

    private CutOverStep read(String text) {
        try {
            return json.readValue(text, CutOverStep.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the store holds what is no cut-over step", broken);
        }
    }

    private String write(CutOverStep step) {
        try {
            return json.writeValueAsString(step);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot be written as JSON: " + step.getClass(), impossible);
        }
    }
}
