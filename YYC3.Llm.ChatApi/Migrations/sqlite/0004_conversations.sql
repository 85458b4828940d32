-- Conversations and their items. Times are UTC microseconds; expires_after is a span in microseconds.
-- owner is "user:" and a user's name, or "key:" and a key's id; scope is a hash of the tenant and the owner, which keeps the index of terms small.
create table conversations (
    number integer primary key,
    id text not null unique,
    tenant text not null,
    owner text not null,
    key_id text not null,
    scope integer not null,
    title text,
    title_by text,
    metadata text not null,
    temporary integer not null,
    created_at integer not null,
    active_at integer not null,
    expires_after integer,
    expires_anchor text,
    expires_at integer,
    next_position integer not null,
    leaf integer
) strict;
create index conversations_by_activity on conversations (tenant, owner, active_at, number) where temporary = 0;
create index conversations_by_expiry on conversations (expires_at) where expires_at is not null;

-- A tree: parent is the position of the item before. active marks the branch that is shown.
create table conversation_items (
    conversation integer not null references conversations (number) on delete cascade,
    position integer not null,
    tenant text not null,
    id text not null,
    parent integer,
    active integer not null,
    response text,
    created_at integer not null,
    body text not null,
    primary key (conversation, position)
) strict;
create unique index conversation_items_by_id on conversation_items (conversation, id);
create index conversation_items_by_parent on conversation_items (conversation, parent);

-- Which terms (our own analyser's) a conversation has, and the newest item that has each; 0 is the title.
create table conversation_terms (
    scope integer not null,
    term text not null,
    conversation integer not null references conversations (number) on delete cascade,
    tenant text not null,
    last integer not null,
    primary key (scope, term, conversation)
) strict, without rowid;
create index conversation_terms_by_conversation on conversation_terms (conversation);

-- Chat completions that were to be kept (store: true): the answer as it was sent, and the messages that it answers.
create table chat_completions (
    number integer primary key,
    id text not null,
    tenant text not null,
    owner text not null,
    key_id text not null,
    request_id text not null,
    model text not null,
    asked_model text not null,
    metadata text not null,
    messages text not null,
    body text not null,
    created_at integer not null
) strict;
create index chat_completions_by_age on chat_completions (tenant, created_at, number);
create index chat_completions_by_id on chat_completions (tenant, id);

create table chat_completion_metadata (
    completion integer not null references chat_completions (number) on delete cascade,
    name text not null,
    tenant text not null,
    value text not null,
    primary key (completion, name)
) strict;
