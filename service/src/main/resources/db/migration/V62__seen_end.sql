-- Where the primary's WAL was last seen to end, and when: stays when nobody can look any more. With it a failover knows
-- what at least is missing.
ALTER TABLE lag_newest ADD COLUMN end_lsn pg_lsn, ADD COLUMN end_at timestamptz;
