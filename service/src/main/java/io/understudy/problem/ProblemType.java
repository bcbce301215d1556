package io.understudy.problem;

import java.util.Locale;

/// The closed list of what can go wrong. A code never changes its meaning; each has a page in
/// `docs/reference/problems`.
/// The status is that of an answer given at once. A failed job answers 200 and carries the problem inside.
public enum ProblemType {
    // The request
    VALIDATION_FAILED(
            400, "The request has invalid fields", "Correct the fields named in errors and send the request again."),
    MALFORMED_JSON(400, "The body is not JSON of the expected shape", "Correct the body at the place named in errors."),
    UNKNOWN_FIELD(400, "The body has an unknown field", "Remove or correct the field named in errors."),
    INVALID_CURSOR(400, "The cursor is not from this listing", "Start again without a cursor."),
    UNAUTHENTICATED(401, "No valid token was sent", "Send a valid token as Authorization: Bearer."),
    FORBIDDEN(403, "The token's role is not enough", "Use a token of the role that this operation needs."),
    NOT_FOUND(
            404,
            "There is no such thing",
            "Check the address and the id in it; list the collection to see what exists."),
    METHOD_NOT_ALLOWED(
            405, "This address does not know the method", "See the API document for the methods of this address."),
    NOT_ACCEPTABLE(406, "None of the accepted media types can be given", "Accept application/json."),
    PAYLOAD_TOO_LARGE(413, "The body is too large", "Send a smaller body."),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has the wrong media type", "Send application/json."),
    NAME_TAKEN(409, "The name is taken", "Choose another name, or use what already has it."),
    IN_USE(409, "Something still uses this", "Remove what uses it first."),
    PRECONDITION_FAILED(
            412, "The thing has changed since it was read", "Read it again and repeat the change with its new ETag."),
    PRECONDITION_REQUIRED(428, "If-Match is missing", "Read the thing and send its ETag as If-Match."),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used with another body", "Use a new key for a new request."),
    IDEMPOTENCY_KEY_IN_FLIGHT(
            409, "A request with this Idempotency-Key is under way", "Wait a moment and send the request again."),
    INTERNAL_ERROR(500, "The service failed", "Look for the instance id in the service's log and report it."),
    STORE_UNAVAILABLE(
            503, "The service cannot reach its store", "Send the request again; start the store if it stays away."),

    // Hosts and SSH
    HOST_UNREACHABLE(502, "The host cannot be reached", "Check address, port, network and that sshd is running."),
    HOST_KEY_UNKNOWN(
            409, "No host key is trusted yet", "Compare the scanned fingerprint with the host's own, then trust it."),
    HOST_KEY_NOT_SHOWN(
            409,
            "The host shows no key with this fingerprint",
            "Compare the fingerprint with one that was read on the host itself, and with those in `scanned`."),
    HOST_KEY_CHANGED(
            409,
            "The host shows another key than the trusted one",
            "Find out why the key changed before trusting the new one."),
    SSH_AUTHENTICATION_REFUSED(502, "The host refused the login", "Check the user and the credential."),
    SUDO_PASSWORD_NEEDED(
            502,
            "sudo wants another password",
            "Give the host a sudo credential with the right password, or the login user a rule with NOPASSWD."),
    SUDO_DENIED(502, "sudo was refused", "Give the login user the sudo right for the command named."),
    REMOTE_COMMAND_FAILED(502, "A command on the host failed", "Read what the command said, correct it and retry."),
    REMOTE_COMMAND_TIMED_OUT(504, "A command on the host did not end in time", "Check the load of the host and retry."),
    FENCED(
            409,
            "Another replica of the service has taken this work over",
            "Nothing: the other replica goes on with it."),

    // PostgreSQL
    POSTGRES_NOT_FOUND(
            409, "PostgreSQL was not found on the host", "Install PostgreSQL of the primary's major version."),
    VERSION_MISMATCH(
            409, "The PostgreSQL major versions differ", "Install the primary's major version on the standby's host."),
    ARCHITECTURE_MISMATCH(409, "The architectures differ", "Choose a host of the primary's architecture."),
    LOCALE_MISMATCH(409, "The locale or its provider differs", "Install the primary's locales on the standby's host."),
    PORT_IN_USE(409, "The port is taken", "Choose another port or free it."),
    DATA_DIRECTORY_IN_USE(
            409, "A running server uses the data directory", "Choose another directory, or stop that server yourself."),
    DATA_DIRECTORY_NOT_EMPTY(
            409,
            "The data directory is not empty",
            "Do what the detail says, choose another instance, or clear the place yourself."),
    INSTANCE_ELSEWHERE(
            409,
            "An instance of that name keeps its data elsewhere",
            "Choose another instance name, or remove that instance's configuration."),
    SAME_INSTANCE(409, "Primary and standby are the same instance", "Choose another host or another data directory."),
    DISK_TOO_SMALL(409, "The disk is too small for the copy", "Free space or choose a larger disk."),
    DISK_FULL(409, "The disk is full", "Free space and retry."),
    PRIMARY_RESTART_NOT_ALLOWED(
            409,
            "The primary must restart, and the request does not allow it",
            "Send allowPrimaryRestart: true when a restart is acceptable."),
    HBA_REJECTS_REPLICATION(
            409, "pg_hba.conf rejects the standby's connection", "Look at the rule named, above the managed block."),
    REPLICATION_CONNECTION_FAILED(
            409, "The standby cannot connect to the primary", "Check network, firewall and listen_addresses."),
    REPLICATION_ROLE_IN_USE(409, "The replication role exists and is not ours", "Choose another role name."),
    SLOT_IN_USE(409, "The replication slot is used by another standby", "Choose another slot name."),
    NO_FREE_SLOT(409, "No replication slot is free", "Raise max_replication_slots or drop an unused slot."),
    NO_FREE_WALSENDER(409, "No walsender is free", "Raise max_wal_senders or stop an unused one."),
    TABLESPACE_UNSUPPORTED(
            409, "The cluster has tablespaces that have no place", "Move what they hold to pg_default and drop them."),
    NOT_A_PRIMARY(
            409, "The instance is not a primary", "Find out which instance is the primary now, and adopt that one."),
    UNSAFE_SETTINGS(
            409, "A crash can damage the primary's data", "Set fsync and full_page_writes to on at the primary."),
    ARCHIVE_DIRECTORY_UNUSABLE(
            409,
            "The directory cannot be the archive",
            "Choose another directory for the archive, or correct what is named."),
    CRON_NOT_FOUND(409, "cron was not found on the host", "Install cron, which removes old segments from the archive."),
    CLOCK_SKEW(409, "The clocks differ too much", "Set the clocks with NTP."),
    BASE_BACKUP_FAILED(500, "The base backup failed", "Read what pg_basebackup said, correct it and retry."),
    STANDBY_START_FAILED(500, "The standby did not start", "Read the standby's log lines in the problem and retry."),
    NOT_STREAMING(
            500, "The standby does not stream", "Read the states in the problem; check the network and the slot."),
    POSTGRES_UNAVAILABLE(502, "PostgreSQL does not answer", "Start the instance, read its log, and retry."),
    SQL_FAILED(502, "PostgreSQL refused a statement", "Read what PostgreSQL said, correct it and retry."),
    SYSTEM_IDENTIFIER_MISMATCH(
            409,
            "It is another database than expected",
            "Check the host's address and port; nothing of the other database was touched."),
    HBA_FILE_BROKEN(409, "pg_hba.conf has a mistake", "Correct the line named; the server would not load the file."),
    CONF_D_NOT_INCLUDED(
            409, "postgresql.conf does not include conf.d", "Add the line include_dir = 'conf.d' to postgresql.conf."),
    STEP_NOT_SETTLED(
            500,
            "A step was done and is not in place",
            "Read what is still to do; look for something else that changes it back."),
    PREFLIGHT_FAILED(412, "The preflight found obstacles", "Remove every obstacle listed in errors and retry."),

    // Clusters
    CLUSTER_EXISTS(409, "The database is a cluster already", "Use the cluster named in clusterId."),
    INSTANCE_NOT_FOUND(
            409, "The instance was not found on the host", "Name one of the instances that a probe of the host shows."),
    INSTANCE_NOT_RUNNING(409, "The instance does not run", "Start it, then send the request again."),
    INSTANCE_UNSUPPORTED(
            409,
            "The instance is not one that can be worked on",
            "Only instances of 9.6 or newer with plain names and paths, in Debian's layout, can be worked on."),
    INSTANCE_AMBIGUOUS(409, "Several instances have this name", "Send the port of the one that is meant."),
    PRIMARY_DOWN(409, "The primary does not run", "Start it, or let a standby take over."),
    NO_PRIMARY(
            409,
            "No node takes writes",
            "Find out who put the primary into recovery; promote the node that has all the rows."),
    TWO_PRIMARIES(
            409,
            "More than one node takes writes",
            "Stop writes at once, find out which node has the rows that count, and stop the other."),
    ROLE_CHANGED(
            409,
            "A node has another role than the one it was given",
            "If it was promoted by hand, forget this cluster and adopt it again from its new primary."),
    STANDBY_DOWN(409, "A standby does not run", "Read its log and start it."),
    STANDBY_NOT_STREAMING(
            409,
            "A standby does not stream from the primary",
            "Read the standby's log; check the network, pg_hba.conf and the slot."),
    SLOT_MISSING(
            409,
            "The primary lacks a standby's slot",
            "Run the replication setup of this standby again; it makes the slot anew."),
    LAG_HIGH(
            409,
            "A standby is too far behind",
            "See its state and rates in the lag; raise the thresholds if this is usual."),
    REPLAY_PAUSED(409, "Replay is paused on a standby", "Resume it, once whoever paused it agrees."),
    SLOT_LOST(
            409,
            "The WAL that a standby needs is gone",
            "Copy the standby anew; give max_slot_wal_keep_size more room."),
    ARCHIVE_FAILING(
            409,
            "The primary cannot archive its WAL",
            "Read the primary's log for what archive_command said; look at the archive's space and rights."),
    SLOT_INACTIVE(
            409,
            "Nobody uses a standby's slot, and the primary keeps WAL for it",
            "Bring the standby back, or drop the slot before the primary's disk fills up."),
    TIMELINE_MISMATCH(
            409,
            "A standby is on another timeline than the primary",
            "Let it follow the latest timeline; if it went its own way, make it anew from the primary."),

    // Promotions
    PRIMARY_CHANGED(
            412,
            "Another node is the primary",
            "Look at the cluster, and send the request with the primary it has now."),
    NO_FIT_CANDIDATE(
            409, "It is not clear which standby is meant", "Name one of the cluster's standbys in targetNodeId."),
    LAG_TOO_LARGE(409, "The standby is too far behind", "Wait until it has caught up, or allow more in maxLagBytes."),
    SETTINGS_UNFIT(
            409,
            "A server's settings do not fit its new part",
            "Change the setting named, restart that server if it needs it, and retry."),
    SYNCHRONOUS_STANDBY_MISSING(
            409,
            "Commits would wait for a standby that there is not",
            "Correct synchronous_standby_names on the standby that is to be promoted."),
    ARCHIVE_BACKLOG(
            409, "The primary's archive does not keep up", "Repair archive_command, and wait until it has caught up."),
    LONG_TRANSACTION(409, "A long transaction is under way", "Let it end first, if its work shall not be lost."),
    OTHER_WALSENDER(
            409,
            "Somebody outside the cluster streams from the primary",
            "Stop that reader, and point it to the new primary afterwards."),
    CLIENTS_REJECTED(
            409,
            "The new primary would not let a client in",
            "Add a line for that client to pg_hba.conf of the standby that is to be promoted, and reload it."),
    LOGICAL_SLOT_LOST(
            409, "A logical slot does not move to the new primary", "Make it anew there before its readers go on."),
    PRIMARY_NOT_STOPPED(
            500,
            "The old primary was not stopped in order",
            "Read its log; a promotion now could lose rows. It has been started again if that was possible."),
    TARGET_BEHIND(
            500,
            "The standby did not get all that the primary had written",
            "Read the standby's log; the old primary has been started again."),
    PROMOTION_UNCONFIRMED(
            500,
            "Nobody knows whether the standby was promoted",
            "Find out whether it takes writes before you start any other primary."),
    OLD_PRIMARY_DIVERGED(
            409,
            "The old primary has gone its own way",
            "Do not start it as it is; make it a standby anew from the new primary."),
    PRIMARY_ALIVE(
            409,
            "The primary lives",
            "Ask for a switchover, which loses nothing; fail over only if it must not go on, and accept the risk."),
    FENCE_UNPROVED(
            409,
            "Nobody knows whether the old primary still takes writes",
            "Switch its host off or cut it off, then send acceptSplitBrainRisk: true."),
    DATA_LOSS_NOT_ACCEPTED(
            409,
            "The standby may lack commits, and the request does not accept that",
            "Read what is known to be missing and what is unknown; send acceptDataLoss and maxLossBytes if that may be lost."),
    DIVERGENCE_NOT_ACCEPTED(
            409,
            "The node has written what the primary never got",
            "Look at it first if it is worth it; send discardDivergent: true to give it up. Its WAL is kept aside."),
    COPY_NEEDED(
            409,
            "The node can neither be attached nor rewound",
            "Send copyAgain and discardDivergent: true to have the primary's data copied anew."),
    REWIND_FAILED(500, "pg_rewind failed", "Read what pg_rewind said; ask again, or for a new copy with copyAgain."),
    CUT_OVER_STEP_UNFIT(
            409,
            "A cut-over step does not fit its host",
            "Correct the step, or what it needs on its host; a request with its own cutOverSteps can leave it out."),
    CUT_OVER_STEP_FAILED(
            500,
            "A cut-over step failed",
            "Read what it said. Before the point of no return all is put back; behind it, do by hand what it was to do."),
    PAST_NO_RETURN(
            409, "The job is past its point of no return", "To go back, ask for a promotion in the other direction."),

    // Cut-over steps
    NAME_SERVER_UNREACHABLE(
            502, "The name server does not answer", "Look at the server's address, port and firewall, and retry."),
    DNS_UPDATE_REFUSED(
            409,
            "The name server refuses",
            "Look at the key, its name and algorithm, and at what the zone lets it change; the clocks must agree."),
    DNS_RECORD_CHANGED(
            409,
            "Somebody else changed the record",
            "Find out who changes it, put right what it should be, and retry."),
    ADDRESS_NOT_ALLOWED(
            409,
            "The address is not open to calls",
            "Call a public address, or have the operator of the service allow this one in understudy.http-call.allow."),
    HTTP_CALL_FAILED(502, "The HTTP call failed", "Find out whether the other side acted, look at its log, and retry."),
    PGBOUNCER_FAILED(
            502, "pgbouncer does not do what it was asked", "Read what pgbouncer said; see that it runs, and retry."),

    // Jobs
    JOB_CONFLICT(
            409, "Another job is changing this cluster", "Wait for the job named in conflictingJobId, or cancel it."),
    SCHEDULE_MISSED(
            409, "The job could not begin at its time", "Nothing was touched. Ask again, at once or for another time."),
    JOB_NOT_CANCELLABLE(409, "The job cannot be cancelled now", "Wait for its end."),
    NOTHING_TO_UNDO(409, "The job left no change", "Nothing: there is nothing to take back."),
    PLAN_STALE(409, "The plan no longer fits", "Make a new plan and review what differs.");

    private final int status;
    private final String title;
    private final String remedy;

    ProblemType(int status, String title, String remedy) {
        this.status = status;
        this.title = title;
        this.remedy = remedy;
    }

    /// The stable name, as in the wire field `code`.
    public String code() {
        return name();
    }

    /// The wire field `type`, for example `/problems/host-unreachable`.
    public String uri() {
        return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String title() {
        return title;
    }

    /// HTTP status of an answer that is this problem.
    public int status() {
        return status;
    }

    /// Whether the same request may succeed later without being changed.
    public boolean retryable() {
        return switch (this) {
            case HOST_UNREACHABLE,
                    REMOTE_COMMAND_TIMED_OUT,
                    IDEMPOTENCY_KEY_IN_FLIGHT,
                    JOB_CONFLICT,
                    INTERNAL_ERROR,
                    STORE_UNAVAILABLE -> true;
            default -> false;
        };
    }

    /// One sentence for a person: what to do next.
    public String remedy() {
        return remedy;
    }
}
