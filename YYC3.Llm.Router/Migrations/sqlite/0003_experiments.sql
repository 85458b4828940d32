-- Experiments of the whole installation. What an experiment tries is its definition, a JSON object. Times are UTC microseconds.
create table experiments (
    id text primary key,
    model text not null,
    status text not null,
    definition text not null,
    winner text,
    reason text,
    created_at integer not null,
    started_at integer,
    ended_at integer,
    revision integer not null
) strict;
create unique index experiments_one_running on experiments (model) where status = 'running';

-- What happened to an experiment, and why.
create table experiment_events (
    id text primary key,
    experiment_id text not null references experiments (id) on delete cascade,
    event text not null,
    detail text,
    at integer not null
) strict;
create index experiment_events_by_age on experiment_events (experiment_id, at, id);

-- Sufficient statistics: they add up, over time and over instances. 'unit_group' is the group that a unit is hashed into.
create table experiment_tallies (
    experiment_id text not null references experiments (id) on delete cascade,
    arm text not null,
    metric text not null,
    unit_group integer not null,
    observations integer not null,
    total real not null,
    total_of_squares real not null,
    primary key (experiment_id, arm, metric, unit_group)
) strict, without rowid;

-- For quantiles: observations by bin.
create table experiment_bins (
    experiment_id text not null references experiments (id) on delete cascade,
    arm text not null,
    metric text not null,
    bin integer not null,
    observations integer not null,
    primary key (experiment_id, arm, metric, bin)
) strict, without rowid;

-- What was written already, so that a batch whose commit was not heard of is not added twice. Kept for a day.
create table experiment_batches (
    id text primary key,
    at integer not null
) strict;

-- Which arm a call got, for the feedback that comes later. Kept for 30 days.
create table experiment_calls (
    tenant text not null,
    request_id text not null,
    completion_id text,
    experiment_id text not null references experiments (id) on delete cascade,
    arm text not null,
    unit_group integer not null,
    at integer not null,
    primary key (tenant, request_id)
) strict, without rowid;
create index experiment_calls_by_completion on experiment_calls (tenant, completion_id) where completion_id is not null;
create index experiment_calls_by_experiment on experiment_calls (experiment_id);
create index experiment_calls_by_age on experiment_calls (at);

-- What callers said of answers, also of those outside of experiments.
create table feedback (
    id text primary key,
    tenant text not null,
    request_id text not null,
    score real not null,
    previous_score real,
    label text,
    comment text,
    key_id text,
    user_id text,
    experiment_id text,
    arm text,
    unit_group integer,
    created_at integer not null,
    updated_at integer not null,
    unique (tenant, request_id)
) strict;
create index feedback_by_age on feedback (tenant, id);
create index feedback_by_experiment on feedback (experiment_id, id) where experiment_id is not null;
create index feedback_unmatched on feedback (created_at) where experiment_id is null;
