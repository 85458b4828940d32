// Traces: one line a request.

import { h, put, icon } from './dom.js';
import { t } from './i18n.js';
import { get, loader, onChange } from './live.js';
import { chip, meet } from './colors.js';
import { duration, moment } from './format.js';
import { toolbar, choice, fillChoice, search, row, empty, addressState } from './parts.js';

export default function show(root, _, go) {
  const state = addressState('resource', 'text', 'models', 'errors');
  const table = h('div', { class: 'scroll' });
  const tally = h('span', { class: 'muted' });
  let page = { traces: [], total: 0, resources: [] };

  const set = (name, value) => {
    state.set(name, value);
    refresh();
  };
  const resource = choice(t('resource'), [['', t('allResources')]], '', value => set('resource', value));
  const type = choice(t('type'), [['', t('allTypes')], ['models', t('modelCalls')], ['errors', t('withErrors')]],
    state.models ? 'models' : state.errors ? 'errors' : '', value => {
      state.set('models', value === 'models' ? 'true' : '');
      set('errors', value === 'errors' ? 'true' : '');
    });

  function draw() {
    fillChoice(resource, [['', t('allResources')], ...[...new Set([...page.resources, ...(state.resource ? [state.resource] : [])])].map(one => [one, one])], state.resource);
    put(tally, t('showing', page.traces.length, page.total));
    const longest = Math.max(...page.traces.map(trace => trace.durationMs), 0.001);
    const top = table.scrollTop;
    put(table, page.traces.length === 0 ? empty(t('noTraces')) : h('table', { class: 'grid traces' },
      h('thead', {}, h('tr', {}, ['time', 'name', 'models', 'spans', 'duration'].map(key => h('th', {}, t(key))))),
      h('tbody', {}, page.traces.map(trace => row({}, () => go(`/traces/detail/${trace.traceId}`),
        h('td', { class: 'number' }, moment(trace.startMs)),
        h('td', {}, h('a', { class: 'title', href: `/traces/detail/${trace.traceId}` }, h('b', {}, trace.resource), ': ', trace.name), h('small', { class: 'mono' }, trace.traceId.slice(0, 7))),
        h('td', {}, trace.models.map(model => h('span', { class: 'model' }, icon('spark'), model))),
        h('td', { class: 'chips' }, trace.resources.map(own => chip(own.resource,
          h('span', { class: 'tally' }, own.spans),
          own.errors > 0 && h('span', { class: 'bad-mark', title: t('errors', own.errors) }, icon('error'))))),
        h('td', { class: 'bar-cell' },
          h('span', { class: 'number' }, duration(trace.durationMs)),
          h('span', { class: 'bar', style: { width: `${Math.max(1, (100 * trace.durationMs) / longest)}%` } })))))));
    table.scrollTop = top;
  }

  const refresh = loader(async () => {
    page = (await get(`/api/traces?${state.query()}`)) ?? page;
    meet(page.resources);
    draw();
  });
  put(root, toolbar(t('traces'), resource, type, search(state.text, value => set('text', value)), tally), h('div', { class: 'split' }, table));
  refresh();
  return onChange(topics => (topics.size === 0 || topics.has('traces')) && refresh());
}
