// Pieces that several pages are made of.

import { h, put, icon } from './dom.js';
import { t } from './i18n.js';
import { pretty } from './format.js';

/** The heading of a page with its filters. */
export function toolbar(title, ...controls) {
  return h('header', { class: 'toolbar' }, h('h1', {}, title), h('div', { class: 'controls' }, controls));
}

/** A drop-down; options are [value, text]. */
export function choice(label, options, selected, onpick) {
  const select = h('select', { 'aria-label': label, onchange: () => onpick(select.value) });
  fillChoice(select, options, selected);
  return select;
}

export function fillChoice(select, options, selected) {
  const wanted = JSON.stringify([options, selected]);
  if (select.dataset.options !== wanted) {
    select.dataset.options = wanted;
    put(select, options.map(([value, text]) => h('option', { value }, text)));
    select.value = selected;
  }
}

/** A search field that calls back once typing pauses. */
export function search(value, onsearch) {
  let pause;
  const input = h('input', {
    type: 'search', placeholder: t('filter'), 'aria-label': t('filter'), value,
    oninput: () => {
      clearTimeout(pause);
      pause = setTimeout(() => onsearch(input.value.trim()), 250);
    },
  });
  return input;
}

export function check(label, checked, onset) {
  const input = h('input', { type: 'checkbox', checked, onchange: () => onset(input.checked) });
  return h('label', { class: 'check' }, input, label);
}

/** The filters of a page live in its address, so that it can be shared and gone back to. */
export function addressState(...names) {
  const query = new URLSearchParams(location.search);
  const state = Object.fromEntries(names.map(name => [name, query.get(name) ?? '']));
  state.query = () => new URLSearchParams(names.filter(name => state[name]).map(name => [name, state[name]])).toString();
  state.set = (name, value) => {
    state[name] = value;
    const text = state.query();
    history.replaceState(null, '', text ? `${location.pathname}?${text}` : location.pathname);
  };
  return state;
}

/** A row that opens something, by mouse or keyboard. */
export function row(props, open, ...cells) {
  return h('tr', {
    ...props, tabindex: 0, class: `open ${props.class ?? ''}`,
    onclick: event => event.target.closest('a, button') || String(getSelection()) || open(),
    onkeydown: event => event.key === 'Enter' && event.target === event.currentTarget && open(),
  }, cells);
}

export function empty(text) {
  return h('p', { class: 'empty' }, text);
}

/** Draws only when what is drawn is new: a redrawn panel would lose its scroll position and selected text. */
export function putWhenNew(element, key, make) {
  const wanted = JSON.stringify(key ?? null);
  if (element.drawn !== wanted) {
    element.drawn = wanted;
    put(element, key ? make() : '');
  }
}

/** A panel beside the page. */
export function panel(title, onclose, ...content) {
  return h('aside', { class: 'panel', 'aria-label': title },
    h('header', {}, h('h2', {}, title), h('button', { class: 'quiet', 'aria-label': t('close'), title: t('close'), onclick: onclose }, icon('close'))),
    h('div', { class: 'panel-body' }, content));
}

/** Names and values, each of which can be copied; pairs without a value are left out. */
export function facts(pairs, heading, stacked) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return shown.length === 0 ? null : h('section', { class: stacked ? 'facts stacked' : 'facts' },
    heading && h('h3', {}, heading, h('span', { class: 'tally' }, shown.length)),
    h('dl', {}, shown.map(([name, value]) => [
      h('dt', { title: name }, name),
      value instanceof Node ? h('dd', {}, value) : h('dd', {}, valueText(String(value)), copyButton(String(value))),
    ])));
}

function valueText(text) {
  const shaped = pretty(text);
  return h(shaped.includes('\n') ? 'pre' : 'span', {}, shaped);
}

function copyButton(text) {
  const button = h('button', {
    class: 'quiet copy', title: t('copy'), 'aria-label': t('copy'),
    onclick: async () => {
      await navigator.clipboard?.writeText(text);
      button.title = t('copied');
      button.classList.add('done');
    },
  }, icon('copy'));
  return button;
}
