-- Which embedding model's vectors searches of a store use, and how much they weigh against its words; null: none, and the default.
alter table vector_stores add column space text;
alter table vector_stores add column embedding_weight real;

-- The sum of the chunks' lengths in terms: what an index that counts elsewhere needs for the average.
alter table vector_store_files add column term_count integer not null default 0;

-- The generations of chunks all of which are embedded in a space.
create table embedded_generations (
    tenant text not null,
    store_id text not null,
    space text not null,
    generation integer not null,
    primary key (generation, space)
);
create index embedded_generations_by_store on embedded_generations (tenant, store_id, space);

-- The embedded index's vectors: as bytes, in runs that are searched in memory ...
create table dense_segments (
    id integer primary key autoincrement,
    tenant text not null,
    store_id text not null,
    space text not null,
    generation integer not null,
    documents integer not null,
    bytes integer not null,
    data blob not null
);
create index dense_segments_by_store on dense_segments (tenant, store_id, space);
create index dense_segments_by_generation on dense_segments (tenant, generation);

-- ... and as they are, for the few that a search compares exactly.
create table dense_vectors (
    tenant text not null,
    store_id text not null,
    space text not null,
    generation integer not null,
    ordinal integer not null,
    vector blob not null,
    primary key (generation, space, ordinal)
);
create index dense_vectors_by_store on dense_vectors (tenant, store_id, space);

create index jobs_by_target on jobs (tenant, kind, target);
create index jobs_by_lease on jobs (lease_until, tenant);

-- What evaluations found, and what was decided on them.
create table evaluations (
    id text primary key,
    tenant text not null,
    store_id text not null,
    created_at integer not null,
    report text not null
);
create index evaluations_by_time on evaluations (tenant, store_id, created_at, id);
