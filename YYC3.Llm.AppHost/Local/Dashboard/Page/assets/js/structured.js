// Structured: log records as the services sent them.

import { h, put } from './dom.js';
import { t } from './i18n.js';
import { get, loader, onChange } from './live.js';
import { chip, meet } from './colors.js';
import { clock, moment } from './format.js';
import { toolbar, choice, fillChoice, search, row, empty, panel, putWhenNew, facts, addressState } from './parts.js';

const Levels = ['Trace', 'Debug', 'Information', 'Warning', 'Error', 'Critical'];
const Exception = ['exception.type', 'exception.message', 'exception.stacktrace'];

export default function show(root) {
  const state = addressState('resource', 'level', 'text', 'traceId', 'spanId');
  const table = h('div', { class: 'scroll' });
  const side = h('div', { class: 'side' });
  const tally = h('span', { class: 'muted' });
  let chosen = null;
  let page = { entries: [], total: 0, resources: [] };

  const set = (name, value) => {
    state.set(name, value);
    refresh();
  };
  const resource = choice(t('resource'), [['', t('allResources')]], '', value => set('resource', value));
  const level = choice(t('level'),
    [['', t('allLevels')], ...Levels.slice(1).map(one => [one, t('atLeast', t(`level_${one}`))])], state.level, value => set('level', value));
  const scope = h('span');

  function drawScope() {
    put(scope, state.traceId && h('button', {
      class: 'filter', title: t('clear'),
      onclick: () => {
        state.set('spanId', '');
        set('traceId', '');
      },
    }, `${state.spanId ? t('span') : t('trace')}: ${(state.spanId || state.traceId).slice(0, 8)} ✕`));
  }

  function draw() {
    drawScope();
    fillChoice(resource, [['', t('allResources')], ...[...new Set([...page.resources, ...(state.resource ? [state.resource] : [])])].map(one => [one, one])], state.resource);
    put(tally, t('showing', page.entries.length, page.total));
    const top = table.scrollTop;
    put(table, page.entries.length === 0 ? empty(t('noLogs')) : h('table', { class: 'grid logs' },
      h('thead', {}, h('tr', {}, ['resource', 'level', 'time', 'message', 'trace'].map(key => h('th', {}, t(key))))),
      h('tbody', {}, page.entries.toReversed().map(entry => row(
        { class: `level-${entry.severity}`, 'aria-selected': entry.sequence === chosen?.sequence },
        () => {
          chosen = entry;
          draw();
        },
        h('td', {}, chip(entry.source.resource)),
        h('td', {}, h('span', { class: 'level' }, t(`level_${entry.severity}`))),
        h('td', { class: 'number' }, clock(entry.timeMs)),
        h('td', { class: 'message' }, entry.message || entry.eventName, exceptionOf(entry) && h('small', { class: 'reason' }, exceptionOf(entry))),
        h('td', {}, entry.traceId && h('a', { class: 'mono', href: `/traces/detail/${entry.traceId}?span=${entry.spanId}` }, entry.traceId.slice(0, 8))))))));
    table.scrollTop = top;
    putWhenNew(side, chosen, () => details(chosen, () => {
      chosen = null;
      draw();
    }));
  }

  const refresh = loader(async () => {
    page = (await get(`/api/logs?${state.query()}`)) ?? page;
    meet(page.resources);
    draw();
  });
  put(root,
    toolbar(t('structured'), scope, resource, level, search(state.text, value => set('text', value)), tally),
    h('div', { class: 'split' }, table, side));
  refresh();
  return onChange(topics => (topics.size === 0 || topics.has('logs')) && refresh());
}

function exceptionOf(entry) {
  const find = key => entry.attributes.find(attribute => attribute.key === key)?.value;
  return [find('exception.type'), find('exception.message')].filter(Boolean).join(': ');
}

function details(entry, close) {
  const exception = entry.attributes.filter(attribute => Exception.includes(attribute.key));
  return panel(t('details'), close,
    facts([
      [t('message'), entry.message],
      [t('level'), h('span', { class: `level-${entry.severity}` }, h('span', { class: 'level' }, t(`level_${entry.severity}`)))],
      [t('timestamp'), moment(entry.timeMs)],
      [t('resource'), entry.source.resource],
      [t('category'), entry.source.scope],
      [t('events'), entry.eventName],
      [t('trace'), entry.traceId && h('a', { class: 'mono', href: `/traces/detail/${entry.traceId}?span=${entry.spanId}` }, entry.traceId)],
      [t('span'), entry.spanId],
    ]),
    facts(exception.map(attribute => [attribute.key.slice('exception.'.length), attribute.value]), t('error')),
    facts(entry.attributes.filter(attribute => !Exception.includes(attribute.key)).map(attribute => [attribute.key, attribute.value]), t('attributes')));
}
