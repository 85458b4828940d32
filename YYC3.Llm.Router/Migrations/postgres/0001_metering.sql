-- What models cost: one usage record for each attempt, daily sums, the prices they were made by, budgets and limits. Times are UTC microseconds.
-- Costs are exact decimals.
create table usage_records (
    id text primary key,
    instance text not null,
    sequence bigint not null,
    request_id text not null,
    attempt bigint not null,
    tenant text not null,
    key_id text not null,
    user_id text not null,
    conversation text,
    model text not null,
    deployment text not null,
    provider text not null,
    dialect text,
    operation text not null,
    started_at bigint not null,
    duration bigint not null,
    first_token bigint,
    ended text not null,
    committed bigint not null,
    input_uncached bigint not null,
    cache_read bigint not null,
    cache_write bigint not null,
    cache_write_1h bigint not null,
    output bigint not null,
    reasoning bigint not null,
    audio_input bigint not null,
    audio_output bigint not null,
    raw_usage text,
    estimated text,
    service_tier text,
    price_version text,
    cost numeric,
    currency text not null,
    warnings text
);
create index usage_records_by_age on usage_records (started_at, id);
create index usage_records_by_tenant on usage_records (tenant, started_at, id);
create index usage_records_by_instance on usage_records (instance, sequence);
create index usage_records_by_request on usage_records (request_id);

-- Kept by the ingest, in the transaction that takes the records.
create table usage_days (
    day bigint not null,
    tenant text not null,
    key_id text not null,
    user_id text not null,
    model text not null,
    deployment text not null,
    operation text not null,
    currency text not null,
    requests bigint not null,
    failures bigint not null,
    estimated bigint not null,
    unpriced bigint not null,
    input_uncached bigint not null,
    cache_read bigint not null,
    cache_write bigint not null,
    output bigint not null,
    reasoning bigint not null,
    audio_input bigint not null,
    audio_output bigint not null,
    cost numeric not null,
    primary key (day, tenant, key_id, user_id, model, deployment, operation, currency)
);

-- What bills were made by; the version is the hash of the price, so a row never changes.
create table price_versions (
    version text primary key,
    price text not null
);

-- Outboxes that are closed: what they numbered, and what of it is missing.
create table outbox_instances (
    instance text primary key,
    issued bigint not null,
    lost bigint not null,
    dropped bigint not null,
    cut_off bigint not null,
    closed_at bigint not null
);

create table budgets (
    id text primary key,
    tenant text not null,
    scope text not null,
    subject text not null,
    amount numeric not null,
    currency text not null,
    period text not null,
    created_at bigint not null
);
create index budgets_by_age on budgets (created_at, id);

-- What is spent of a budget in a period; what instances hold of it besides is in budget_leases.
create table budget_periods (
    budget_id text not null,
    tenant text not null,
    period_start bigint not null,
    spent numeric not null,
    primary key (budget_id, period_start)
);

create table budget_leases (
    budget_id text not null,
    tenant text not null,
    period_start bigint not null,
    instance text not null,
    granted numeric not null,
    used numeric not null,
    expires_at bigint not null,
    primary key (budget_id, period_start, instance)
);

create table limits (
    id text primary key,
    tenant text not null,
    scope text not null,
    subject text not null,
    requests_per_minute bigint,
    tokens_per_minute bigint,
    created_at bigint not null
);
create index limits_by_age on limits (created_at, id);

alter table usage_records enable row level security;
alter table usage_records force row level security;
create policy own_rows on usage_records
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table usage_days enable row level security;
alter table usage_days force row level security;
create policy own_rows on usage_days
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table budgets enable row level security;
alter table budgets force row level security;
create policy own_rows on budgets
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table budget_periods enable row level security;
alter table budget_periods force row level security;
create policy own_rows on budget_periods
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table budget_leases enable row level security;
alter table budget_leases force row level security;
create policy own_rows on budget_leases
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table limits enable row level security;
alter table limits force row level security;
create policy own_rows on limits
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
