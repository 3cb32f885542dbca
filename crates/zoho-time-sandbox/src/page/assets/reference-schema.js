// The schema of a body.

import { disclosure, h, prose } from './dom.js';

/** Display name of a type. */
export function typeName(spec, source) {
  const schema = spec.schema(source ?? {});
  if (schema.type === 'array') {
    return `list of ${typeName(spec, schema.items)}`;
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (!schema.type && choices) {
    return [...new Set(choices.map((choice) => typeName(spec, choice)))].join(' or ');
  }
  const type = schema.type ?? 'any';
  return schema.format ? `${type} (${schema.format})` : type;
}

/** The fields of a schema, or its other parts. */
export function schemaView(spec, source) {
  const schema = objectIn(spec, source);
  if (!schema) {
    return h('p', { class: 'muted' }, typeName(spec, source));
  }
  const fields = Object.entries(schema.properties);
  return h('ul', { class: 'fields-of' }, fields.map(([name, field]) =>
    fieldItem(spec, name, field, schema.required.includes(name))));
}

function fieldItem(spec, name, source, isRequired) {
  const schema = spec.schema(source);
  const inner = objectIn(spec, source);
  return h('li', {},
    h('code', { class: 'name' }, name), ' ',
    h('span', { class: 'muted' }, [typeName(spec, source), ...limits(schema)].join(', ')),
    isRequired && [' ', h('span', { class: 'badge' }, 'required')],
    schema.description && h('div', {}, prose(schema.description)),
    schema.enum && h('div', { class: 'muted' }, 'One of ', schema.enum.map((choice, index) =>
      [index > 0 && ', ', h('code', {}, choice === '' ? '""' : choice)])),
    // Created when it is opened, so a recursive schema does no harm.
    inner && disclosure({ class: 'inner' }, inner.name ?? 'its fields', () => schemaView(spec, source)));
}

/** The schema of an object, or that of the objects in a list, if it has fields. */
function objectIn(spec, source) {
  const schema = spec.schema(source ?? {});
  if (schema.items) {
    return objectIn(spec, schema.items);
  }
  if (Object.keys(schema.properties).length > 0) {
    return schema;
  }
  const choices = schema.oneOf ?? schema.anyOf ?? [];
  return choices.map((choice) => objectIn(spec, choice)).find(Boolean) ?? null;
}

function limits({ minLength, maxLength, minimum, maximum, pattern }) {
  return [
    minLength !== undefined && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
    pattern !== undefined && `matching ${pattern}`,
  ].filter(Boolean);
}
