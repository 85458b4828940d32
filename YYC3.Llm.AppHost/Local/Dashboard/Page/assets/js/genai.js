// A call of a model: what was asked, what was answered, by whom, for how many tokens.

import { h, icon } from './dom.js';
import { t } from './i18n.js';
import { pretty } from './format.js';
import { facts } from './parts.js';

export function modelCallPanel(call) {
  return h('section', { class: 'genai' },
    h('h3', {}, icon('spark'), t('genai')),
    h('div', { class: 'figures' },
      figure('provider', call.provider),
      figure('requestModel', call.requestModel),
      figure('responseModel', call.responseModel),
      figure('inputTokens', call.inputTokens),
      figure('outputTokens', call.outputTokens),
      figure('finishReason', call.finishReasons.join(', '))),
    call.error !== null && h('p', { class: 'call-error' }, icon('error'), call.error || t('error')),
    call.messages.length === 0 && h('p', { class: 'muted' }, t('noMessages')),
    h('div', { class: 'messages' }, call.messages.map(message)),
    call.tools.length > 0 && h('details', { class: 'tools' },
      h('summary', {}, t('tools'), h('span', { class: 'tally' }, call.tools.length)),
      call.tools.map(tool => h('div', {}, h('b', { class: 'mono' }, tool.name), h('p', {}, tool.description), tool.parameters && h('pre', {}, pretty(tool.parameters))))),
    facts(call.evaluations.map(one => [one.name, [one.label, one.score, one.explanation].filter(Boolean).join(' · ')]), t('evaluations')),
    facts([[t('operation'), call.operation], [t('responseId'), call.responseId]]));
}

function figure(key, value) {
  return value === null || value === '' || value === undefined ? null
    : h('div', { class: 'figure' }, h('span', { class: 'muted' }, t(key)), h('b', {}, typeof value === 'number' ? value.toLocaleString() : value));
}

function message(one) {
  return h('article', { class: `msg msg-${['system', 'user', 'assistant', 'tool'].includes(one.role) ? one.role : 'user'} ${one.isOutput ? 'msg-output' : ''}` },
    h('header', {}, h('b', {}, t(`role_${one.role}`)), one.isOutput && h('span', { class: 'tag' }, t('output')),
      one.finishReason && h('span', { class: 'muted mono' }, one.finishReason)),
    one.parts.map(part));
}

function part(one) {
  switch (one.type) {
    case 'text':
      return h('p', { class: 'part' }, one.text);
    case 'reasoning':
      return h('details', { class: 'part reasoning', open: true }, h('summary', {}, t('part_reasoning')), h('p', {}, one.text));
    case 'tool_call':
    case 'tool_call_response':
      return h('div', { class: 'part call' },
        h('div', {}, h('span', { class: 'muted' }, t(`part_${one.type}`)), ' ', one.name && h('b', { class: 'mono' }, one.name), ' ', one.id && h('span', { class: 'muted mono' }, one.id)),
        h('pre', {}, pretty(one.text)));
    default:
      return h('div', { class: 'part call' },
        h('div', {}, h('span', { class: 'muted' }, t(`part_${one.type}`)), ' ', one.name && h('b', {}, one.name)),
        h('pre', {}, pretty(one.text)));
  }
}
