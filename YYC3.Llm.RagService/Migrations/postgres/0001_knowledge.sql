-- Uploaded files. Their bytes are rows of 1 MiB, so that no reader and no writer ever holds a whole file.
create table files (
    id text primary key,
    tenant text not null,
    filename text not null,
    purpose text not null,
    content_type text not null,
    bytes bigint not null,
    sha256 text not null,
    status text not null, -- 'uploading' until all bytes are in, then 'processed'
    created_at bigint not null,
    expires_at bigint
);
create index files_by_time on files (tenant, created_at, id);
create index files_by_expiry on files (expires_at) where expires_at is not null;

create table file_parts (
    tenant text not null,
    file_id text not null,
    position bigint not null,
    data bytea not null,
    primary key (file_id, position)
);

create table vector_stores (
    id text primary key,
    tenant text not null,
    name text not null,
    description text,
    metadata text not null,
    expires_after_days bigint,
    created_at bigint not null,
    last_active_at bigint not null,
    -- Rises with each change of what a search may see: the key of every cached view of the store.
    version bigint not null
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
    chunk_tokens bigint not null,
    overlap_tokens bigint not null,
    usage_bytes bigint not null,
    chunk_count bigint not null,
    progress double precision not null,
    generation bigint not null, -- the chunks that searches see; 0: none yet
    pending bigint not null,    -- the generation being written; 0: none
    created_at bigint not null,
    primary key (store_id, file_id)
);
create index vector_store_files_by_time on vector_store_files (tenant, store_id, created_at, file_id);
create index vector_store_files_by_file on vector_store_files (tenant, file_id);

-- The passages of one generation of one file in one store, in reading order.
create table chunks (
    tenant text not null,
    store_id text not null,
    generation bigint not null,
    ordinal bigint not null,
    text text not null,
    page bigint,
    heading text,
    table_header text,
    span_start bigint not null,
    span_end bigint not null,
    primary key (generation, ordinal)
);
create index chunks_by_store on chunks (tenant, store_id);

-- Work off the request path. The id of an ingest job is the generation that it writes: never used twice.
create table jobs (
    id bigint generated always as identity primary key,
    tenant text not null,
    kind text not null,
    priority bigint not null,
    store_id text not null,
    file_id text not null,
    target bigint not null,
    attempts bigint not null,
    owner text,
    lease_until bigint not null,
    not_before bigint not null,
    created_at bigint not null
);
create index jobs_by_turn on jobs (priority, id);
create index jobs_by_store on jobs (tenant, store_id);

-- The embedded index: immutable runs of postings. generation is set while a segment holds that one alone, 0 after a merge.
create table index_segments (
    id bigint generated always as identity primary key,
    tenant text not null,
    store_id text not null,
    generation bigint not null,
    documents bigint not null,
    bytes bigint not null,
    data bytea not null
);
create index index_segments_by_store on index_segments (tenant, store_id);

-- The second lock: a connection opened for one project sees and writes that project's rows alone, whatever the statement says.

alter table files enable row level security;
alter table files force row level security;
create policy tenant on files
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table file_parts enable row level security;
alter table file_parts force row level security;
create policy tenant on file_parts
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table vector_stores enable row level security;
alter table vector_stores force row level security;
create policy tenant on vector_stores
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table vector_store_files enable row level security;
alter table vector_store_files force row level security;
create policy tenant on vector_store_files
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table chunks enable row level security;
alter table chunks force row level security;
create policy tenant on chunks
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table jobs enable row level security;
alter table jobs force row level security;
create policy tenant on jobs
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table index_segments enable row level security;
alter table index_segments force row level security;
create policy tenant on index_segments
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
