-- Providers and models given through the admin API. 'definition' is JSON as models.json has it, keys encrypted; null: the file's own. Times are UTC microseconds.
create table catalog_entries (
    kind text not null,
    name text not null,
    definition text,
    disabled bigint not null,
    updated_at bigint not null,
    primary key (kind, name)
);

-- Rises with every change of the entries and probes, in the same transaction.
create table catalog_state (
    id bigint primary key,
    revision bigint not null
);
insert into catalog_state (id, revision) values (1, 0);

-- What a model was found to be able to do.
create table catalog_probes (
    model text primary key,
    result text not null,
    probed_at bigint not null
);

-- What each instance of Router goes by.
create table catalog_instances (
    id text primary key,
    epoch bigint not null,
    revision bigint not null,
    file_hash text not null,
    faults bigint not null,
    seen_at bigint not null
);
