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
    created_at integer not null,
    ended_at integer,
    expires_at integer,
    body text not null,
    input text not null,
    context text,
    owner text,
    lease_until integer,
    cancel_requested integer not null default 0,
    events_until integer
) strict;
create index responses_by_lease on responses (lease_until) where owner is not null;
create index responses_by_expiry on responses (expires_at) where expires_at is not null;

create index responses_by_event_end on responses (events_until) where events_until is not null;

-- Which response an item is of, for requests that name items by their ids.
create table response_items (
    tenant text not null,
    item text not null,
    response_id text not null references responses (id) on delete cascade,
    primary key (tenant, item)
) strict;
create index response_items_by_response on response_items (response_id);

create table response_events (
    response_id text not null references responses (id) on delete cascade,
    tenant text not null,
    sequence integer not null,
    event text not null,
    primary key (response_id, sequence)
) strict;
