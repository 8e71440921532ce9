#!/bin/sh
## Makes a logical replica of the database $1 a server of its own, which takes writes; may run again.
set -eu
# A way back that was begun has left the database without writes.
export PGOPTIONS='--client-min-messages=warning --default-transaction-read-only=off'
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$1" <<'SQL'
-- In one piece: what follows beside the server would enable it again. The slot stays where it is: that server may be gone.
begin;
select format('alter subscription %1$I disable', subname), format('alter subscription %1$I set (slot_name = none)', subname),
    format('drop subscription %1$I', subname)
  from pg_subscription where subdbid = (select oid from pg_database where datname = current_database()) \gexec
commit;
-- Values of sequences do not travel. Some past the greatest that has arrived were drawn and lost: the margin keeps clear of them.
do $$
declare
  owned record;
  used bigint;
begin
  for owned in
    select s.oid::regclass as name, t.oid::regclass as held, a.attname, q.seqincrement as step, q.seqmin, q.seqmax
      from pg_sequence q join pg_class s on s.oid = q.seqrelid
        join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i')
          and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
        join pg_class t on t.oid = d.refobjid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
  loop
    execute format('select %s(%I)::bigint from %s', case when owned.step > 0 then 'max' else 'min' end, owned.attname, owned.held)
      into used;
    if used is null then continue; end if;
    used := least(greatest(used::numeric + owned.step::numeric * __margin__, owned.seqmin), owned.seqmax);
    execute format('select setval(%L, %L) where (select not is_called or (%L::bigint - last_value) * %s > 0 from %s)',
      owned.name, used, used, sign(owned.step), owned.name);
  end loop;
end $$;
select format('alter database %I reset default_transaction_read_only', current_database()) \gexec
-- Nobody knows how far these were.
select 'sequence ' || s.oid::regclass || ' belongs to no column'
  from pg_class s where s.relkind = 'S' and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i', 'e')
      and d.refobjsubid > 0)
  order by 1;
SQL
