-- What was deleted, and that it is gone. Nothing of its content is kept here.
create table deletions (
    id text primary key,
    tenant text not null,
    kind text not null,
    target text not null,
    file_id text,
    bytes bigint not null,
    status text not null, -- in_progress, completed
    created_at bigint not null,
    completed_at bigint
);
create index deletions_by_time on deletions (tenant, created_at, id);

-- The generations of chunks that went with it.
create table deletion_generations (
    deletion_id text not null references deletions (id) on delete cascade,
    tenant text not null,
    store_id text not null,
    generation bigint not null,
    chunks bigint not null,
    primary key (deletion_id, generation)
);

alter table deletions enable row level security;
alter table deletions force row level security;
create policy own_rows on deletions
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table deletion_generations enable row level security;
alter table deletion_generations force row level security;
create policy own_rows on deletion_generations
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
