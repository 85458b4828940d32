-- What is known of a person. owner is "user:" and a user's name, or "key:" and a key's id. Times are UTC microseconds; JSON is text.
create table profiles (
    tenant text not null,
    owner text not null,
    learning integer,
    name text,
    language text,
    instructions text,
    time_zone text,
    reply_template text,
    max_context_length integer,
    updated_at integer not null,
    primary key (tenant, owner)
) strict;

-- Preferences and facts, learned or given. valid_to: when another took its place; gone: deleted by its owner, and not learned again from the same words.
create table memories (
    id text not null primary key,
    tenant text not null,
    owner text not null,
    kind text not null,
    name text not null,
    value text not null,
    quote text,
    source text,
    source_item text,
    made_by text not null,
    confidence real not null,
    evidence integer not null,
    created_at integer not null,
    valid_from integer not null,
    valid_to integer,
    gone integer not null default 0
) strict;
create index memories_by_owner on memories (tenant, owner, kind, name);

-- What each memory was before a change, for undoing it; a change of several has one number.
create table memory_changes (
    tenant text not null,
    owner text not null,
    change integer not null,
    memory text not null,
    action text not null,
    before text,
    made_at integer not null,
    primary key (tenant, owner, change, memory)
) strict;

-- Texts with variables. owner null: the whole project's.
create table templates (
    id text not null primary key,
    tenant text not null,
    owner text,
    name text not null,
    description text,
    version integer not null,
    created_at integer not null,
    updated_at integer not null
) strict;
create index templates_by_owner on templates (tenant, owner);

create table template_versions (
    template text not null references templates (id) on delete cascade,
    version integer not null,
    tenant text not null,
    body text not null,
    variables text not null,
    created_at integer not null,
    primary key (template, version)
) strict;

-- Counts by day (of UTC, since 1970): how often an hour, a model, a term, a knowledge store occurred, and sums of lengths.
create table habits (
    tenant text not null,
    owner text not null,
    day integer not null,
    kind text not null,
    name text not null,
    count integer not null,
    primary key (tenant, owner, day, kind, name)
) strict;
