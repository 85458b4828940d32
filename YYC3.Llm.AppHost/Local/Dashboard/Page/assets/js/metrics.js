// Metrics: resource > meter > instrument, and its chart.

import { h, put } from './dom.js';
import { t } from './i18n.js';
import { get, loader, onChange } from './live.js';
import { seriesColor, meet } from './colors.js';
import { quantity, unitName } from './format.js';
import { toolbar, choice, fillChoice, search, empty, addressState } from './parts.js';
import { lineChart } from './chart.js';

const MostLines = 8;
const Percentiles = ['P50', 'P90', 'P99'];

export default function show(root) {
  const state = addressState('resource', 'meter', 'instrument', 'minutes');
  const tree = h('div', { class: 'tree' });
  const view = h('div', { class: 'scroll chart-view' });
  const off = new Set(); // Series that the reader switched off, by label.
  let only = null; // The series of a histogram that is drawn, by label; null is the first.
  let instruments = [];
  let text = '';

  const resource = choice(t('resource'), [], '', value => {
    state.set('resource', value);
    state.set('meter', '');
    pick('', '');
  });
  const range = choice(t('time'), ['1', '5', '20'].map(minutes => [minutes, t('last', minutes)]), state.minutes || '5', value => {
    state.set('minutes', value);
    refresh();
  });

  function pick(meter, instrument) {
    state.set('meter', meter);
    state.set('instrument', instrument);
    off.clear();
    only = null;
    refresh();
  }

  function drawTree() {
    const resources = [...new Set(instruments.map(one => one.resource))];
    if (!state.resource && resources.length > 0) {
      state.set('resource', resources[0]);
    }
    fillChoice(resource, [...new Set([...resources, ...(state.resource ? [state.resource] : [])])].map(one => [one, one]), state.resource);
    const own = instruments.filter(one => one.resource === state.resource && one.name.toLowerCase().includes(text.toLowerCase()));
    const wanted = JSON.stringify([own, state.meter, state.instrument]);
    if (tree.dataset.drawn === wanted) {
      return;
    }
    tree.dataset.drawn = wanted;
    put(tree, own.length === 0 && empty(t('noMetrics')), Object.entries(Object.groupBy(own, one => one.meter)).map(([meter, list]) => h('section', {},
      h('h3', {}, meter),
      list.map(one => h('button', {
        class: 'leaf', 'aria-pressed': one.name === state.instrument && meter === state.meter, title: one.description,
        onclick: () => pick(meter, one.name),
      }, one.name)))));
  }

  function drawChart(chart) {
    if (!chart) {
      put(view, empty(t('pickInstrument')));
      return;
    }
    const { name, description, kind, unit } = chart.instrument;
    const minutes = Number(state.minutes || 5);
    const until = Math.max(...chart.series.flatMap(one => one.points.slice(-1).map(point => point.time)), 0);
    const since = until - minutes * 60000;
    const series = chart.series.map((one, index) => ({ ...one, index, label: labelOf(one, chart.instrument), points: one.points.filter(point => point.time >= since) }));
    const isHistogram = kind === 'Histogram';
    const chosen = series.find(one => one.label === only) ?? series[0];
    const shown = isHistogram ? [chosen] : series.filter(one => !off.has(one.label)).slice(0, MostLines);
    const lines = isHistogram
      ? Percentiles.map((label, index) => ({ label, color: seriesColor(index), points: chosen.points.map(point => [point.time, point.values[index]]) }))
      : shown.map(one => ({ label: one.label, color: seriesColor(one.index), points: one.points.map(point => [point.time, point.values[0]]) }));
    const format = value => quantity(value, unit);
    const title = [unitName(unit), kind === 'Counter' ? t('perSecond') : ''].filter(Boolean).join(' ');

    put(view,
      h('h2', { class: 'mono' }, name),
      description && h('p', { class: 'muted' }, description),
      lines.some(line => line.points.length > 1) ? lineChart(lines, since, until, format, title, unit === 'By' ? 1024 : 10) : empty(t('noPoints')),
      isHistogram && h('div', { class: 'legend' }, lines.map(line => h('span', { class: 'chip', style: { '--chip': line.color } }, line.label))),
      h('table', { class: 'grid series' },
        h('thead', {}, h('tr', {}, h('th', {}, t('series')), isHistogram ? [h('th', {}, t('count')), h('th', {}, t('average'))] : h('th', {}, kind === 'Counter' ? t('total') : t('latest')))),
        h('tbody', {}, series.map(one => h('tr', { class: shown.some(drawn => drawn.label === one.label) ? '' : 'off' },
          h('td', {}, h('button', {
            class: 'leaf', 'aria-pressed': shown.some(drawn => drawn.label === one.label),
            onclick: () => {
              if (isHistogram) {
                only = one.label;
              } else if (!off.delete(one.label)) {
                off.add(one.label);
              }
              drawChart(chart);
            },
          }, !isHistogram && h('span', { class: 'dot', style: { '--chip': seriesColor(one.index) } }), one.label)),
          isHistogram
            ? [h('td', { class: 'number' }, one.latest.count.toLocaleString()), h('td', { class: 'number' }, one.latest.count ? format(one.latest.value / one.latest.count) : '–')]
            : h('td', { class: 'number' }, format(one.latest.value)))))));
  }

  function labelOf(one, { name, kind }) {
    return one.attributes.length === 0 ? (kind === 'Histogram' ? t('all') : name) : one.attributes.map(attribute => `${attribute.key}=${attribute.value}`).join('  ');
  }

  const refresh = loader(async () => {
    instruments = (await get('/api/metrics')) ?? instruments;
    meet(instruments.map(one => one.resource));
    drawTree();
    const query = new URLSearchParams({ resource: state.resource, meter: state.meter, instrument: state.instrument });
    drawChart(state.instrument ? await get(`/api/metrics/chart?${query}`) : null);
  });
  put(root,
    toolbar(t('metrics'), resource, range, search('', value => {
      text = value;
      drawTree();
    })),
    h('div', { class: 'split' }, tree, view));
  refresh();
  return onChange(topics => (topics.size === 0 || topics.has('metrics')) && refresh());
}
