// The spec, as served by the sandbox.

import { get } from './api.js';

const METHODS = ['get', 'post', 'put', 'delete', 'patch'];

let loading = null;

/** The spec, loaded once. */
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

  /** The tags with their operations, in the order of the spec. */
  get tags() {
    const known = this.document.tags ?? [];
    const names = [...new Set([...known.map(({ name }) => name), ...this.operations.map(({ tag }) => tag)])];
    return names.map((name) => ({
      name,
      description: known.find((tag) => tag.name === name)?.description ?? '',
      operations: this.operations.filter(({ tag }) => tag === name),
    }));
  }

  /** The target of a reference, or the value itself. */
  follow(value) {
    let found = value;
    while (found?.$ref) {
      found = found.$ref.slice(2).split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
        .reduce((place, part) => place?.[part], this.document);
    }
    return found ?? {};
  }

  /** A schema with references resolved and parts merged. */
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

  /** The alternatives of `security` for a product, merged into one object. */
  security(operation, product) {
    return operation.security.find((scheme) =>
      Object.keys(scheme).some((name) => name.startsWith(`${product}_`)));
  }

  /** Where a request to a product names its organization: `in` and `name`. */
  organization(product) {
    return this.document.components?.securitySchemes?.[`${product}_organization`];
  }
}

/** The JSON content of a request or response. */
export function jsonContent(message) {
  const content = message?.content?.['application/json'] ?? {};
  const example = content.example ?? Object.values(content.examples ?? {})[0]?.value;
  return { schema: content.schema, example };
}
