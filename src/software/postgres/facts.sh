#!/bin/sh
## Prints of PostgreSQL what is kept: rows and checksum of each table, sequences, roles, extensions, other objects.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$1"; }
{
  ask template1 <<'SQL'
select 'role.' || translate(rolname, ' ', '_'), concat_ws(':', rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
    (select string_agg(g.rolname, ',' order by g.rolname collate "C") from pg_auth_members m join pg_roles g on g.oid = m.roleid
      where m.member = r.oid and coalesce(g.rolvaliduntil, 'infinity') = 'infinity'))
  from pg_roles r where rolname !~ '^pg_' and coalesce(rolvaliduntil, 'infinity') = 'infinity';
SQL
  ask template1 <<'SQL' >"$work/databases"
select datname from pg_database where datallowconn and not datistemplate;
SQL
  while read -r database; do
    ask "$database" <<'SQL'
-- A sum does not depend on the order of rows.
select format('select %L, count(*) || '':'' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from only %I.%I t',
    'table.' || translate(current_database() || '.' || n.nspname || '.' || c.relname, ' ', '_'), n.nspname, c.relname)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' \gexec
select 'sequence.' || translate(current_database() || '.' || schemaname || '.' || sequencename, ' ', '_'), coalesce(last_value::text, 'new')
  from pg_sequences;
select 'extension.' || current_database() || '.' || extname, extversion from pg_extension;
select 'publication.' || current_database() || '.' || pubname, puballtables from pg_publication;
select 'objects.' || current_database() || '.' || kind, count(*) from (
    select relkind::text as kind, relnamespace as at from pg_class where relkind not in ('r', 'S', 't')
    union all select 'function', pronamespace from pg_proc
    union all select 'constraint', connamespace from pg_constraint
    union all select 'trigger', c.relnamespace from pg_trigger t join pg_class c on c.oid = t.tgrelid where not tgisinternal
  ) o join pg_namespace n on n.oid = at where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' group by kind;
SQL
  done <"$work/databases"
} >"$work/facts"
LC_ALL=C sort "$work/facts"
