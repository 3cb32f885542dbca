// Display of JSON, headers and times.

import { h } from './dom.js';

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A value as indented JSON with syntax marks; text that is not JSON remains unchanged. */
export function pretty(value) {
  const block = h('pre', { class: 'json', tabindex: '0' });
  if (typeof value === 'string') {
    block.textContent = value;
    return block;
  }
  const text = JSON.stringify(value, null, 2) ?? '';
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    block.append(text.slice(end, match.index));
    const [whole, string, colon] = match;
    if (string && colon) {
      block.append(h('span', { class: 'json-key' }, string), colon);
    } else {
      block.append(h('span', { class: string ? 'json-text' : 'json-value' }, whole));
    }
    end = match.index + whole.length;
  }
  block.append(text.slice(end));
  return block;
}

/** A time as `2026-03-04 12:00:00`, in UTC. */
export function moment(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    return text;
  }
  return time.toISOString().slice(0, 19).replace('T', ' ');
}

/** A name such as `time_entries` for people. */
export function spoken(name) {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
