-- Responses, and the log of events of each. Times are UTC microseconds; JSON is text.
-- owner is the instance whose run it is, until the run's last event is stored and its items are in their conversation.
create table responses (
    id text primary key,
    tenant text not null,
    key_id text not null,
    user_id text,
    conversation_id text,
    after_item text,
    previous_id text,
    model text not null,
    status text not null,
    created_at bigint not null,
    ended_at bigint,
    expires_at bigint,
    body text not null,
    input text not null,
    context text,
    owner text,
    lease_until bigint,
    cancel_requested bigint not null default 0,
    events_until bigint
);
create index responses_by_lease on responses (lease_until) where owner is not null;
create index responses_by_expiry on responses (expires_at) where expires_at is not null;

create index responses_by_event_end on responses (events_until) where events_until is not null;

-- Which response an item is of, for requests that name items by their ids.
create table response_items (
    tenant text not null,
    item text not null,
    response_id text not null references responses (id) on delete cascade,
    primary key (tenant, item)
);
create index response_items_by_response on response_items (response_id);

create table response_events (
    response_id text not null references responses (id) on delete cascade,
    tenant text not null,
    sequence bigint not null,
    event text not null,
    primary key (response_id, sequence)
);

alter table responses enable row level security;
alter table responses force row level security;
create policy own_rows on responses
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table response_events enable row level security;
alter table response_events force row level security;
create policy own_rows on response_events
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table response_items enable row level security;
alter table response_items force row level security;
create policy own_rows on response_items
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
