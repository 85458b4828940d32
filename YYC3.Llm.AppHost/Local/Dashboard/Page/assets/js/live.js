// One event stream for the page. It says what changed; pages ask for what they show.

import { h, put } from './dom.js';
import { t } from './i18n.js';

const listeners = new Set();
const banner = h('div', { class: 'banner', role: 'status', hidden: true });

export function connectionBanner() {
  return banner;
}

/** Calls back with a set of topics; an empty one means: anything may have changed. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function get(path) {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (response.status === 401) {
    tell('loggedOut');
    throw new Error('401');
  }
  return response.ok ? response.json() : null;
}

function tell(key) {
  banner.hidden = key === null;
  put(banner, key === null ? '' : t(key));
}

export function connect() {
  const source = new EventSource('/api/events');
  source.addEventListener('change', event => {
    tell(null);
    const topics = new Set(JSON.parse(event.data).topics);
    for (const listener of listeners) {
      listener(topics);
    }
  });
  source.addEventListener('error', () => {
    tell('disconnected');
    if (source.readyState === EventSource.CLOSED) {
      // The browser gave up because of an answer that is no stream, such as 401.
      get('/api/resources').then(() => setTimeout(connect, 1000), failure => failure.message === '401' || setTimeout(connect, 3000));
    }
  });
}

/** Runs at most one load at a time, and once more when something changed meanwhile. */
export function loader(load) {
  let running = false;
  let again = false;
  return async function refresh() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await load();
      } while (again);
    } catch {
      // The banner says what is wrong; the next event tries again.
    } finally {
      running = false;
    }
  };
}
