-- Places whose documents a vector store follows.
create table sources (
    id text primary key,
    tenant text not null,
    store_id text not null,
    type text not null,
    location text not null,
    patterns text not null,          -- a JSON array; empty: all
    interval_seconds integer not null,
    chunk_tokens integer not null,
    overlap_tokens integer not null,
    created_at integer not null,
    synced_at integer,
    error text
);
create index sources_by_time on sources (tenant, store_id, created_at, id);

-- What was found there, and the file that it became.
create table source_items (
    tenant text not null,
    source_id text not null,
    name text not null,
    file_id text not null,
    stamp text not null,             -- changes when the document may have
    primary key (source_id, name)
);
