-- Uploaded files. Their bytes are rows of 1 MiB, so that no reader and no writer ever holds a whole file.
create table files (
    id text primary key,
    tenant text not null,
    filename text not null,
    purpose text not null,
    content_type text not null,
    bytes integer not null,
    sha256 text not null,
    status text not null, -- 'uploading' until all bytes are in, then 'processed'
    created_at integer not null,
    expires_at integer
);
create index files_by_time on files (tenant, created_at, id);
create index files_by_expiry on files (expires_at) where expires_at is not null;

create table file_parts (
    tenant text not null,
    file_id text not null,
    position integer not null,
    data blob not null,
    primary key (file_id, position)
);

create table vector_stores (
    id text primary key,
    tenant text not null,
    name text not null,
    description text,
    metadata text not null,
    expires_after_days integer,
    created_at integer not null,
    last_active_at integer not null,
    -- Rises with each change of what a search may see: the key of every cached view of the store.
    version integer not null
);
create index vector_stores_by_time on vector_stores (tenant, created_at, id);

-- A file within a vector store.
create table vector_store_files (
    tenant text not null,
    store_id text not null,
    file_id text not null,
    status text not null,
    error_code text,
    error_message text,
    attributes text not null,
    chunk_tokens integer not null,
    overlap_tokens integer not null,
    usage_bytes integer not null,
    chunk_count integer not null,
    progress real not null,
    generation integer not null, -- the chunks that searches see; 0: none yet
    pending integer not null,    -- the generation being written; 0: none
    created_at integer not null,
    primary key (store_id, file_id)
);
create index vector_store_files_by_time on vector_store_files (tenant, store_id, created_at, file_id);
create index vector_store_files_by_file on vector_store_files (tenant, file_id);

-- The passages of one generation of one file in one store, in reading order.
create table chunks (
    tenant text not null,
    store_id text not null,
    generation integer not null,
    ordinal integer not null,
    text text not null,
    page integer,
    heading text,
    table_header text,
    span_start integer not null,
    span_end integer not null,
    primary key (generation, ordinal)
);
create index chunks_by_store on chunks (tenant, store_id);

-- Work off the request path. The id of an ingest job is the generation that it writes: never used twice.
create table jobs (
    id integer primary key autoincrement,
    tenant text not null,
    kind text not null,
    priority integer not null,
    store_id text not null,
    file_id text not null,
    target integer not null,
    attempts integer not null,
    owner text,
    lease_until integer not null,
    not_before integer not null,
    created_at integer not null
);
create index jobs_by_turn on jobs (priority, id);
create index jobs_by_store on jobs (tenant, store_id);

-- The embedded index: immutable runs of postings. generation is set while a segment holds that one alone, 0 after a merge.
create table index_segments (
    id integer primary key autoincrement,
    tenant text not null,
    store_id text not null,
    generation integer not null,
    documents integer not null,
    bytes integer not null,
    data blob not null
);
create index index_segments_by_store on index_segments (tenant, store_id);
