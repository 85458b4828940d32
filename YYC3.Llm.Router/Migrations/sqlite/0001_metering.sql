-- What models cost: one usage record for each attempt, daily sums, the prices they were made by, budgets and limits. Times are UTC microseconds.
-- Costs are exact decimals (text: SQLite has no decimal type).
create table usage_records (
    id text primary key,
    instance text not null,
    sequence integer not null,
    request_id text not null,
    attempt integer not null,
    tenant text not null,
    key_id text not null,
    user_id text not null,
    conversation text,
    model text not null,
    deployment text not null,
    provider text not null,
    dialect text,
    operation text not null,
    started_at integer not null,
    duration integer not null,
    first_token integer,
    ended text not null,
    committed integer not null,
    input_uncached integer not null,
    cache_read integer not null,
    cache_write integer not null,
    cache_write_1h integer not null,
    output integer not null,
    reasoning integer not null,
    audio_input integer not null,
    audio_output integer not null,
    raw_usage text,
    estimated text,
    service_tier text,
    price_version text,
    cost text,
    currency text not null,
    warnings text
) strict;
create index usage_records_by_age on usage_records (started_at, id);
create index usage_records_by_tenant on usage_records (tenant, started_at, id);
create index usage_records_by_instance on usage_records (instance, sequence);
create index usage_records_by_request on usage_records (request_id);

-- Kept by the ingest, in the transaction that takes the records.
create table usage_days (
    day integer not null,
    tenant text not null,
    key_id text not null,
    user_id text not null,
    model text not null,
    deployment text not null,
    operation text not null,
    currency text not null,
    requests integer not null,
    failures integer not null,
    estimated integer not null,
    unpriced integer not null,
    input_uncached integer not null,
    cache_read integer not null,
    cache_write integer not null,
    output integer not null,
    reasoning integer not null,
    audio_input integer not null,
    audio_output integer not null,
    cost text not null,
    primary key (day, tenant, key_id, user_id, model, deployment, operation, currency)
) strict;

-- What bills were made by; the version is the hash of the price, so a row never changes.
create table price_versions (
    version text primary key,
    price text not null
) strict;

-- Outboxes that are closed: what they numbered, and what of it is missing.
create table outbox_instances (
    instance text primary key,
    issued integer not null,
    lost integer not null,
    dropped integer not null,
    cut_off integer not null,
    closed_at integer not null
) strict;

create table budgets (
    id text primary key,
    tenant text not null,
    scope text not null,
    subject text not null,
    amount text not null,
    currency text not null,
    period text not null,
    created_at integer not null
) strict;
create index budgets_by_age on budgets (created_at, id);

-- What is spent of a budget in a period; what instances hold of it besides is in budget_leases.
create table budget_periods (
    budget_id text not null,
    tenant text not null,
    period_start integer not null,
    spent text not null,
    primary key (budget_id, period_start)
) strict;

create table budget_leases (
    budget_id text not null,
    tenant text not null,
    period_start integer not null,
    instance text not null,
    granted text not null,
    used text not null,
    expires_at integer not null,
    primary key (budget_id, period_start, instance)
) strict;

create table limits (
    id text primary key,
    tenant text not null,
    scope text not null,
    subject text not null,
    requests_per_minute integer,
    tokens_per_minute integer,
    created_at integer not null
) strict;
create index limits_by_age on limits (created_at, id);
