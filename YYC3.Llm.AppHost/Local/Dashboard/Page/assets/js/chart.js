// A line chart in SVG: few lines, few hundred points, a cross-hair that tells the values.

import { h, put, svg } from './dom.js';
import { clock } from './format.js';

const [Width, Height, Left, Right, Top, Bottom] = [900, 300, 70, 12, 14, 26];

/** Lines are {label, color, points: [[time, value or null]]}; format makes a value readable; base is that of the unit's prefixes. */
export function lineChart(lines, since, until, format, title, base) {
  const values = lines.flatMap(line => line.points.map(point => point[1])).filter(value => value !== null);
  const [low, high, step] = niceRange(Math.min(0, ...values), Math.max(...values, 0), base);
  const x = time => Left + ((Width - Left - Right) * (time - since)) / Math.max(1, until - since);
  const y = value => Height - Bottom - ((Height - Top - Bottom) * (value - low)) / (high - low);

  const grid = [];
  for (let value = low; value <= high + step / 2; value += step) {
    grid.push(svg('line', { class: 'chart-grid', x1: Left, x2: Width - Right, y1: y(value), y2: y(value) }),
      svg('text', { class: 'chart-text', x: Left - 8, y: y(value) + 4, 'text-anchor': 'end' }, format(value)));
  }
  for (let tick = 0; tick <= 5; tick += 1) {
    const time = since + ((until - since) * tick) / 5;
    grid.push(svg('text', { class: 'chart-text', x: x(time), y: Height - 6, 'text-anchor': tick === 0 ? 'start' : tick === 5 ? 'end' : 'middle' }, clock(time).slice(0, 8)));
  }

  const cross = svg('line', { class: 'chart-cross', y1: Top, y2: Height - Bottom, visibility: 'hidden' });
  const tip = h('div', { class: 'chart-tip', hidden: true });
  const drawing = svg('svg', { class: 'chart', viewBox: `0 0 ${Width} ${Height}`, role: 'img' },
    grid,
    lines.map(line => svg('path', { class: 'chart-line', d: path(line.points, x, y), style: { stroke: line.color } })),
    lines.flatMap(line => isolated(line.points).map(([time, value]) => svg('circle', { cx: x(time), cy: y(value), r: 2.5, style: { fill: line.color } }))),
    cross);
  const box = h('div', { class: 'chart-box' }, title && h('div', { class: 'chart-title' }, title), drawing, tip);

  drawing.addEventListener('pointermove', event => {
    const bounds = drawing.getBoundingClientRect();
    const time = since + ((((event.clientX - bounds.left) / bounds.width) * Width - Left) / (Width - Left - Right)) * (until - since);
    const near = nearest(lines, time);
    if (near === null) {
      return;
    }
    cross.setAttribute('x1', x(near));
    cross.setAttribute('x2', x(near));
    cross.setAttribute('visibility', 'visible');
    put(tip, h('b', {}, clock(near).slice(0, 8)), lines.map(line => {
      const point = line.points.find(one => one[0] === near);
      return point && h('div', {}, h('span', { class: 'dot', style: { '--chip': line.color } }), `${line.label} `, h('b', {}, format(point[1])));
    }));
    tip.hidden = false;
    tip.classList.toggle('left', x(near) > Width / 2);
    tip.style.setProperty('--x', `${(100 * x(near)) / Width}%`);
  });
  drawing.addEventListener('pointerleave', () => {
    cross.setAttribute('visibility', 'hidden');
    tip.hidden = true;
  });
  return box;
}

function path(points, x, y) {
  let down = false;
  return points.map(([time, value]) => {
    if (value === null) {
      down = false; // Nothing was recorded: a gap, not a zero.
      return '';
    }
    const step = `${down ? 'L' : 'M'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    down = true;
    return step;
  }).join('');
}

/** Points with a gap on both sides, which a path does not show. */
function isolated(points) {
  return points.filter(([, value], index) => value !== null && (points[index - 1]?.[1] ?? null) === null && (points[index + 1]?.[1] ?? null) === null);
}

function nearest(lines, time) {
  let best = null;
  for (const line of lines) {
    for (const [own] of line.points) {
      if (best === null || Math.abs(own - time) < Math.abs(best - time)) {
        best = own;
      }
    }
  }
  return best;
}

/** A range that ends on round numbers, with about four steps of 1, 2 or 5 times a power of ten. */
function niceRange(low, high, base) {
  const prefix = base ** Math.max(0, Math.floor(Math.log(Math.max(high, -low, 1)) / Math.log(base)));
  const [from, to, step] = roundRange(low / prefix, high / prefix);
  return [from * prefix, to * prefix, step * prefix];
}

function roundRange(low, high) {
  const span = high - low || 1;
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find(factor => factor * power >= raw) * power;
  return [Math.floor(low / step) * step, Math.max(Math.ceil(high / step) * step, Math.floor(low / step) * step + step), step];
}
