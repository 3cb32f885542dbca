// Curl commands for operations.

import { apiAddress } from './api.js';
import { withIds } from './ids.js';
import { jsonContent } from './spec.js';

/** The command for an operation under a product. */
export function curl(spec, operation, { product, token, ids }) {
  const headers = [['Authorization', `Zoho-oauthtoken ${token}`]];
  const query = new URLSearchParams();
  const organization = spec.organization(product.key);
  if (organization?.in === 'query') {
    query.set(organization.name, ids.organization_id);
  } else if (organization?.in === 'header') {
    headers.push([organization.name, ids.organization_id]);
  }
  for (const parameter of operation.parameters.filter(({ required }) => required)) {
    const value = ids[parameter.name] ?? exampleOf(spec, parameter);
    if (parameter.in === 'query') {
      query.set(parameter.name, value);
    } else if (parameter.in === 'header') {
      headers.push([parameter.name, value]);
    }
  }
  const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name) => {
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    return encodeURIComponent(ids[name] ?? exampleOf(spec, parameter ?? {}));
  });
  const parts = ['curl'];
  if (operation.method !== 'GET') {
    parts.push(`-X ${operation.method}`);
  }
  for (const [name, value] of headers) {
    parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  const { example } = jsonContent(operation.body);
  if (example !== undefined) {
    parts.push(`-H ${quoted('Content-Type: application/json')}`);
    parts.push(`-d ${quoted(JSON.stringify(withIds(example, ids)))}`);
  }
  const search = query.size > 0 ? `?${query}` : '';
  parts.push(quoted(`${apiAddress(product.base_path)}${path}${search}`));
  return parts.join(' \\\n  ');
}

function exampleOf(spec, { example, schema }) {
  const { example: own, enum: choices } = spec.schema(schema ?? {});
  return String(example ?? own ?? choices?.[0] ?? '1');
}

/** A text as one word of a POSIX shell. */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
