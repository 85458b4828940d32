-- Conversations and their items. Times are UTC microseconds; expires_after is a span in microseconds.
-- owner is "user:" and a user's name, or "key:" and a key's id; scope is a hash of the tenant and the owner, which keeps the index of terms small.
create table conversations (
    number bigint generated always as identity primary key,
    id text not null unique,
    tenant text not null,
    owner text not null,
    key_id text not null,
    scope bigint not null,
    title text,
    title_by text,
    metadata text not null,
    temporary bigint not null,
    created_at bigint not null,
    active_at bigint not null,
    expires_after bigint,
    expires_anchor text,
    expires_at bigint,
    next_position bigint not null,
    leaf bigint
);
create index conversations_by_activity on conversations (tenant, owner, active_at, number) where temporary = 0;
create index conversations_by_expiry on conversations (expires_at) where expires_at is not null;

-- A tree: parent is the position of the item before. active marks the branch that is shown.
create table conversation_items (
    conversation bigint not null references conversations (number) on delete cascade,
    position bigint not null,
    tenant text not null,
    id text not null,
    parent bigint,
    active bigint not null,
    response text,
    created_at bigint not null,
    body text not null,
    primary key (conversation, position)
);
create unique index conversation_items_by_id on conversation_items (conversation, id);
create index conversation_items_by_parent on conversation_items (conversation, parent);

-- Which terms (our own analyser's) a conversation has, and the newest item that has each; 0 is the title.
create table conversation_terms (
    scope bigint not null,
    term text not null,
    conversation bigint not null references conversations (number) on delete cascade,
    tenant text not null,
    last bigint not null,
    primary key (scope, term, conversation)
);
create index conversation_terms_by_conversation on conversation_terms (conversation);

alter table conversations enable row level security;
alter table conversations force row level security;
create policy own_rows on conversations
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table conversation_items enable row level security;
alter table conversation_items force row level security;
create policy own_rows on conversation_items
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table conversation_terms enable row level security;
alter table conversation_terms force row level security;
create policy own_rows on conversation_terms
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

-- Chat completions that were to be kept (store: true): the answer as it was sent, and the messages that it answers.
create table chat_completions (
    number bigint generated always as identity primary key,
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
    created_at bigint not null
);
create index chat_completions_by_age on chat_completions (tenant, created_at, number);
create index chat_completions_by_id on chat_completions (tenant, id);

create table chat_completion_metadata (
    completion bigint not null references chat_completions (number) on delete cascade,
    name text not null,
    tenant text not null,
    value text not null,
    primary key (completion, name)
);

alter table chat_completions enable row level security;
alter table chat_completions force row level security;
create policy own_rows on chat_completions
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');

alter table chat_completion_metadata enable row level security;
alter table chat_completion_metadata force row level security;
create policy own_rows on chat_completion_metadata
    using (tenant = current_setting('yyc3.tenant', true) or current_setting('yyc3.tenant', true) = '*');
