-- Also for 9.6, which has no identity columns.
CREATE ROLE qstn LOGIN PASSWORD 'qstn-secret';
CREATE DATABASE qstn OWNER qstn;
\connect qstn
SET ROLE qstn;
CREATE TABLE answer (id bigserial PRIMARY KEY);
CREATE TABLE counted (id bigint PRIMARY KEY);
