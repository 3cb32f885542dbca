// One exchange of the log.

import { disclosure, h } from './dom.js';
import { moment, pretty } from './json.js';

/** A list item that expands to show everything about the exchange. */
export function entryItem(entry) {
  return h('li', {}, disclosure({ class: 'entry', 'data-seq': entry.seq }, headline(entry), () => details(entry)));
}

/** The searchable text, in lower case. */
export function searchText(entry) {
  entry.searchText ??= JSON.stringify([
    entry.method, entry.path, entry.query, entry.product, entry.operation, entry.status, entry.code,
    entry.injected, entry.request?.body, entry.response?.body, entry.unread, entry.warnings,
  ]).toLowerCase();
  return entry.searchText;
}

function headline(entry) {
  const findings = count(entry.validation?.request) + count(entry.validation?.response);
  return h('span', { class: 'headline' },
    h('time', { class: 'mono muted', datetime: entry.time }, moment(entry.time).slice(11)),
    status(entry.status),
    h('span', { class: 'method mono' }, entry.method),
    h('span', { class: 'path mono' }, entry.path),
    h('span', { class: 'marks' },
      entry.operation && h('span', { class: 'badge' }, entry.operation),
      entry.injected && h('span', { class: 'badge bad' }, 'injected'),
      findings > 0 && h('span', { class: 'badge bad' }, `${findings} against the spec`),
      count(entry.unread) > 0 && h('span', { class: 'badge warn' }, `${entry.unread.length} unread`),
      count(entry.warnings) > 0 && h('span', { class: 'badge warn' }, `${entry.warnings.length} warnings`)),
    h('span', { class: 'duration muted' }, duration(entry.duration_us)));
}

/** There is no status if the connection ended before a response. */
function status(number) {
  return number
    ? h('span', { class: `status s${String(number).charAt(0)}` }, number)
    : h('span', { class: 'status s5' }, 'none');
}

function details(entry) {
  const { request, response, validation } = entry;
  return h('div', { class: 'details' },
    facts([
      ['Number', entry.seq],
      ['Time', entry.time],
      ['Product', entry.product],
      ['Query', entry.query],
      ['Code', entry.code],
      ['Injected by', entry.injected],
    ]),
    findings('Ignored fields', entry.unread, 'warn'),
    findings('Warnings', entry.warnings, 'warn'),
    findings('Suggestions', entry.near_misses, 'warn'),
    findings('Spec violations in the request', validation?.request, 'bad'),
    findings('Spec violations in the response', validation?.response, 'bad'),
    validation && count(validation.request) + count(validation.response) === 0
      && h('p', { class: 'ok' }, 'Request and response conform to the spec.'),
    h('div', { class: 'halves' }, half('Request', request), half('Response', response)));
}

function half(title, message) {
  const { headers = {}, body = null } = message ?? {};
  return h('section', { 'aria-label': title },
    h('h3', {}, title),
    h('dl', { class: 'headers mono' }, Object.entries(headers).map(([name, value]) =>
      [h('dt', {}, name), h('dd', {}, Array.isArray(value) ? value.join(', ') : value)])),
    body === null || body === '' ? h('p', { class: 'muted' }, 'No body.') : pretty(body));
}

function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return h('dl', { class: 'facts' }, known.map(([name, value]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

function findings(title, list, kind) {
  return count(list) > 0 && h('section', { class: `findings ${kind}`, 'aria-label': title },
    h('h3', {}, title),
    h('ul', {}, list.map((line) => h('li', { class: 'mono' }, typeof line === 'string' ? line : JSON.stringify(line)))));
}

const count = (list) => list?.length ?? 0;

function duration(microseconds) {
  if (!Number.isFinite(microseconds)) {
    return '';
  }
  return microseconds < 1000 ? `${microseconds} µs` : `${(microseconds / 1000).toFixed(1)} ms`;
}
