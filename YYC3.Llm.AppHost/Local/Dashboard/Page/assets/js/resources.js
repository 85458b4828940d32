// Resources: what runs, how it is, where it is reached.

import { h, put } from './dom.js';
import { t } from './i18n.js';
import { get, loader, onChange } from './live.js';
import { meetResources, color } from './colors.js';
import { moment } from './format.js';
import { toolbar, row, empty, panel, putWhenNew, facts, addressState } from './parts.js';

export default function show(root) {
  const state = addressState('resource');
  const table = h('div', { class: 'scroll' });
  const side = h('div', { class: 'side' });
  let resources = [];

  function open(name) {
    state.set('resource', name);
    draw();
  }

  function draw() {
    put(table, resources.length === 0 ? empty(t('noResources')) : h('table', { class: 'grid resources' },
      h('thead', {}, h('tr', {}, ['name', 'state', 'startTime', 'endpoints', 'restarts', 'view'].map(key => h('th', { class: `col-${key}` }, t(key))))),
      h('tbody', {}, resources.map(resource => row(
        { 'aria-selected': resource.name === state.resource }, () => open(resource.name),
        h('td', {}, h('span', { class: 'dot', style: { '--chip': color(resource.name) } }), h('b', {}, resource.name), h('small', {}, t(`type_${resource.type}`))),
        h('td', {}, stateBadge(resource), resource.stateReason && h('small', { class: mood(resource) === 'bad' ? 'reason' : null }, resource.stateReason)),
        h('td', { class: 'number' }, resource.startedAt ? moment(Date.parse(resource.startedAt)) : '–'),
        h('td', {}, resource.endpoints.length === 0 ? '–' : resource.endpoints.map(endpoint => h('div', {}, address(endpoint)))),
        h('td', { class: 'number' }, resource.type === 'Project' ? resource.restarts : '–'),
        h('td', { class: 'actions' }, resource.type === 'Project' && [
          h('a', { href: `/consolelogs/${encodeURIComponent(resource.name)}` }, t('console')),
          h('a', { href: `/structuredlogs?resource=${encodeURIComponent(resource.name)}` }, t('structured')),
          h('a', { href: `/traces?resource=${encodeURIComponent(resource.name)}` }, t('traces')),
          h('a', { href: `/metrics?resource=${encodeURIComponent(resource.name)}` }, t('metrics'))]))))));
    const chosen = resources.find(resource => resource.name === state.resource);
    putWhenNew(side, chosen, () => details(chosen, () => open('')));
  }

  const refresh = loader(async () => {
    resources = (await get('/api/resources')) ?? resources;
    meetResources(resources);
    draw();
  });
  put(root, toolbar(t('resources')), h('div', { class: 'split' }, table, side));
  refresh();
  return onChange(topics => (topics.size === 0 || topics.has('resources')) && refresh());
}

function mood(resource) {
  return resource.state === 'FailedToStart' || resource.health === 'Unhealthy' || (resource.state === 'Exited' && resource.exitCode) ? 'bad'
    : resource.state === 'Running' ? 'good' : resource.state === 'Exited' ? 'idle' : 'busy';
}

function stateBadge(resource) {
  const words = [t(`state_${resource.state}`)];
  if (resource.health === 'Unhealthy') {
    words.push(t('health_Unhealthy'));
  }
  return h('span', { class: `state ${mood(resource)}` }, words.join(' · '));
}

/** A link for what a browser can open; what a resource says of itself is not trusted to be one. */
function address(endpoint) {
  return /^https?:\/\//.test(endpoint) ? h('a', { href: endpoint, target: '_blank', rel: 'noopener noreferrer' }, endpoint) : h('span', {}, endpoint);
}

function details(resource, close) {
  return panel(resource.name, close,
    facts([
      [t('type'), t(`type_${resource.type}`)],
      [t('state'), stateBadge(resource)],
      [t('health'), resource.health && t(`health_${resource.health}`)],
      [t('reason'), resource.stateReason],
      [t('startTime'), resource.startedAt && moment(Date.parse(resource.startedAt))],
      [t('restarts'), resource.type === 'Project' ? resource.restarts : null],
      [t('processId'), resource.processId],
      [t('exitCode'), resource.exitCode],
      ...resource.endpoints.map(endpoint => [t('endpoints'), endpoint]),
    ], t('details')),
    facts(Object.entries(resource.environment).sort(([a], [b]) => (a < b ? -1 : 1)), t('environment'), true));
}
