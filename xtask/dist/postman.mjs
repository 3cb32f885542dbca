// Makes a Postman collection of a description, with its examples: `node postman.mjs OPENAPI.JSON`, to standard
// output. The same description gives the same bytes.

import { readFileSync } from 'node:fs';

import { convert } from 'openapi-to-postmanv2';

const options = {
  folderStrategy: 'Tags',
  requestParametersResolution: 'Example',
  exampleParametersResolution: 'Example',
  includeAuthInfoInExample: false,
};

/// The converter takes the first scheme of the first alternative alone, and Postman's OAuth knows no prefix but
/// its own: the token and the organization come from variables instead.
function authorize(item) {
  item.item?.forEach(authorize);
  if (item.request === undefined) return;
  delete item.request.auth;
  item.request.url.query.push({ key: 'organization_id', value: '{{organization_id}}' });
}

const data = readFileSync(process.argv[2], 'utf8');
convert({ type: 'string', data }, options, (error, outcome) => {
  if (error || !outcome.result) throw error ?? new Error(outcome.reason);
  // What the converter makes up at random: ids.
  const stable = (key, value) => (key === 'id' || key === '_postman_id' ? undefined : value);
  const collection = JSON.parse(JSON.stringify(outcome.output[0].data, stable));
  authorize(collection);
  collection.auth = {
    type: 'apikey',
    apikey: [
      { key: 'key', value: 'Authorization', type: 'string' },
      { key: 'value', value: 'Zoho-oauthtoken {{access_token}}', type: 'string' },
      { key: 'in', value: 'header', type: 'string' },
    ],
  };
  for (const key of ['organization_id', 'access_token']) {
    collection.variable.push({ type: 'string', key, value: '' });
  }
  process.stdout.write(JSON.stringify(collection, null, 2) + '\n');
});
