// A colour for each resource, the same on every page: by the order in which it was first met.

import { h } from './dom.js';

const numbers = new Map();

export function meet(names) {
  for (const name of names) {
    number(name);
  }
}

/** Projects first: they are the ones that send telemetry, and the first colours differ most. */
export function meetResources(resources) {
  meet(resources.filter(resource => resource.type === 'Project').map(resource => resource.name));
  meet(resources.map(resource => resource.name));
}

function number(name) {
  if (!numbers.has(name)) {
    numbers.set(name, numbers.size % 10);
  }
  return numbers.get(name);
}

export function color(name) {
  return `var(--series-${number(name)})`;
}

export function seriesColor(index) {
  return `var(--series-${index % 10})`;
}

export function chip(name, ...more) {
  return h('span', { class: 'chip', style: { '--chip': color(name) } }, name, ...more);
}
