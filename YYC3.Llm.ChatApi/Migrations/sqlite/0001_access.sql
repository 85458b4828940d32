-- Who may ask: projects (the tenants), their service accounts, and keys. Times are UTC microseconds.
create table projects (
    id text primary key,
    name text not null,
    created_at integer not null,
    archived_at integer
) strict;

create table service_accounts (
    id text primary key,
    tenant text not null references projects (id),
    name text not null,
    role text not null,
    created_at integer not null,
    deleted_at integer
) strict;
create index service_accounts_by_age on service_accounts (tenant, created_at, id);

-- A deleted key stays as a row: its holder is told that it was revoked, and the ledger's key ids still lead somewhere.
create table api_keys (
    id text primary key,
    tenant text not null references projects (id),
    name text not null,
    hash blob not null unique,
    redacted text not null,
    role text not null,
    scopes text not null,
    user_id text,
    service_account_id text references service_accounts (id),
    created_by text,
    created_at integer not null,
    expires_at integer,
    last_used_at integer,
    revoked_at integer
) strict;
create index api_keys_by_age on api_keys (tenant, created_at, id);
create index api_keys_by_account on api_keys (service_account_id) where service_account_id is not null;

-- What instances must no longer remember; read twice a second, kept for minutes.
create table key_changes (
    id text primary key,
    tenant text not null,
    key_id text,
    at integer not null
) strict;
