// One trace: its spans over time, and what is known of each.

import { h, put, icon } from './dom.js';
import { t } from './i18n.js';
import { get, loader, onChange } from './live.js';
import { chip, color, meet } from './colors.js';
import { duration, moment } from './format.js';
import { empty, panel, putWhenNew, facts, addressState } from './parts.js';
import { modelCallPanel } from './genai.js';

const Ticks = 4;

export default function show(root, { id }) {
  const state = addressState('span');
  const head = h('header', { class: 'toolbar' });
  const table = h('div', { class: 'scroll' });
  const side = h('div', { class: 'side wide' });
  const folded = new Set();
  let trace = null;
  let call = null;

  async function open(spanId) {
    state.set('span', spanId);
    call = null;
    const span = trace.spans.find(one => one.spanId === spanId);
    if (span?.isModelCall) {
      call = await get(`/api/traces/${id}/spans/${spanId}/model-call`);
    }
    draw();
  }

  function draw() {
    if (!trace) {
      put(head, h('h1', {}, t('traces')));
      put(table, empty(t('noTrace')));
      return;
    }
    const { summary } = trace;
    put(head,
      h('h1', {}, h('a', { href: '/traces' }, t('traces')), h('span', { class: 'muted' }, ' / '), `${summary.resource}: ${summary.name}`),
      h('div', { class: 'controls summary' },
        pair('started', moment(summary.startMs)), pair('duration', duration(summary.durationMs)),
        pair('depth', 1 + Math.max(...trace.spans.map(span => span.depth))), pair('spans', trace.spans.length),
        summary.errors > 0 && h('span', { class: 'bad-mark' }, icon('error'), t('errors', summary.errors)),
        h('a', { href: `/structuredlogs?traceId=${id}` }, t('logs'))));
    put(table, waterfall(trace, state.span, folded, open, spanId => {
      if (!folded.delete(spanId)) {
        folded.add(spanId);
      }
      draw();
    }));
    const span = trace.spans.find(one => one.spanId === state.span);
    putWhenNew(side, span && [span, call], () => panel(`${span.source.resource}: ${span.name}`, () => open(''), call && modelCallPanel(call), details(span, id)));
  }

  const refresh = loader(async () => {
    const fresh = await get(`/api/traces/${id}`);
    if (trace && JSON.stringify(fresh ?? trace) === JSON.stringify(trace)) {
      return; // Another trace grew.
    }
    trace = fresh;
    meet(trace?.summary.resources.map(own => own.resource) ?? []);
    if (trace && state.span && !call) {
      await open(state.span);
    } else {
      draw();
    }
  });
  put(root, head, h('div', { class: 'split' }, table, side));
  refresh();
  return onChange(topics => (topics.size === 0 || topics.has('traces')) && refresh());
}

function pair(key, value) {
  return h('span', { class: 'pair' }, h('span', { class: 'muted' }, t(key)), ' ', h('b', {}, value));
}

function waterfall(trace, selected, folded, open, fold) {
  const whole = Math.max(trace.summary.durationMs, 0.001);
  const percent = ms => `${Math.min(100, Math.max(0, (100 * ms) / whole))}%`;
  const parents = new Set(trace.spans.map(span => span.parentSpanId));
  let hidden = Infinity; // Everything deeper than this is folded away.
  const rows = [];
  for (const span of trace.spans) {
    if (span.depth > hidden) {
      continue;
    }
    hidden = folded.has(span.spanId) ? span.depth : Infinity;
    rows.push(h('div', {
      class: `span-row ${span.status === 'Error' ? 'failed' : ''}`, tabindex: 0, role: 'row', 'aria-selected': span.spanId === selected,
      style: { '--chip': color(span.source.resource) },
      onclick: () => open(span.spanId),
      onkeydown: event => event.key === 'Enter' && open(span.spanId),
    },
      h('div', { class: 'span-name', style: { '--depth': span.depth } },
        parents.has(span.spanId)
          ? h('button', {
            class: `quiet fold ${folded.has(span.spanId) ? '' : 'unfolded'}`, 'aria-label': folded.has(span.spanId) ? t('expand') : t('collapse'),
            onclick: event => {
              event.stopPropagation();
              fold(span.spanId);
            },
          }, icon('chevron'))
          : h('span', { class: 'fold' }),
        h('span', { class: 'span-mark' }),
        span.status === 'Error' && h('span', { class: 'bad-mark' }, icon('error')),
        span.isModelCall && h('span', { class: 'spark' }, icon('spark')),
        h('b', {}, span.source.resource), h('span', { class: 'span-title', title: span.name }, span.name)),
      h('div', { class: 'span-time' },
        h('span', { class: 'span-bar', style: { left: percent(span.offsetMs), width: percent(span.durationMs) } },
          span.events.map(event => h('i', {
            title: `${event.name} · ${duration(event.offsetMs)}`,
            style: { left: `${Math.min(100, Math.max(0, (100 * (event.offsetMs - span.offsetMs)) / Math.max(span.durationMs, 0.0001)))}%` },
          }))),
        lengthLabel(span, whole, percent))));
  }
  return h('div', { class: 'waterfall', role: 'table' },
    h('div', { class: 'span-head' },
      h('div', {}, t('name')),
      h('div', { class: 'ticks' }, Array.from({ length: Ticks + 1 }, (_, tick) => h('span', { style: { left: `${(100 * tick) / Ticks}%` } }, duration((whole * tick) / Ticks))))),
    rows,
    trace.summary.droppedSpans > 0 && h('p', { class: 'muted' }, t('dropped', trace.summary.droppedSpans)));
}

/** How long a span took, where there is room: behind its bar, before it, or in it. */
function lengthLabel(span, whole, percent) {
  const end = span.offsetMs + span.durationMs;
  const [place, style] = end < whole * 0.84 ? ['', { left: percent(end) }]
    : span.offsetMs > whole * 0.16 ? ['', { right: percent(whole - span.offsetMs) }]
      : ['inside', { right: percent(whole - end) }];
  return h('span', { class: `span-length ${place}`, style }, duration(span.durationMs));
}

function details(span, traceId) {
  const attributes = list => list.map(attribute => [attribute.key, attribute.value]);
  return [
    facts([
      [t('resource'), chip(span.source.resource)],
      [t('startOffset'), duration(span.offsetMs)],
      [t('duration'), duration(span.durationMs)],
      [t('status'), span.status === 'Unset' && !span.statusMessage ? null : [span.status, span.statusMessage].filter(Boolean).join(': ')],
      [t('kind'), span.kind],
      [t('scope'), span.source.scope],
      [t('span'), span.spanId],
      [t('parent'), span.parentSpanId],
      [t('logs'), h('a', { href: `/structuredlogs?traceId=${traceId}&spanId=${span.spanId}` }, t('view'))],
    ], t('span')),
    facts(attributes(span.attributes), t('attributes')),
    span.events.length > 0 && h('section', { class: 'facts' },
      h('h3', {}, t('events'), h('span', { class: 'tally' }, span.events.length)),
      span.events.map(event => [h('h4', {}, `${duration(event.offsetMs)} · ${event.name}`), facts(attributes(event.attributes))])),
    facts(span.links.map(link => [t('trace'), h('a', { class: 'mono', href: `/traces/detail/${link.traceId}?span=${link.spanId}` }, link.traceId)]), t('links')),
  ];
}
