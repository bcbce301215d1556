-- The step behind which a job only goes forward, and when it was attempted.
ALTER TABLE job ADD COLUMN point_of_no_return text, ADD COLUMN no_return_at timestamptz;
