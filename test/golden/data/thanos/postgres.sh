set -eu
export PGOPTIONS=--client-min-messages=warning
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
  --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
alter role current_user password '<verifier of postgres/password>';
select format('create role %I', 'airflow')
  where not exists (select from pg_roles where rolname = 'airflow') \gexec
select format('create role %I', 'auto_recovery')
  where not exists (select from pg_roles where rolname = 'auto_recovery') \gexec
select format('create role %I', 'osint_reader')
  where not exists (select from pg_roles where rolname = 'osint_reader') \gexec
select format('create role %I', 'osint_writer')
  where not exists (select from pg_roles where rolname = 'osint_writer') \gexec
select format('create role %I', 'postgres_replica')
  where not exists (select from pg_roles where rolname = 'postgres_replica') \gexec
alter role "postgres_replica" login replication password '<verifier of postgres-replica/replication>';
grant "pg_read_all_data" to "postgres_replica";
select format('create role %I', 'postgres_wal')
  where not exists (select from pg_roles where rolname = 'postgres_wal') \gexec
alter role "postgres_wal" login replication password '<verifier of postgres-wal/replication>';
select format('create role %I', 'postgres_exporter')
  where not exists (select from pg_roles where rolname = 'postgres_exporter') \gexec
alter role "postgres_exporter" login password '<verifier of postgres-exporter/password>';
grant "pg_monitor" to "postgres_exporter";
select format('create role %I', 'vault_admin')
  where not exists (select from pg_roles where rolname = 'vault_admin') \gexec
alter role "vault_admin" login createrole password '<verifier of postgres/vault-admin>';
grant "pg_signal_backend" to "vault_admin";
grant "osint_reader" to "vault_admin" with admin true, inherit false, set false;
grant "osint_writer" to "vault_admin" with admin true, inherit false, set false;
select format('create database %I owner %I', 'osint', 'researcher')
  where not exists (select from pg_database where datname = 'osint') \gexec
select format('create database %I owner %I', 'airflow', 'airflow')
  where not exists (select from pg_database where datname = 'airflow') \gexec
select format('create database %I owner %I', 'auto_recovery', 'auto_recovery')
  where not exists (select from pg_database where datname = 'auto_recovery') \gexec
select 'kept role, not in the catalogue: ' || rolname
  from (select rolname from pg_roles where not rolsuper and rolname !~ '^pg_'
    and coalesce(nullif(rolvaliduntil, 'infinity'), '-infinity') < now()) as role where rolname <> all (array['airflow', 'auto_recovery', 'osint_reader', 'osint_writer', 'postgres_replica', 'postgres_wal', 'postgres_exporter', 'vault_admin']::text[]) order by 1;
select 'kept database, not in the catalogue: ' || datname
  from pg_database where datname <> all (array['postgres', 'template0', 'template1', 'osint', 'airflow', 'auto_recovery']::text[]) order by 1;
\connect "osint"
create extension if not exists "vector";
select format('grant usage on schema %I to "osint_reader"', nspname),
    format('grant select on all tables in schema %I to "osint_reader"', nspname)
  from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' \gexec
alter default privileges for role "researcher", current_user grant usage on schemas to "osint_reader";
alter default privileges for role "researcher", current_user grant select on tables to "osint_reader";
select format('grant usage on schema %I to "osint_writer"', nspname),
    format('grant select, insert, update, delete on all tables in schema %I to "osint_writer"', nspname),
    format('grant usage on all sequences in schema %I to "osint_writer"', nspname)
  from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' \gexec
alter default privileges for role "researcher", current_user grant usage on schemas to "osint_writer";
alter default privileges for role "researcher", current_user grant select, insert, update, delete on tables to "osint_writer";
alter default privileges for role "researcher", current_user grant usage on sequences to "osint_writer";
select format('create publication %I for all tables', 'osint')
  where not exists (select from pg_publication where pubname = 'osint') \gexec
do $$ begin
  if not exists (select from pg_replication_slots where slot_name = 'postgres_replica') then
    perform pg_create_logical_replication_slot('postgres_replica', 'pgoutput');
  end if;
end $$;
select 'kept extension of osint, not in the catalogue: ' || extname
  from pg_extension where extname <> all (array['plpgsql', 'vector']::text[]) order by 1;
select 'kept publication of osint, not in the catalogue: ' || pubname
  from pg_publication where pubname <> all (array['osint']::text[]) order by 1;
select 'kept replication slot of osint, not in the catalogue: ' || slot_name
  from (select slot_name from pg_replication_slots
    where database = current_database() and slot_name !~ '^pg_[0-9]+_sync_') as slot where slot_name <> all (array['postgres_replica']::text[]) order by 1;
select 'kept subscription of osint, not in the catalogue: ' || subname
  from (select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())) as subscription where subname <> all (array[]::text[]) order by 1;
\connect "airflow"
select 'kept extension of airflow, not in the catalogue: ' || extname
  from pg_extension where extname <> all (array['plpgsql']::text[]) order by 1;
select 'kept publication of airflow, not in the catalogue: ' || pubname
  from pg_publication where pubname <> all (array[]::text[]) order by 1;
select 'kept replication slot of airflow, not in the catalogue: ' || slot_name
  from (select slot_name from pg_replication_slots
    where database = current_database() and slot_name !~ '^pg_[0-9]+_sync_') as slot where slot_name <> all (array[]::text[]) order by 1;
select 'kept subscription of airflow, not in the catalogue: ' || subname
  from (select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())) as subscription where subname <> all (array[]::text[]) order by 1;
\connect "auto_recovery"
select 'kept extension of auto_recovery, not in the catalogue: ' || extname
  from pg_extension where extname <> all (array['plpgsql']::text[]) order by 1;
select 'kept publication of auto_recovery, not in the catalogue: ' || pubname
  from pg_publication where pubname <> all (array[]::text[]) order by 1;
select 'kept replication slot of auto_recovery, not in the catalogue: ' || slot_name
  from (select slot_name from pg_replication_slots
    where database = current_database() and slot_name !~ '^pg_[0-9]+_sync_') as slot where slot_name <> all (array[]::text[]) order by 1;
select 'kept subscription of auto_recovery, not in the catalogue: ' || subname
  from (select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())) as subscription where subname <> all (array[]::text[]) order by 1;
SQL
