// Console colours: the SGR sequences (ECMA-48) that .NET's console logger and most tools write. All other escape
// sequences are left out.

import { h } from './dom.js';

// eslint-disable-next-line no-control-regex
const Escape = /\u001b(?:\[([0-9;]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|.)/g;

/** The pieces of a line, coloured; a style lasts to the end of its line. */
export function colored(line) {
  const pieces = [];
  let style = { bold: false, color: null };
  let from = 0;
  for (const match of line.matchAll(Escape)) {
    piece(pieces, line.slice(from, match.index), style);
    from = match.index + match[0].length;
    if (match[2] === 'm') {
      style = apply(style, match[1]);
    }
  }
  piece(pieces, line.slice(from), style);
  return pieces;
}

function apply(style, codes) {
  const next = { ...style };
  const numbers = (codes || '0').split(';').map(Number);
  for (let i = 0; i < numbers.length; i += 1) {
    const code = numbers[i];
    if (code === 0) {
      next.bold = false;
      next.color = null;
    } else if (code === 1) {
      next.bold = true;
    } else if (code === 22) {
      next.bold = false;
    } else if (code >= 30 && code <= 37) {
      next.color = code - 30;
    } else if (code >= 90 && code <= 97) {
      next.color = code - 82;
    } else if (code === 39) {
      next.color = null;
    } else if (code === 38 || code === 48) {
      i += numbers[i + 1] === 5 ? 2 : 4; // 256 colours and RGB: read over.
    }
  }
  return next;
}

function piece(pieces, text, style) {
  if (text === '') {
    return;
  }
  const classes = [style.bold && 'ansi-bold', style.color !== null && `ansi-${style.color}`].filter(Boolean).join(' ');
  pieces.push(classes ? h('span', { class: classes }, text) : text);
}
