-- Uploads in parts: a part's bytes are rows of up to 1 MiB, which become a file when the upload is completed.
create table uploads (
    id text primary key,
    tenant text not null,
    filename text not null,
    purpose text not null,
    content_type text not null,
    bytes integer not null,
    status text not null, -- pending, completed, cancelled
    file_id text,
    file_expires_seconds integer,
    created_at integer not null,
    expires_at integer not null
);
create index uploads_by_expiry on uploads (expires_at) where status = 'pending';

create table upload_parts (
    id text primary key,
    tenant text not null,
    upload_id text not null,
    bytes integer not null,
    created_at integer not null
);
create index upload_parts_by_upload on upload_parts (upload_id);

create table upload_data (
    tenant text not null,
    part_id text not null,
    position integer not null,
    data blob not null,
    primary key (part_id, position)
);

-- Files that were added to a vector store together.
create table file_batches (
    id text primary key,
    tenant text not null,
    store_id text not null,
    cancelled integer not null,
    created_at integer not null
);
create index file_batches_by_store on file_batches (tenant, store_id);

create table file_batch_files (
    batch_id text not null references file_batches (id) on delete cascade,
    tenant text not null,
    file_id text not null,
    primary key (batch_id, file_id)
);
