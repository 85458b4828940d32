-- The ledger takes a record for every attempt, and pays for each index with each of them. Two records of one microsecond are rare enough to be sorted.
drop index usage_records_by_age;
drop index usage_records_by_tenant;
drop index usage_records_by_instance;
create index usage_records_by_age on usage_records (started_at);
create index usage_records_by_tenant on usage_records (tenant, started_at);

-- How many records each outbox has brought, counted where they are taken.
create table outbox_holdings (
    instance text primary key,
    records integer not null
) strict;
insert into outbox_holdings select instance, count(*) from usage_records group by instance;
