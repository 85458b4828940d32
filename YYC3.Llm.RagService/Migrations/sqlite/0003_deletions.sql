-- What was deleted, and that it is gone. Nothing of its content is kept here.
create table deletions (
    id text primary key,
    tenant text not null,
    kind text not null,
    target text not null,
    file_id text,
    bytes integer not null,
    status text not null, -- in_progress, completed
    created_at integer not null,
    completed_at integer
);
create index deletions_by_time on deletions (tenant, created_at, id);

-- The generations of chunks that went with it.
create table deletion_generations (
    deletion_id text not null references deletions (id) on delete cascade,
    tenant text not null,
    store_id text not null,
    generation integer not null,
    chunks integer not null,
    primary key (deletion_id, generation)
);
