// Numbers and times as people read them.

const two = number => String(number).padStart(2, '0');

export function clock(ms) {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function day(ms) {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The time alone for today, else with the day. */
export function moment(ms) {
  return day(ms) === day(Date.now()) ? clock(ms) : `${day(ms)} ${clock(ms)}`;
}

export function duration(ms) {
  if (ms === 0) {
    return '0';
  }
  if (ms < 1) {
    return `${trim(ms * 1000)} µs`;
  }
  if (ms < 1000) {
    return `${trim(ms)} ms`;
  }
  return ms < 60000 ? `${trim(ms / 1000)} s` : `${Math.floor(ms / 60000)} min ${trim((ms % 60000) / 1000)} s`;
}

/** Three figures. */
export function trim(number) {
  const size = Math.abs(number);
  const text = number.toFixed(size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 4);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const scaled = (number, base, units) => {
  let index = 0;
  let rest = number;
  while (Math.abs(rest) >= base && index < units.length - 1) {
    rest /= base;
    index += 1;
  }
  return `${trim(rest)}${units[index]}`;
};

/** A value in a UCUM unit: s, ms, By, 1 and annotations such as {request}. */
export function quantity(value, unit) {
  if (value === null || value === undefined) {
    return '–';
  }
  switch (unit) {
    case 's': return duration(value * 1000);
    case 'ms': return duration(value);
    case 'By': return scaled(value, 1024, [' B', ' KB', ' MB', ' GB', ' TB']);
    case '%': return `${trim(value)} %`;
    default: return scaled(value, 1000, ['', 'k', 'M', 'G', 'T']);
  }
}

/** The unit as a word, where the value does not carry it. */
export function unitName(unit) {
  return ['s', 'ms', 'By', '%', '1', ''].includes(unit) ? '' : unit.replace(/[{}]/g, '');
}

export function pretty(text) {
  const start = text.trimStart()[0];
  if (start !== '{' && start !== '[') {
    return text;
  }
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
