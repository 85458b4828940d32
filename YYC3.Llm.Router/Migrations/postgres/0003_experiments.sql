-- Experiments of the whole installation. What an experiment tries is its definition, a JSON object. Times are UTC microseconds.
create table experiments (
    id text primary key,
    model text not null,
    status text not null,
    definition text not null,
    winner text,
    reason text,
    created_at bigint not null,
    started_at bigint,
    ended_at bigint,
    revision bigint not null
);
create unique index experiments_one_running on experiments (model) where status = 'running';

-- What happened to an experiment, and why.
create table experiment_events (
    id text primary key,
    experiment_id text not null references experiments (id) on delete cascade,
    event text not null,
    detail text,
    at bigint not null
);
create index experiment_events_by_age on experiment_events (experiment_id, at, id);

-- Sufficient statistics: they add up, over time and over instances. 'unit_group' is the group that a unit is hashed into.
create table experiment_tallies (
    experiment_id text not null references experiments (id) on delete cascade,
    arm text not null,
    metric text not null,
    unit_group bigint not null,
    observations bigint not null,
    total double precision not null,
    total_of_squares double precision not null,
    primary key (experiment_id, arm, metric, unit_group)
);

-- For quantiles: observations by bin.
create table experiment_bins (
    experiment_id text not null references experiments (id) on delete cascade,
    arm text not null,
    metric text not null,
    bin bigint not null,
    observations bigint not null,
    primary key (experiment_id, arm, metric, bin)
);

-- What was written already, so that a batch whose commit was not heard of is not added twice. Kept for a day.
create table experiment_batches (
    id text primary key,
    at bigint not null
);

-- Which arm a call got, for the feedback that comes later. Kept for 30 days.
create table experiment_calls (
    tenant text not null,
    request_id text not null,
    completion_id text,
    experiment_id text not null references experiments (id) on delete cascade,
    arm text not null,
    unit_group bigint not null,
    at bigint not null,
    primary key (tenant, request_id)
);
create index experiment_calls_by_completion on experiment_calls (tenant, completion_id) where completion_id is not null;
create index experiment_calls_by_experiment on experiment_calls (experiment_id);
create index experiment_calls_by_age on experiment_calls (at);

-- What callers said of answers, also of those outside of experiments.
create table feedback (
    id text primary key,
    tenant text not null,
    request_id text not null,
    score double precision not null,
    previous_score double precision,
    label text,
    comment text,
    key_id text,
    user_id text,
    experiment_id text,
    arm text,
    unit_group bigint,
    created_at bigint not null,
    updated_at bigint not null,
    unique (tenant, request_id)
);
create index feedback_by_age on feedback (tenant, id);
create index feedback_by_experiment on feedback (experiment_id, id) where experiment_id is not null;
create index feedback_unmatched on feedback (created_at) where experiment_id is null;

-- The second lock beside the tenant in each statement: a connection sees the rows of the project that it was opened for ('*': all).
alter table experiment_calls enable row level security;
alter table experiment_calls force row level security;
create policy own_rows on experiment_calls
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table feedback enable row level security;
alter table feedback force row level security;
create policy own_rows on feedback
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
