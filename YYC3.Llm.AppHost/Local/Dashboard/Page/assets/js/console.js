// Console: what one resource writes, live.

import { h, put } from './dom.js';
import { t } from './i18n.js';
import { get, loader, onChange } from './live.js';
import { colored } from './ansi.js';
import { clock } from './format.js';
import { toolbar, choice, check, empty } from './parts.js';

const MostLines = 5000;

export default function show(root, { resource }, go) {
  const name = resource ? decodeURIComponent(resource) : '';
  const lines = h('div', { class: 'console', tabindex: 0 });
  const picker = h('span');
  let follow = true;
  let last = 0;

  const timestamps = check(t('timestamps'), localStorage.getItem('timestamps') !== 'no', on => {
    localStorage.setItem('timestamps', on ? 'yes' : 'no');
    lines.classList.toggle('untimed', !on);
  });
  lines.classList.toggle('untimed', localStorage.getItem('timestamps') === 'no');
  const following = check(t('follow'), follow, on => setFollow(on));

  function setFollow(on) {
    follow = on;
    following.querySelector('input').checked = on;
    if (on) {
      lines.scrollTop = lines.scrollHeight;
    }
  }

  // Scrolling up to read stops the following, scrolling to the end resumes it.
  lines.addEventListener('scroll', () => {
    const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 8;
    if (atEnd !== follow) {
      follow = atEnd;
      following.querySelector('input').checked = atEnd;
    }
  });

  const refresh = loader(async () => {
    const added = await get(`/api/console/${encodeURIComponent(name)}?after=${last}`);
    if (!added || added.length === 0) {
      if (last === 0) {
        put(lines, empty(t('noConsole', name)));
      }
      return;
    }
    if (last === 0) {
      put(lines);
    }
    last = added.at(-1).sequence;
    const wasFollowing = follow;
    lines.append(...added.map(line => h('div', { class: line.isError ? 'line err' : 'line' },
      h('span', { class: 'line-number' }, line.sequence),
      h('time', {}, clock(Date.parse(line.time))),
      h('span', { class: 'line-text' }, colored(line.text)))));
    while (lines.childElementCount > MostLines) {
      lines.firstElementChild.remove();
    }
    if (wasFollowing) {
      setFollow(true);
    }
  });

  put(root, toolbar(t('console'), picker, timestamps, following), lines);
  get('/api/resources').then(resources => {
    const names = (resources ?? []).filter(one => one.type === 'Project').map(one => one.name);
    if (!name && names.length > 0) {
      history.replaceState(null, '', `/consolelogs/${encodeURIComponent(names[0])}`);
      go(location.pathname);
      return;
    }
    if (name && !names.includes(name)) {
      names.push(name);
    }
    put(picker, choice(t('resource'), names.map(one => [one, one]), name, picked => go(`/consolelogs/${encodeURIComponent(picked)}`)));
  }, () => {});
  if (!name) {
    return undefined;
  }
  refresh();
  return onChange(topics => (topics.size === 0 || topics.has(`console:${name}`)) && refresh());
}
