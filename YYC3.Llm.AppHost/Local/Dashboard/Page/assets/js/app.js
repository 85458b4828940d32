// The frame: navigation on the left, one page at a time on the right.

import { h, put, icon } from './dom.js';
import { t, currentLanguage, switchLanguage } from './i18n.js';
import { connect, connectionBanner, get } from './live.js';
import { meetResources } from './colors.js';
import resources from './resources.js';
import consolelogs from './console.js';
import structured from './structured.js';
import traces from './traces.js';
import trace from './trace.js';
import metrics from './metrics.js';

const Pages = [
  { match: /^\/(?:resources)?$/, nav: 'resources', show: resources },
  { match: /^\/consolelogs(?:\/(?<resource>[^/]+))?$/, nav: 'console', show: consolelogs },
  { match: /^\/structuredlogs$/, nav: 'structured', show: structured },
  { match: /^\/traces$/, nav: 'traces', show: traces },
  { match: /^\/traces\/detail\/(?<id>[0-9a-f]+)$/, nav: 'traces', show: trace },
  { match: /^\/metrics$/, nav: 'metrics', show: metrics },
];

const Navigation = [['resources', '/'], ['console', '/consolelogs'], ['structured', '/structuredlogs'], ['traces', '/traces'], ['metrics', '/metrics']];
const Themes = ['auto', 'light', 'dark'];

let close = () => {};
const nav = h('nav', { class: 'nav' });
const main = h('main', { class: 'main' });

function theme() {
  return Themes.includes(localStorage.getItem('theme')) ? localStorage.getItem('theme') : 'auto';
}

function drawFrame(current) {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
  document.documentElement.dataset.theme = theme();
  document.title = `${t(current)} · YYC3 LLM`;
  put(
    nav,
    h('a', { class: 'brand', href: '/' }, h('img', { src: '/assets/icon.svg', alt: '', width: 26, height: 26 }), h('span', {}, 'YYC3 LLM')),
    Navigation.map(([key, href]) => h('a', { href, class: 'nav-link', 'aria-current': key === current ? 'page' : null }, icon(key), h('span', {}, t(key)))),
    h('div', { class: 'nav-foot' },
      h('button', { class: 'quiet', title: t(`theme_${theme()}`), 'aria-label': t(`theme_${theme()}`), onclick: nextTheme },
        icon({ auto: 'auto', light: 'sun', dark: 'moon' }[theme()])),
      h('button', { class: 'quiet', lang: currentLanguage() === 'zh' ? 'en' : 'zh-CN', onclick: nextLanguage }, t('language'))));
}

function nextTheme() {
  localStorage.setItem('theme', Themes[(Themes.indexOf(theme()) + 1) % Themes.length]);
  drawFrame(pageAt().page.nav);
}

function nextLanguage() {
  switchLanguage();
  show();
}

function pageAt() {
  for (const page of Pages) {
    const found = page.match.exec(location.pathname);
    if (found) {
      return { page, params: found.groups ?? {} };
    }
  }
  return { page: Pages[0], params: {} };
}

function show() {
  close();
  const { page, params } = pageAt();
  drawFrame(page.nav);
  put(main);
  close = page.show(main, params, go) ?? (() => {});
  main.scrollTop = 0;
}

/** Goes to an address of this page without loading it anew. */
function go(address) {
  history.pushState(null, '', address);
  show();
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="/"]');
  if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    go(link.getAttribute('href'));
  }
});
addEventListener('popstate', show);

document.body.append(nav, h('div', { class: 'stage' }, connectionBanner(), main));
meetResources((await get('/api/resources').catch(() => null)) ?? []);
show();
connect();
