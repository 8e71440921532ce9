set -eu
export PGOPTIONS=--client-min-messages=warning
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
  --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
alter role current_user password '<verifier of postgres-replica/password>';
select format('create role %I', 'postgres_exporter')
  where not exists (select from pg_roles where rolname = 'postgres_exporter') \gexec
alter role "postgres_exporter" login password '<verifier of postgres-exporter/password>';
grant "pg_monitor" to "postgres_exporter";
select format('create database %I owner %I', 'osint', 'researcher')
  where not exists (select from pg_database where datname = 'osint') \gexec
select 'kept role, not in the catalogue: ' || rolname
  from (select rolname from pg_roles where not rolsuper and rolname !~ '^pg_'
    and coalesce(nullif(rolvaliduntil, 'infinity'), '-infinity') < now()) as role where rolname <> all (array['postgres_exporter']::text[]) order by 1;
select 'kept database, not in the catalogue: ' || datname
  from pg_database where datname <> all (array['postgres', 'template0', 'template1', 'osint']::text[]) order by 1;
\connect "osint"
create extension if not exists "vector";
set client_min_messages = error;
select format('create subscription %I connection %L publication %I with (connect = false, slot_name = %L)',
    'postgres_replica', 'host=100.122.12.53 port=5432 dbname=osint user=postgres_replica passfile=/run/secrets/replication sslmode=verify-full sslrootcert=/run/secrets/authority.pem connect_timeout=5', 'osint', 'postgres_replica')
  where not exists (select from pg_subscription where subname = 'postgres_replica' and subdbid = (select oid from pg_database where datname = current_database())) \gexec
reset client_min_messages;
alter subscription "postgres_replica" connection 'host=100.122.12.53 port=5432 dbname=osint user=postgres_replica passfile=/run/secrets/replication sslmode=verify-full sslrootcert=/run/secrets/authority.pem connect_timeout=5';
select 'kept extension of osint, not in the catalogue: ' || extname
  from pg_extension where extname <> all (array['plpgsql', 'vector']::text[]) order by 1;
select 'kept publication of osint, not in the catalogue: ' || pubname
  from pg_publication where pubname <> all (array[]::text[]) order by 1;
select 'kept replication slot of osint, not in the catalogue: ' || slot_name
  from (select slot_name from pg_replication_slots
    where database = current_database() and slot_name !~ '^pg_[0-9]+_sync_') as slot where slot_name <> all (array[]::text[]) order by 1;
select 'kept subscription of osint, not in the catalogue: ' || subname
  from (select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())) as subscription where subname <> all (array['postgres_replica']::text[]) order by 1;
SQL
