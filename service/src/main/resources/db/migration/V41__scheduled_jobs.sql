-- A job of the state SCHEDULED waits for this time. It is in no other job's way: the index of V40 leaves it out.
ALTER TABLE job ADD COLUMN scheduled_at timestamptz;
