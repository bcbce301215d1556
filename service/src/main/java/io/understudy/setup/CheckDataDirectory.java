package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.setup.DataDirectory.Database;
import io.understudy.setup.DataDirectory.Server;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// Nothing that anybody may miss is where the standby's data shall be, or the request says what becomes of it.
///
/// In the order of the questions: what runs is only given up when the package made it and nobody has used it; what was
/// stopped has to be named when it is another database; everything else is moved aside, or left to a person.
final class CheckDataDirectory implements PreflightCheck {
    private static final String LIMIT = "empty, this cluster's standby, or allowed to be put away";

    private final SetupSpec spec;

    CheckDataDirectory(SetupSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return "check-data-directory";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(finding(spec, DataDirectory.read(target.standby())));
    }

    static Finding finding(SetupSpec spec, DataDirectory found) {
        if (found.content().vacant()) {
            return Finding.ok(found.path() + " is free", LIMIT);
        }
        if (found.isStandbyOf(spec.systemIdentifier())) {
            return Finding.ok(found.path() + " holds this cluster's standby", LIMIT);
        }
        if (found.server().filter(server -> !server.pristine()).isPresent()) {
            return inUse(found, found.server().get());
        }
        if (spec.existingData() == ExistingData.REFUSE) {
            return notEmpty(found, "the request wants no existing data to be touched (existingData: REFUSE)");
        }
        if (found.mountPoint()) {
            return notEmpty(found, "it is a mount point, which cannot be renamed; empty it, or mount above it");
        }
        if (found.server().isPresent()) {
            return Finding.ok(found.path() + " holds the unused instance that the package made", LIMIT);
        }
        return found.database().map(database -> stopped(spec, found, database)).orElseGet(() -> foreign(spec, found));
    }

    private static Finding inUse(DataDirectory found, Server server) {
        return Finding.blocking(
                ProblemType.DATA_DIRECTORY_IN_USE,
                "a running server on port %d in %s".formatted(server.port(), found.path()),
                LIMIT,
                "it holds databases, roles, slots or open sessions, or could not be asked; it is not touched");
    }

    private static Finding stopped(SetupSpec spec, DataDirectory found, Database database) {
        String identifier = database.systemIdentifier().orElse("");
        if (identifier.isEmpty()) {
            return foreign(spec, found);
        }
        if (spec.existingSystemIdentifier().filter(identifier::equals).isPresent()) {
            return Finding.ok(
                    "%s holds the database %s, as the request says".formatted(found.path(), identifier), LIMIT);
        }
        String name = "send existingSystemIdentifier: \"%s\" to have it put away".formatted(identifier);
        if (!identifier.equals(spec.systemIdentifier())) {
            return notEmpty(found, "it holds another database, which is stopped; " + name);
        }
        return spec.existingData() == ExistingData.DELETE
                ? notEmpty(found, "it holds this cluster's database as a primary, which is stopped; " + name)
                : Finding.warning(
                        ProblemType.DATA_DIRECTORY_NOT_EMPTY,
                        found.path() + " holds this cluster's database as a primary, which is stopped",
                        LIMIT,
                        "it is moved aside: it may hold what the primary of today never got");
    }

    /// Files of somebody else, or a data directory without a control file, such as a copy that was broken off.
    private static Finding foreign(SetupSpec spec, DataDirectory found) {
        return spec.existingData() == ExistingData.DELETE
                ? notEmpty(
                        found, "it holds no whole data directory of PostgreSQL, and such files are moved aside at most")
                : Finding.ok(found.path() + " holds no whole data directory; it is moved aside", LIMIT);
    }

    private static Finding notEmpty(DataDirectory found, String detail) {
        return Finding.blocking(ProblemType.DATA_DIRECTORY_NOT_EMPTY, found.path() + " is not empty", LIMIT, detail);
    }
}
