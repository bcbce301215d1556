CREATE TABLE job (
    id              text PRIMARY KEY,
    type            text NOT NULL,
    -- What is changed. A row that belongs to a removed cluster or host goes with it.
    cluster_id      text REFERENCES cluster ON DELETE CASCADE,
    host_id         text REFERENCES host ON DELETE CASCADE,
    request         jsonb NOT NULL,
    dry_run         boolean NOT NULL DEFAULT false,
    state           text NOT NULL DEFAULT 'PENDING',
    outcome         text,
    -- FORWARD until something failed, then UNDOING: whoever takes over goes on in the same direction.
    direction       text NOT NULL DEFAULT 'FORWARD',
    cancel_asked    boolean NOT NULL DEFAULT false,
    created_by      text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    ended_at        timestamptz,
    progress        jsonb,
    warnings        jsonb NOT NULL DEFAULT '[]',
    error           jsonb,
    result          jsonb,
    undo_of         text REFERENCES job ON DELETE CASCADE,
    retry_of        text REFERENCES job ON DELETE CASCADE,
    -- The number that the owner shows to every host before it writes. Larger for each new owner.
    fence           bigint NOT NULL DEFAULT 0
);

-- One job changes a cluster at a time.
CREATE UNIQUE INDEX job_one_change_per_cluster ON job (cluster_id)
    WHERE NOT dry_run AND state IN ('PENDING', 'RUNNING', 'CANCELLING');
CREATE INDEX job_newest ON job (created_at DESC, id DESC);

CREATE TABLE job_step (
    job_id      text NOT NULL REFERENCES job ON DELETE CASCADE,
    ordinal     integer NOT NULL,
    name        text NOT NULL,
    side        text NOT NULL,
    host        text NOT NULL,
    state       text NOT NULL,
    summary     text,
    started_at  timestamptz,
    ended_at    timestamptz,
    PRIMARY KEY (job_id, name)
);

CREATE TABLE job_change (
    job_id   text NOT NULL REFERENCES job ON DELETE CASCADE,
    ordinal  integer NOT NULL,
    step     text NOT NULL,
    change   jsonb NOT NULL,
    effects  jsonb NOT NULL,
    -- INTENDED is written before the host is touched: the change may or may not have happened.
    state    text NOT NULL,
    remark   text,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, ordinal)
);

CREATE TABLE job_event (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id  text NOT NULL REFERENCES job ON DELETE CASCADE,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    type    text NOT NULL,
    step    text,
    data    jsonb NOT NULL
);
CREATE INDEX job_event_of_job ON job_event (job_id, id);

-- db-scheduler's own table, as its documentation gives it for PostgreSQL.
CREATE TABLE scheduled_tasks (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_due ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_heartbeat ON scheduled_tasks (last_heartbeat);
