// The description of the API, as the sandbox serves it.

import { get } from './api.js';

const METHODS = ['get', 'post', 'put', 'delete', 'patch'];

let loading = null;

/** The description, read once. */
export function loadSpec() {
  loading ??= get('openapi.json').then((document) => new Spec(document)).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

class Spec {
  constructor(document) {
    this.document = document;
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => this.#operation(path, item, method)));
  }

  #operation(path, item, method) {
    const source = item[method];
    const parameters = [...(item.parameters ?? []), ...(source.parameters ?? [])];
    return {
      id: source.operationId,
      tag: source.tags?.[0] ?? 'Other',
      method: method.toUpperCase(),
      path,
      summary: source.summary ?? '',
      description: source.description ?? '',
      parameters: parameters.map((parameter) => this.follow(parameter)),
      body: source.requestBody ? this.follow(source.requestBody) : null,
      responses: Object.entries(source.responses).map(([status, response]) =>
        ({ status, ...this.follow(response) })),
      security: source.security ?? document.security ?? [],
    };
  }

  /** The tags with their operations, in the order of the description. */
  get tags() {
    const known = this.document.tags ?? [];
    const names = [...new Set([...known.map(({ name }) => name), ...this.operations.map(({ tag }) => tag)])];
    return names.map((name) => ({
      name,
      description: known.find((tag) => tag.name === name)?.description ?? '',
      operations: this.operations.filter(({ tag }) => tag === name),
    }));
  }

  /** What a reference leads to, or the value itself. */
  follow(value) {
    let found = value;
    while (found?.$ref) {
      found = found.$ref.slice(2).split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
        .reduce((place, part) => place?.[part], this.document);
    }
    return found ?? {};
  }

  /** A schema with what it refers to and what it is composed of put together. */
  schema(value) {
    const name = value?.$ref?.split('/').at(-1);
    const { allOf = [], ...own } = this.follow(value);
    const merged = { name, ...own, properties: {}, required: [...(own.required ?? [])] };
    for (const part of allOf.map((each) => this.schema(each))) {
      for (const [key, field] of Object.entries(part)) {
        merged[key] ??= field;
      }
      Object.assign(merged.properties, part.properties);
      merged.required.push(...part.required);
    }
    Object.assign(merged.properties, own.properties);
    return merged;
  }

  /** The alternatives of `security` that are for a product, as one object. */
  security(operation, product) {
    return operation.security.find((scheme) =>
      Object.keys(scheme).some((name) => name.startsWith(`${product}_`)));
  }

  /** Where a request under a product names its organisation: `in` and `name`. */
  organization(product) {
    return this.document.components?.securitySchemes?.[`${product}_organization`];
  }
}

/** The content of a request or response that is JSON. */
export function jsonContent(message) {
  const content = message?.content?.['application/json'] ?? {};
  const example = content.example ?? Object.values(content.examples ?? {})[0]?.value;
  return { schema: content.schema, example };
}
