// One operation of the reference.

import { copyButton, disclosure, h, prose } from './dom.js';
import { pretty } from './json.js';
import { curl } from './curl.js';
import { schemaView, typeName } from './reference-schema.js';
import { jsonContent } from './spec.js';

/** A list item that expands to show everything about an operation. */
export function operationItem(spec, operation, settings) {
  const { id, method, path, summary, description } = operation;
  return disclosure(
    {
      class: 'operation',
      'data-operation': id,
      'data-search': `${id} ${method} ${path} ${summary} ${description}`.toLowerCase(),
    },
    h('span', { class: 'headline' },
      h('span', { class: `method mono ${method.toLowerCase()}` }, method),
      h('span', { class: 'path mono' }, path),
      h('span', { class: 'summary' }, summary)),
    () => details(spec, operation, settings),
  );
}

function details(spec, operation, settings) {
  const command = curl(spec, operation, settings);
  const security = spec.security(operation, settings.product.key) ?? {};
  const scopes = Object.values(security).flat();
  return h('div', { class: 'details' },
    h('p', {}, prose(operation.description)),
    h('p', { class: 'muted' }, 'operation ', h('code', {}, operation.id),
      scopes.length > 0 && [', scope ', h('code', {}, scopes.join(', '))]),
    h('section', { 'aria-label': 'Try it' },
      h('div', { class: 'title' }, h('h3', {}, 'Try it'), copyButton(() => command, `the curl line of ${operation.id}`)),
      h('pre', { class: 'curl', tabindex: '0' }, command)),
    operation.parameters.length > 0 && h('section', { 'aria-label': 'Parameters' },
      h('h3', {}, 'Parameters'), parameters(spec, operation.parameters)),
    operation.body && message('Body', spec, operation.body),
    h('section', { 'aria-label': 'Responses' },
      h('h3', {}, 'Responses'),
      operation.responses.map((response) => responseItem(spec, response))));
}

function parameters(spec, list) {
  return h('ul', { class: 'fields-of' }, list.map((parameter) => {
    const schema = spec.schema(parameter.schema);
    return h('li', {},
      h('code', { class: 'name' }, parameter.name), ' ',
      h('span', { class: 'muted' }, `${parameter.in}, ${typeName(spec, parameter.schema)}`),
      parameter.required && [' ', h('span', { class: 'badge' }, 'required')],
      h('div', {}, prose(parameter.description ?? schema.description ?? '')),
      schema.enum && h('div', { class: 'muted' }, 'One of ', schema.enum.map((choice, index) =>
        [index > 0 && ', ', h('code', {}, choice)])));
  }));
}

function responseItem(spec, response) {
  const kind = response.status.charAt(0) === '2' ? 'ok' : 'bad';
  return disclosure(
    { class: 'response', 'data-status': response.status },
    [h('span', { class: `status s${response.status.charAt(0)}` }, response.status), ' ',
      prose(response.description ?? '')],
    () => h('div', { class: `details ${kind}` }, content(spec, response)),
  );
}

function message(title, spec, source) {
  return h('section', { 'aria-label': title },
    h('h3', {}, title),
    source.description && h('p', {}, prose(source.description)),
    content(spec, source));
}

function content(spec, source) {
  const { schema } = jsonContent(source);
  const examples = examplesOf(source);
  return [
    schema && schemaView(spec, schema),
    examples.map(([name, value]) => h('div', { class: 'example' },
      h('h4', {}, name), pretty(value))),
  ].flat().filter(Boolean).reduce((parent, child) => (parent.append(child), parent), h('div'));
}

function examplesOf(source) {
  const { example, examples = {} } = source.content?.['application/json'] ?? {};
  const named = Object.entries(examples).map(([name, each]) => [`Example: ${each.summary ?? name}`, each.value]);
  return example === undefined ? named : [['Example', example], ...named];
}
