-- Places whose documents a vector store follows.
create table sources (
    id text primary key,
    tenant text not null,
    store_id text not null,
    type text not null,
    location text not null,
    patterns text not null,          -- a JSON array; empty: all
    interval_seconds bigint not null,
    chunk_tokens bigint not null,
    overlap_tokens bigint not null,
    created_at bigint not null,
    synced_at bigint,
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

alter table sources enable row level security;
alter table sources force row level security;
create policy own_rows on sources
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table source_items enable row level security;
alter table source_items force row level security;
create policy own_rows on source_items
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
