// The only way in which this page makes elements. Children become text nodes, never markup: what is shown here was
// written by strangers.

const SvgNamespace = 'http://www.w3.org/2000/svg';

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      for (const [property, set] of Object.entries(value)) {
        element.style.setProperty(property, set);
      }
    } else if (name === 'value' || name === 'checked' || name === 'selected') {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(element, child);
    } else if (child !== undefined && child !== null && child !== false) {
      element.append(child);
    }
  }
}

export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SvgNamespace, tag), props, children);
}

/** Replaces what an element holds. */
export function put(element, ...children) {
  const fresh = document.createDocumentFragment();
  append(fresh, children);
  element.replaceChildren(fresh);
  return element;
}

const Paths = {
  resources: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
  console: 'M4 5h16v14H4zM7 9l3 3-3 3M12 15h5',
  structured: 'M5 6h14M5 10h14M5 14h9M5 18h9',
  traces: 'M4 6h9M8 11h10M11 16h9',
  metrics: 'M4 19h16M5 15l4-5 4 3 6-8',
  close: 'M6 6l12 12M18 6L6 18',
  spark: 'M12 3l1.9 5.6L19.5 10.5l-5.6 1.9L12 18l-1.9-5.6L4.500 10.500l5.600-1.900zM19 16v4M17 18h4',
  error: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  chevron: 'M9 6l6 6-6 6',
  copy: 'M9 9h10v10H9zM15 9V5H5v10h4',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  moon: 'M20 14a8 8 0 11-10-10 6.500 6.500 0 0010 10z',
  auto: 'M12 4a8 8 0 100 16zM12 4a8 8 0 010 16',
};

export function icon(name) {
  return svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: Paths[name] }));
}
