-- Who may ask: projects (the tenants), their service accounts, and keys. Times are UTC microseconds.
create table projects (
    id text primary key,
    name text not null,
    created_at bigint not null,
    archived_at bigint
);

create table service_accounts (
    id text primary key,
    tenant text not null references projects (id),
    name text not null,
    role text not null,
    created_at bigint not null,
    deleted_at bigint
);
create index service_accounts_by_age on service_accounts (tenant, created_at, id);

-- A deleted key stays as a row: its holder is told that it was revoked, and the ledger's key ids still lead somewhere.
create table api_keys (
    id text primary key,
    tenant text not null references projects (id),
    name text not null,
    hash bytea not null unique,
    redacted text not null,
    role text not null,
    scopes text not null,
    user_id text,
    service_account_id text references service_accounts (id),
    created_by text,
    created_at bigint not null,
    expires_at bigint,
    last_used_at bigint,
    revoked_at bigint
);
create index api_keys_by_age on api_keys (tenant, created_at, id);
create index api_keys_by_account on api_keys (service_account_id) where service_account_id is not null;

-- What instances must no longer remember; read twice a second, kept for minutes.
create table key_changes (
    id text primary key,
    tenant text not null,
    key_id text,
    at bigint not null
);

-- The second lock beside the tenant in each statement: a connection sees the rows of the project that it was opened for ('*': all).
alter table projects enable row level security;
alter table projects force row level security;
create policy own_rows on projects
    using (id = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table service_accounts enable row level security;
alter table service_accounts force row level security;
create policy own_rows on service_accounts
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy own_rows on api_keys
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table key_changes enable row level security;
alter table key_changes force row level security;
create policy own_rows on key_changes
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
