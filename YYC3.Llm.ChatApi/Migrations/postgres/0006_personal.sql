-- What is known of a person. owner is "user:" and a user's name, or "key:" and a key's id. Times are UTC microseconds; JSON is text.
create table profiles (
    tenant text not null,
    owner text not null,
    learning bigint,
    name text,
    language text,
    instructions text,
    time_zone text,
    reply_template text,
    max_context_length bigint,
    updated_at bigint not null,
    primary key (tenant, owner)
);

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
    confidence double precision not null,
    evidence bigint not null,
    created_at bigint not null,
    valid_from bigint not null,
    valid_to bigint,
    gone bigint not null default 0
);
create index memories_by_owner on memories (tenant, owner, kind, name);

-- What each memory was before a change, for undoing it; a change of several has one number.
create table memory_changes (
    tenant text not null,
    owner text not null,
    change bigint not null,
    memory text not null,
    action text not null,
    before text,
    made_at bigint not null,
    primary key (tenant, owner, change, memory)
);

-- Texts with variables. owner null: the whole project's.
create table templates (
    id text not null primary key,
    tenant text not null,
    owner text,
    name text not null,
    description text,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index templates_by_owner on templates (tenant, owner);

create table template_versions (
    template text not null references templates (id) on delete cascade,
    version bigint not null,
    tenant text not null,
    body text not null,
    variables text not null,
    created_at bigint not null,
    primary key (template, version)
);

-- Counts by day (of UTC, since 1970): how often an hour, a model, a term, a knowledge store occurred, and sums of lengths.
create table habits (
    tenant text not null,
    owner text not null,
    day bigint not null,
    kind text not null,
    name text not null,
    count bigint not null,
    primary key (tenant, owner, day, kind, name)
);

alter table profiles enable row level security;
alter table profiles force row level security;
create policy own_rows on profiles
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table memories enable row level security;
alter table memories force row level security;
create policy own_rows on memories
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table memory_changes enable row level security;
alter table memory_changes force row level security;
create policy own_rows on memory_changes
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table templates enable row level security;
alter table templates force row level security;
create policy own_rows on templates
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table template_versions enable row level security;
alter table template_versions force row level security;
create policy own_rows on template_versions
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table habits enable row level security;
alter table habits force row level security;
create policy own_rows on habits
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
